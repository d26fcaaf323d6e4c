"""Done steps that are similar to a question: full text behind one interface.

SQLite answers with FTS5, PostgreSQL with its text search. Both get the same terms
(`web.rules.stems`) and only find; weights are computed here, because PostgreSQL's rank ignores
rarity.
"""

import itertools
import json
from dataclasses import dataclass
from math import log
from typing import Any, NamedTuple

from sqlalchemy import Connection, TextClause, text
from sqlmodel import Session

from web.language.known import ENGLISH
from web.rules.stems import Word, words_of
from web.rules.suggestions import says_something
from web.store.full_text import is_sqlite
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Issue

MOST_WORDS = 24  # of a question; those of the need come first
_MOST_KEPT = 80  # words of one text: the subject of a long story comes early
_PAIRS = 3  # of characters, for a word of a script without spaces
# More steps for one question would take too long. The rarest words are looked up first.
_MOST_HITS = 4_000
# Weights of a word by its place in a done step, and by the asking text.
_IN_NEED, _IN_WORDS = 0.6, 0.4
_OF_NEED, _OF_WORDS = 1.0, 0.8
_BEGINNING = 0.8  # of the weight of a word, if no step has its stem
# A new word counts as much as one that one step in so many has, or as the question's rarest.
_UNKNOWN = 40


@dataclass(frozen=True)
class _Index:
    """Statements for one kind of database. Words go in as JSON, and hold no quotes."""

    remember: TextClause
    # For each of `words`, a stem with its beginning: how many steps have the stem, at most `most`;
    # if none, how many have the beginning.
    count: TextClause
    find: TextClause  # terms with weights for a need, and for an issue's words


class _Term(NamedTuple):
    """What is looked up for a word."""

    term: str
    worth: float
    steps: int  # that have it


# FTS5: one row for each step, under the step's id.
_SQLITE = _Index(
    text(
        "INSERT OR REPLACE INTO similar_step (rowid, need, words) VALUES (:step_id, :need, :words)"
    ),
    text(
        "WITH asked AS MATERIALIZED (SELECT key AS place, json_extract(value, '$[0]') AS stem,"
        " json_extract(value, '$[1]') AS beginning FROM json_each(:words)),"
        " counted AS MATERIALIZED (SELECT place, beginning,"
        " (SELECT count(*) FROM (SELECT 1 FROM similar_step"
        """ WHERE similar_step MATCH '"' || stem || '"' LIMIT :most)) AS stems FROM asked)"""
        " SELECT stems, CASE WHEN stems = 0 AND beginning IS NOT NULL THEN"
        " (SELECT count(*) FROM (SELECT 1 FROM similar_step"
        """ WHERE similar_step MATCH '"' || beginning || '"' LIMIT :most)) ELSE 0 END"""
        " AS beginnings, (SELECT max(rowid) FROM similar_step) AS newest"
        " FROM counted ORDER BY place"
    ),
    text(
        "WITH asked AS MATERIALIZED (SELECT json_extract(value, '$[0]') AS word,"
        " json_extract(value, '$[1]') AS in_need, json_extract(value, '$[2]') AS in_words"
        " FROM json_each(:words))"
        " SELECT step_id, sum(score) AS score FROM ("
        " SELECT similar_step.rowid AS step_id, in_need AS score FROM asked"
        """ JOIN similar_step ON similar_step MATCH 'need : "' || word || '"'"""
        " UNION ALL"
        " SELECT similar_step.rowid AS step_id, in_words AS score FROM asked"
        """ JOIN similar_step ON similar_step MATCH 'words : "' || word || '"'"""
        ") GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT :most"
    ),
)
# A side table with a tsvector for each text.
_POSTGRES = _Index(
    text(
        "INSERT INTO similar_step (step_id, need, words) VALUES (:step_id,"
        " array_to_tsvector(string_to_array(:need, ' ')),"
        " array_to_tsvector(string_to_array(:words, ' ')))"
        " ON CONFLICT (step_id) DO UPDATE SET need = excluded.need, words = excluded.words"
    ),
    text(
        "WITH asked AS MATERIALIZED (SELECT place,"
        " CAST(quote_literal(value ->> 0) AS tsquery) AS stem,"
        " CAST(quote_literal(value ->> 1) AS tsquery) AS beginning"
        " FROM jsonb_array_elements(CAST(:words AS jsonb))"
        " WITH ORDINALITY AS given (value, place)),"
        " counted AS MATERIALIZED (SELECT place, beginning,"
        " (SELECT count(*) FROM (SELECT 1 FROM similar_step"
        " WHERE need @@ stem OR words @@ stem LIMIT :most) AS found) AS stems FROM asked)"
        " SELECT stems, CASE WHEN stems = 0 AND beginning IS NOT NULL THEN"
        " (SELECT count(*) FROM (SELECT 1 FROM similar_step"
        " WHERE need @@ beginning OR words @@ beginning LIMIT :most) AS found) ELSE 0 END"
        " AS beginnings, (SELECT max(step_id) FROM similar_step) AS newest"
        " FROM counted ORDER BY place"
    ),
    text(
        "WITH asked AS MATERIALIZED (SELECT CAST(quote_literal(value ->> 0) AS tsquery) AS word,"
        " CAST(value ->> 1 AS float8) AS in_need, CAST(value ->> 2 AS float8) AS in_words"
        " FROM jsonb_array_elements(CAST(:words AS jsonb)))"
        " SELECT step_id, sum(score) AS score FROM ("
        " SELECT step_id, in_need AS score FROM asked JOIN similar_step ON need @@ word"
        " UNION ALL"
        " SELECT step_id, in_words AS score FROM asked JOIN similar_step ON words @@ word"
        ") AS hit GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT :most"
    ),
)


def remember(session: Session, step_id: int, need: str, words: str, language: str) -> None:
    """Index this done step. Repeating it changes nothing."""
    index = statement_for(session.connection())
    session.connection().execute(index, row(step_id, need, words, language))


def row(step_id: int, need: str, words: str, language: str) -> dict[str, Any]:
    return {"step_id": step_id, "need": _terms(need, language), "words": _terms(words, language)}


def statement_for(connection: Connection) -> TextClause:
    """Writes a `row`: for a migration, too, which has no session."""
    return (_SQLITE if connection.dialect.name == "sqlite" else _POSTGRES).remember


def language_of(session: Session, issue: Issue) -> str:
    """In which people write about an issue: that of its site, else its owner's, else English."""
    site = session.get_one(Site, issue.site_id)
    owner = session.get(Person, issue.owner_id) if issue.owner_id and not site.language else None
    return site.language or (owner.language if owner else None) or ENGLISH.code


def alike(
    session: Session, need: str, words: str, language: str, limit: int
) -> list[tuple[int, float]]:
    """Done steps that share words with this need and these words of an issue, the best first.

    Each with its similarity from 0 to 1: 1.0 has every word both in its need and in its issue. Of
    equal ones the newest comes first. No text raises.
    """
    asked = _asked(need, words, language)
    if not asked:
        return []
    weights = _weights(*_count(session, asked))
    return _find(session, weights, limit) if weights else []


def _asked(need: str, words: str, language: str) -> dict[Word, float]:
    """The words to look for, with weights."""
    worth = dict.fromkeys(_first(words_of(words, language), _MOST_KEPT), _OF_WORDS)
    of_need = dict.fromkeys(_first(words_of(need, language), _MOST_KEPT), _OF_NEED)
    ordered = of_need | {word: worth[word] for word in worth if word not in of_need}
    telling = _first([word for word in ordered if says_something(word)], MOST_WORDS)
    return {word: ordered[word] for word in telling}


def _first(words: list[Word], most: int) -> list[Word]:
    """So many words. One of a script without spaces has some characters, each with a pair."""
    sizes = itertools.accumulate(1 / _PAIRS if word.is_pair else 1 for word in words)
    return [word for word, size in zip(words, sizes, strict=True) if size <= most]


def _terms(text: str, language: str) -> str:
    """The part of a text that is indexed, as terms."""
    words = _first(words_of(text, language), _MOST_KEPT)
    return " ".join(dict.fromkeys(term for word in words for term in word.terms))


def _weights(asked: list[_Term], steps: int) -> dict[str, float]:
    """The weight of each term, for as many as time allows."""
    known = sorted((term for term in asked if term.steps), key=lambda term: term.steps)
    if not known:
        return {}
    # A word that no step has carries meaning, too.
    fewest = min(known[0].steps, max(1, steps / _UNKNOWN))
    whole = sum(term.worth * _rarity(term.steps or fewest, steps) for term in asked)
    hits = itertools.accumulate(term.steps for term in known)
    in_time = [term for term, sum_of in zip(known, hits, strict=True) if sum_of <= _MOST_HITS]
    chosen = in_time or known[:1]
    return {term.term: term.worth * _rarity(term.steps, steps) / whole for term in chosen}


def _rarity(count: float, steps: int) -> float:
    """Inverse document frequency, squared: both the question and the step are weighed by it."""
    return log(1 + steps / count) ** 2


def _count(session: Session, asked: dict[Word, float]) -> tuple[list[_Term], int]:
    """How many steps have each word, and of how many: steps are never deleted, so ids count
    them."""
    values = {
        "words": json.dumps([(word.stem, word.beginning) for word in asked]),
        "most": _MOST_HITS + 1,
    }
    rows = session.connection().execute(_index(session).count, values).all()
    counted = zip(asked.items(), rows, strict=True)
    terms = (_term(word, worth, row.stems, row.beginnings) for (word, worth), row in counted)
    best: dict[str, _Term] = {}  # of two words with one beginning
    for term in terms:
        if term and (term.term not in best or best[term.term].worth < term.worth):
            best[term.term] = term
    return list(best.values()), rows[0].newest or 0


def _term(word: Word, worth: float, stems: int, beginnings: int) -> _Term | None:
    if not stems and word.beginning and beginnings:
        return _Term(word.beginning, worth * _BEGINNING, beginnings)
    if not stems and word.is_pair:  # the end of one word with the next
        return None
    return _Term(word.stem, worth, stems)


def _find(session: Session, weights: dict[str, float], limit: int) -> list[tuple[int, float]]:
    asked = [(word, each * _IN_NEED, each * _IN_WORDS) for word, each in weights.items()]
    values = {"words": json.dumps(asked), "most": limit}
    return [(row[0], row[1]) for row in session.connection().execute(_index(session).find, values)]


def _index(session: Session) -> _Index:
    return _SQLITE if is_sqlite(session) else _POSTGRES
