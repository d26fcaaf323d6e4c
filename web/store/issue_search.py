"""The full text of issues: what is found by their words, and by who owned them or helped.

One row for each issue: its facts as they are now, all that people wrote, and its people by their
ids, so that a new name needs no new row. Terms are made by `web.rules.search`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    TableClause,
    TextClause,
    column,
    table,
    text,
)
from sqlmodel import Session

from web.rules.search import SearchWord, is_whole, terms_of
from web.store.full_text import is_sqlite
from web.store.tables.issues import Issue

# So many different words were said of no issue. PostgreSQL's limit for a row is higher.
_MOST_SAID = 20_000
_SQLITE = text(
    "INSERT OR REPLACE INTO issue_text (rowid, facts, texts, people) SELECT :issue_id, :facts,"
    " CASE WHEN length(coalesce(texts, '')) < :most * 10"
    " THEN coalesce(texts, '') || ' ' || :texts ELSE texts END,"
    " coalesce(people, '') || ' ' || :people"
    " FROM (SELECT 1) LEFT JOIN issue_text ON issue_text.rowid = :issue_id"
)
_POSTGRES = text(
    "INSERT INTO issue_text (issue_id, facts, texts, people) VALUES (:issue_id,"
    " array_to_tsvector(string_to_array(:facts, ' ')),"
    " array_to_tsvector(string_to_array(:texts, ' ')),"
    " array_to_tsvector(string_to_array(:people, ' ')))"
    " ON CONFLICT (issue_id) DO UPDATE SET facts = excluded.facts,"
    " texts = CASE WHEN length(issue_text.texts) < :most"
    " THEN issue_text.texts || excluded.texts ELSE issue_text.texts END,"
    " people = issue_text.people || excluded.people"
)
_FORGET = {
    True: text("UPDATE issue_text SET facts = '', texts = '' WHERE rowid = :issue_id"),
    False: text("UPDATE issue_text SET facts = '', texts = '' WHERE issue_id = :issue_id"),
}


# FTS5 streams its hits by rowid, so that the newest are read first, and no more than are wanted.
_LITE = table("issue_text", column("rowid"))
_TABLE = table("issue_text", column("issue_id"))
_MATCH = text("issue_text MATCH :query")
_HAS = text("issue_text.terms @@ CAST(:query AS tsquery)")


@dataclass(frozen=True)
class Found:
    """What to select from, its column of issues’ ids, and its condition."""

    table: TableClause
    id: ColumnElement[int]
    matches: TextClause


def remember(session: Session, issue: Issue, texts: Iterable[str], people: Iterable[int]) -> None:
    """Index an issue as it is now, with what was said of it since, and by or of whom."""
    facts = (issue.words, issue.place, issue.customer_name, issue.customer_contact)
    statement = _SQLITE if is_sqlite(session) else _POSTGRES
    session.connection().execute(statement, row(issue.id, issue.ref, facts, texts, people))


def row(
    issue_id: int,
    ref: str,
    facts: Iterable[str | None],
    texts: Iterable[str],
    people: Iterable[int],
) -> Mapping[str, Any]:
    return {
        "issue_id": issue_id,
        "facts": _joined(terms_of(" ".join((ref, *(one for one in facts if one))))),
        "texts": _joined(terms_of(" ".join(texts))),
        "people": _joined({_person(one) for one in people}),
        "most": _MOST_SAID,
    }


def statement_for(connection: Connection) -> TextClause:
    """Writes a `row`: for a migration, which has no session."""
    return _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES


def forget_words(session: Session, issue_id: int) -> None:
    """Its words and all that people wrote about it; its facts are indexed again with the event of
    the erasure."""
    forget = _FORGET[is_sqlite(session)]
    session.connection().execute(forget, {"issue_id": issue_id})


def found_by(session: Session, words: Iterable[tuple[SearchWord, Iterable[int]]]) -> Found:
    """Issues that have all words: each itself, or by one of the people of that name."""
    lite = is_sqlite(session)
    either = (_either(word, people, lite=lite) for word, people in words)
    query = (" AND " if lite else " & ").join(either)
    if lite:
        return Found(_LITE, _LITE.c.rowid, _MATCH.bindparams(query=query))
    return Found(_TABLE, _TABLE.c.issue_id, _HAS.bindparams(query=query))


def _either(word: SearchWord, people: Iterable[int], *, lite: bool) -> str:
    """In the query language of FTS5, or of tsquery. Terms hold no quotes."""
    both, one_of = (" AND ", " OR ") if lite else (" & ", " | ")
    parts = (one_of.join(_term(spelling, lite=lite) for spelling in part) for part in word.parts)
    whole = both.join(f"({part})" for part in parts)
    named = (_quoted(_person(one), lite=lite) for one in people)
    return f"({one_of.join((f'({whole})', *named))})"


def _term(spelling: str, *, lite: bool) -> str:
    ending = "" if is_whole(spelling) else "*" if lite else ":*"
    return _quoted(spelling, lite=lite) + ending


def _quoted(term: str, *, lite: bool) -> str:
    return f'"{term}"' if lite else f"'{term}'"


def _person(person_id: int) -> str:
    """No word that somebody types has the sign."""
    return f"#p{person_id}"


def _joined(terms: set[str]) -> str:
    return " ".join(sorted(terms))
