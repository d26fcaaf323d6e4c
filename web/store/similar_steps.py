"""Done steps that are similar to a question: full text behind one interface.

SQLite answers with FTS5, PostgreSQL with its text search. Both get the same words and only find;
weights are computed here, because PostgreSQL's rank ignores rarity. Both stem English words; words
of other languages match as a whole.
"""

import itertools
import json
from dataclasses import dataclass
from math import log

from sqlalchemy import TextClause, text
from sqlmodel import Session

from web.rules.suggestions import says_something, words_of
from web.store.full_text import is_sqlite

MOST_WORDS = 24  # of a question; those of the need come first
_MOST_KEPT = 80  # words of one text: the subject of a long story comes early
_MOST_LETTERS = 40  # of a word
# More steps for one question would take too long. The rarest words are looked up first.
_MOST_HITS = 4_000
# Weights of a word by its place in a done step, and by the asking text.
_IN_NEED, _IN_WORDS = 0.6, 0.4
_OF_NEED, _OF_WORDS = 1.0, 0.8
# A new word counts as much as one that one step in so many has, or as the question's rarest.
_UNKNOWN = 40


@dataclass(frozen=True)
class _Index:
    """Statements for one kind of database. Words go in as JSON, and hold no quotes."""

    remember: TextClause
    count: TextClause  # for each of `words`: how many steps have it, at most `most`
    find: TextClause  # `words` with weights for a need, and for an issue's words


# FTS5: one row for each step, under the step's id.
_SQLITE = _Index(
    text(
        "INSERT OR REPLACE INTO similar_step (rowid, need, words) VALUES (:step_id, :need, :words)"
    ),
    text(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM similar_step"
        """ WHERE similar_step MATCH '"' || asked.value || '"' LIMIT :most)) AS steps,"""
        " (SELECT max(rowid) FROM similar_step) AS newest"
        " FROM json_each(:words) AS asked ORDER BY asked.key"
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
        " to_tsvector('english', CAST(:need AS text)),"
        " to_tsvector('english', CAST(:words AS text)))"
        " ON CONFLICT (step_id) DO UPDATE SET need = excluded.need, words = excluded.words"
    ),
    text(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM similar_step"
        " WHERE need @@ asked.word OR words @@ asked.word LIMIT :most) AS found) AS steps,"
        " (SELECT max(step_id) FROM similar_step) AS newest"
        " FROM (SELECT to_tsquery('english', value) AS word, place"
        " FROM jsonb_array_elements_text(CAST(:words AS jsonb))"
        " WITH ORDINALITY AS given (value, place) OFFSET 0) AS asked ORDER BY asked.place"
    ),
    text(
        "WITH asked AS MATERIALIZED (SELECT to_tsquery('english', value ->> 0) AS word,"
        " CAST(value ->> 1 AS float8) AS in_need, CAST(value ->> 2 AS float8) AS in_words"
        " FROM jsonb_array_elements(CAST(:words AS jsonb)))"
        " SELECT step_id, sum(score) AS score FROM ("
        " SELECT step_id, in_need AS score FROM asked JOIN similar_step ON need @@ word"
        " UNION ALL"
        " SELECT step_id, in_words AS score FROM asked JOIN similar_step ON words @@ word"
        ") AS hit GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT :most"
    ),
)


def remember(session: Session, step_id: int, need: str, words: str) -> None:
    """Index this done step. Repeating it changes nothing."""
    values = {"step_id": step_id, "need": _kept(need), "words": _kept(words)}
    session.connection().execute(_index(session).remember, values)


def alike(session: Session, need: str, words: str, limit: int) -> list[tuple[int, float]]:
    """Done steps that share words with this need and these words of an issue, the best first.

    Each with its similarity from 0 to 1: 1.0 has every word both in its need and in its issue. Of
    equal ones the newest comes first. No text raises.
    """
    asked = _asked(need, words)
    if not asked:
        return []
    weights = _weights(asked, *_count(session, list(asked)))
    return _find(session, weights, limit) if weights else []


def _asked(need: str, words: str) -> dict[str, float]:
    """The words to look for, with weights."""
    worth = dict.fromkeys(_kept(words).split(), _OF_WORDS)
    of_need = dict.fromkeys(_kept(need).split(), _OF_NEED)
    ordered = of_need | {word: worth[word] for word in worth if word not in of_need}
    telling = [(word, each) for word, each in ordered.items() if says_something(word)]
    return dict(telling[:MOST_WORDS])


def _kept(text: str) -> str:
    """The part of a text that is indexed: words and blanks only."""
    return " ".join(word[:_MOST_LETTERS] for word in words_of(text)[:_MOST_KEPT])


def _weights(asked: dict[str, float], counts: dict[str, int], steps: int) -> dict[str, float]:
    """The weight of each word, for as many words as time allows."""
    known = sorted((word for word in asked if counts[word]), key=lambda word: counts[word])
    if not known:
        return {}
    # A word that no step has carries meaning, too.
    fewest = min(counts[known[0]], max(1, steps / _UNKNOWN))
    whole = sum(each * _rarity(counts[word] or fewest, steps) for word, each in asked.items())
    hits = itertools.accumulate(counts[word] for word in known)
    in_time = [word for word, sum_of in zip(known, hits, strict=True) if sum_of <= _MOST_HITS]
    chosen = in_time or known[:1]
    return {word: asked[word] * _rarity(counts[word], steps) / whole for word in chosen}


def _rarity(count: float, steps: int) -> float:
    """Inverse document frequency, squared: both the question and the step are weighed by it."""
    return log(1 + steps / count) ** 2


def _count(session: Session, words: list[str]) -> tuple[dict[str, int], int]:
    """How many steps have each word, and of how many: steps are never deleted, so ids count
    them."""
    values = {"words": json.dumps(words), "most": _MOST_HITS + 1}
    rows = session.connection().execute(_index(session).count, values).all()
    return {word: row.steps for word, row in zip(words, rows, strict=True)}, rows[0].newest or 0


def _find(session: Session, weights: dict[str, float], limit: int) -> list[tuple[int, float]]:
    asked = [(word, each * _IN_NEED, each * _IN_WORDS) for word, each in weights.items()]
    values = {"words": json.dumps(asked), "most": limit}
    return [(row[0], row[1]) for row in session.connection().execute(_index(session).find, values)]


def _index(session: Session) -> _Index:
    return _SQLITE if is_sqlite(session) else _POSTGRES
