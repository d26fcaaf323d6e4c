"""Issues that somebody looks for by words, reference, place, customer, owner or helper.

Five statements with the one that finds who is signed in, however much is found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, false, literal, or_, select, union_all
from sqlmodel import Session, col

from web.reads.search_hits import Hit, Matches, hit_of
from web.rules.people import Viewer
from web.rules.refs import refs_in
from web.rules.search import SearchWord, is_named, is_whole, search_words
from web.rules.vocabulary import IssueState
from web.store.issue_search import found_by
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Event, Issue
from web.store.visibility import visible_to

PAGE = 25
MOST = 1_000  # are counted and can be leafed through; beyond them another word helps more
_MOST_PEOPLE = 500  # of whose names one search has a part


class State(StrEnum):
    ALL = "all"
    OPEN = "open"
    RESOLVED = "resolved"
    MINE = "mine"  # the viewer owns it, or did when it was resolved


class Since(StrEnum):
    """When the issue was last changed."""

    ANY = "any"
    WEEK = "week"
    MONTH = "month"


_PERIODS = {Since.WEEK: timedelta(days=7), Since.MONTH: timedelta(days=30)}


@dataclass(frozen=True)
class Sought:
    typed: str = ""
    state: State = State.ALL
    since: Since = Since.ANY
    page: int = 1


@dataclass(frozen=True)
class SearchView:
    has_words: bool  # something that can be looked for
    hits: tuple[Hit, ...]
    first: int  # the number of the first of them
    total: int  # at most MOST
    has_more: bool  # than MOST


def search(session: Session, viewer: Viewer, sought: Sought, now: datetime) -> SearchView:
    """One page of what the viewer may see, newest first; an exact reference before all others."""
    words = search_words(sought.typed)
    if not words:
        return SearchView(has_words=False, hits=(), first=1, total=0, has_more=False)
    named = _named(session, words)
    ids = _ids(session, viewer, sought, [(word, named[word]) for word in words], now)
    first = (sought.page - 1) * PAGE
    shown = ids[:MOST][first : first + PAGE]
    rows = _rows(session, shown)
    found = Matches(words, named, _texts(session, shown), refs_in(sought.typed))
    return SearchView(
        has_words=True,
        hits=tuple(hit_of(rows[one], found, viewer, now) for one in shown if one in rows),
        first=first + 1,
        total=min(len(ids), MOST),
        has_more=len(ids) > MOST,
    )


def _named(session: Session, words: Sequence[SearchWord]) -> dict[SearchWord, dict[int, str]]:
    """Who is called so, by each word; also whose account is closed."""
    name = literal(" ") + col(Person.search_name) + " "
    first = {key for word in words for key in (word.keys[0] if word.keys else ())}
    begun = [name.like(f"% {key} %" if is_whole(key) else f"% {key}%") for key in sorted(first)]
    columns = (Person.id, Person.first_name, Person.last_name, Person.search_name)
    query = select(*map(col, columns)).where(or_(false(), *begun)).order_by(col(Person.id))
    people = session.connection().execute(query.limit(_MOST_PEOPLE)).all() if begun else ()
    return {
        word: {
            one.id: f"{one.first_name} {one.last_name}".strip()
            for one in people
            if is_named(word, one.search_name)
        }
        for word in words
    }


def _ids(
    session: Session,
    viewer: Viewer,
    sought: Sought,
    words: Iterable[tuple[SearchWord, Iterable[int]]],
    now: datetime,
) -> list[int]:
    """At most MOST and one more."""
    wanted = (visible_to(viewer), *_chosen(viewer, sought, now))
    found = found_by(session, words)
    by_text = (
        select(found.id.label("id"), literal(1).label("place"))
        .select_from(found.table.join(Issue, found.id == col(Issue.id)))
        .where(found.matches, *wanted)
        .order_by(found.id.desc())
        .limit(MOST + 1)
        .subquery()
    )
    is_exact = col(Issue.ref).in_(sorted(refs_in(sought.typed)))
    exact = select(col(Issue.id), literal(0)).where(is_exact, *wanted)
    both = union_all(select(by_text.c.id, by_text.c.place), exact)
    rows = session.connection().execute(both).all()
    newest = sorted(rows, key=lambda row: (row.place, -row.id))
    return list(dict.fromkeys(row.id for row in newest))


def _chosen(viewer: Viewer, sought: Sought, now: datetime) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if sought.state is State.OPEN:
        chosen.append(col(Issue.state) != IssueState.RESOLVED)
    elif sought.state is State.RESOLVED:
        chosen.append(col(Issue.state) == IssueState.RESOLVED)
    elif sought.state is State.MINE:
        chosen.append(col(Issue.owner_id) == viewer.id)
    if sought.since in _PERIODS:
        chosen.append(col(Issue.touched_at) >= now - _PERIODS[sought.since])
    return chosen


_FIELDS: tuple[Any, ...] = (
    col(Issue.id),
    col(Issue.ref),
    col(Issue.words),
    col(Issue.erased_at),
    col(Issue.place),
    col(Issue.customer_name),
    col(Issue.customer_contact),
    col(Issue.state),
    col(Issue.owner_id),
    col(Issue.promise_at),
    col(Issue.waiting_since),
    col(Issue.resolved_at),
    col(Issue.created_at),
    col(Site.name),
    col(Person.first_name),
    col(Person.last_name),
)


def _rows(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    query = (
        select(*_FIELDS)
        .join(Site, col(Site.id) == col(Issue.site_id))
        .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
        .where(col(Issue.id).in_(ids))
    )
    rows = session.connection().execute(query).all() if ids else ()
    return {row.id: row for row in rows}


def _texts(session: Session, ids: Sequence[int]) -> Mapping[int, list[Row[Any]]]:
    """What people wrote of each, the newest first."""
    query = (
        select(
            col(Event.issue_id),
            col(Event.text),
            col(Event.data),
            col(Person.first_name),
        )
        .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
        .where(col(Event.issue_id).in_(ids), col(Event.text).is_not(None))
        .order_by(col(Event.id).desc())
    )
    texts: dict[int, list[Row[Any]]] = {}
    for row in session.connection().execute(query).all() if ids else ():
        texts.setdefault(row.issue_id, []).append(row)
    return texts
