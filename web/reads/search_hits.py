"""A found issue as a row of the results: where the words were found, and what it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from web.reads.requests import LONGEST_TITLE, shortened, words_of
from web.rules.excerpts import excerpt
from web.rules.people import Viewer
from web.rules.promises import is_late
from web.rules.search import Piece, SearchWord, matches, terms_of
from web.rules.vocabulary import IssueState


@dataclass(frozen=True)
class Reason:
    """Where it was found, if not in its first line."""

    kind: str  # place, customer, said, asked
    who: str  # who said it, or who was asked
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Hit:
    ref: str
    is_ref: bool  # exactly what was typed
    what: tuple[Piece, ...]
    site_name: str
    state: IssueState
    owner: tuple[Piece, ...]  # empty: nobody
    owned_by_me: bool
    promise_at: datetime | None
    is_late: bool
    since: datetime  # unowned: since when; resolved: when
    reason: Reason | None


@dataclass(frozen=True)
class Matches:
    """Of the issues that are shown."""

    words: Sequence[SearchWord]
    named: Mapping[SearchWord, Mapping[int, str]]
    texts: Mapping[int, Sequence[Row[Any]]]
    refs: frozenset[str]


def hit_of(row: Row[Any], found: Matches, viewer: Viewer, now: datetime) -> Hit:
    owner = f"{row.first_name} {row.last_name}".strip() if row.first_name else ""
    seen = terms_of(f"{row.words} {row.ref}")
    unseen = [
        word
        for word in found.words
        if not matches(word, seen) and row.owner_id not in found.named[word]
    ]
    return Hit(
        ref=row.ref,
        is_ref=row.ref in found.refs,
        what=_title(row, found.words),
        site_name=row.name,
        state=IssueState(row.state),
        owner=((owner, any(row.owner_id in one for one in found.named.values())),) if owner else (),
        owned_by_me=row.owner_id == viewer.id,
        promise_at=row.promise_at,
        is_late=is_late(row.promise_at, now),
        since=row.waiting_since or row.resolved_at or row.created_at,
        reason=_reason(row, unseen, found) if unseen else None,
    )


def _title(row: Row[Any], words: Sequence[SearchWord]) -> tuple[Piece, ...]:
    """The beginning of an issue that was found by something else."""
    found = excerpt(row.words, words, LONGEST_TITLE)
    return found or ((shortened(words_of(row.words, row.erased_at)), False),)


def _reason(row: Row[Any], unseen: Sequence[SearchWord], found: Matches) -> Reason | None:
    """The first place that has one of these words."""
    facts = (("place", row.place), ("customer", row.customer_name))
    for kind, text in (*facts, ("customer", row.customer_contact)):
        if pieces := excerpt(text or "", unseen):
            return Reason(kind, "", pieces)
    texts = found.texts.get(row.id, ())
    for one in texts:
        if pieces := excerpt(one.text, unseen):
            return Reason("said", one.first_name or "", pieces)
    people = {id_: name for word in unseen for id_, name in found.named[word].items()}
    asked = (people.get(one.data.get("helper")) for one in texts)
    name = next((name for name in asked if name), None)
    return Reason("asked", "", ((name, True),)) if name else None
