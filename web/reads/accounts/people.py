"""People as rows of lists, a page at a time, and one of them for a page of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, false, func, literal, or_, tuple_
from sqlmodel import Session, col, select

from web.rules.people import is_on_shift
from web.rules.text import search_terms
from web.rules.vocabulary import IssueState, Role
from web.store.errors import NotFound
from web.store.reachability import reachable_people
from web.store.states import is_in
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Issue
from web.store.tables.practice import Practice

PAGE = 50
MOST_TYPED = 80  # characters of a search
_MOST_TERMS = 8


@dataclass(frozen=True)
class PeopleSought:
    """Which page of which list of people."""

    find: str = ""  # beginnings of words of their name
    site_id: int | None = None
    first: int | None = None  # whom the page begins with; None, or unknown: the first of the list


@dataclass(frozen=True)
class PersonRow:
    id: int
    name: str
    role: Role
    site_id: int
    site_name: str
    on_shift: bool
    rings: bool  # at least one device that can ring
    open_issues: int
    is_me: bool
    has_practised: bool
    is_reminded: bool  # to practise


@dataclass(frozen=True)
class PeoplePage:
    rows: tuple[PersonRow, ...]
    next: int | None  # whom the next page begins with


def people_page(
    session: Session, viewer_id: int | None, sought: PeopleSought, now: datetime
) -> PeoplePage:
    """Open accounts by name. The same statements however many people there are."""
    query = _people().where(*_wanted(sought), *_from(session, sought.first))
    found = session.execute(query.limit(PAGE + 1)).all()
    after = found[PAGE].id if len(found) > PAGE else None
    return PeoplePage(_rows(session, found[:PAGE], viewer_id, now), after)


def person_page(session: Session, person_id: int, now: datetime, viewer_id: int) -> PersonRow:
    """Raises NotFound, also for an account that was closed."""
    found = session.execute(_people().where(col(Person.id) == person_id)).all()
    if not found:
        raise NotFound
    return _rows(session, found, viewer_id, now)[0]


def _people() -> Any:
    columns: Any = (
        col(Person.id),
        col(Person.first_name),
        col(Person.last_name),
        col(Person.role),
        col(Person.site_id),
        col(Person.on_shift_until),
        col(Site.name).label("site_name"),
        col(Practice.finished_at).label("practised_at"),
        col(Practice.reminded_at),
    )
    return (
        select(*columns)
        .join(Site, col(Site.id) == col(Person.site_id))
        .join(Practice, col(Practice.person_id) == col(Person.id), isouter=True)
        .where(col(Person.closed_at).is_(None))
        .order_by(col(Person.search_name), col(Person.id))
    )


def _wanted(sought: PeopleSought) -> Iterable[ColumnElement[bool]]:
    if sought.site_id is not None:
        yield col(Person.site_id) == sought.site_id
    if sought.find:
        yield from is_named(sought.find)


def is_named(find: str) -> Iterable[ColumnElement[bool]]:
    """Each word of `find` begins a word of their name. Keys hold letters and digits only, so
    nothing in them is special to LIKE."""
    terms = search_terms(find)[:_MOST_TERMS]
    if not terms:
        yield false()
    within = literal(" ") + col(Person.search_name)
    for spellings in terms:
        yield or_(*(within.like(f"% {one}%") for one in spellings))


def _from(session: Session, person_id: int | None) -> Iterable[ColumnElement[bool]]:
    """From this person on, also when they have left."""
    person = session.get(Person, person_id) if person_id else None
    if person is not None:
        yield tuple_(col(Person.search_name), col(Person.id)) >= tuple_(
            literal(person.search_name), literal(person.id)
        )


def _rows(
    session: Session, found: Iterable[Row[Any]], viewer_id: int | None, now: datetime
) -> tuple[PersonRow, ...]:
    ids = [row.id for row in found]
    ringing, owned = reachable_people(session, ids), _open_issues(session, ids)
    return tuple(
        PersonRow(
            id=row.id,
            name=f"{row.first_name} {row.last_name}".strip(),
            role=Role(row.role),
            site_id=row.site_id,
            site_name=row.site_name,
            on_shift=is_on_shift(row.on_shift_until, now),
            rings=row.id in ringing,
            open_issues=owned.get(row.id, 0),
            is_me=row.id == viewer_id,
            has_practised=row.practised_at is not None,
            is_reminded=row.reminded_at is not None,
        )
        for row in found
    )


def _open_issues(session: Session, people: list[int]) -> dict[int, int]:
    query = (
        select(Issue.owner_id, func.count(col(Issue.id)))
        .where(is_in(IssueState.OWNED), col(Issue.owner_id).in_(people))
        .group_by(col(Issue.owner_id))
    )
    return {row[0]: row[1] for row in session.execute(query)}
