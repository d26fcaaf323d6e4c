"""People as somebody who looks for help sees them: name, site, and on shift or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from web.reads.handoffs.calls import number_of
from web.rules.contacts import ContactPart
from web.rules.people import is_on_shift
from web.store.reachability import reachable_people
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Issue


@dataclass(frozen=True)
class Reason:
    """Why somebody is suggested: done, skill, proposed, on_shift; or they offered to help."""

    kind: str
    count: int = 0  # done: number of steps like this one
    minutes: int | None = None  # done: usual minutes
    word: str = ""  # skill: which; proposed: by whom (first name)


@dataclass(frozen=True)
class Colleague:
    """A person who could be asked."""

    id: int
    name: str
    first_name: str
    site_name: str
    is_here: bool  # at the issue's site
    on_shift: bool
    rings: bool
    skills: tuple[str, ...]
    reasons: tuple[Reason, ...]  # empty for a search result
    is_asked: bool = False  # an open step of this issue is theirs
    call: tuple[ContactPart, ...] = ()  # their number


@dataclass(frozen=True)
class Known:
    id: int
    first_name: str
    last_name: str
    site_name: str
    is_here: bool
    on_shift: bool
    call: tuple[ContactPart, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def known_people(
    session: Session,
    issue: Issue,
    now: datetime,
    *wanted: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (),
    limit: int | None = None,
) -> list[Known]:
    """Open accounts by `order` and then by name, without the owner."""
    columns: Any = (
        col(Person.id),
        col(Person.first_name),
        col(Person.last_name),
        col(Person.site_id),
        col(Person.on_shift_until),
        col(Person.phone),
        Site,
    )
    query = (
        select(*columns)
        .join(Site, col(Site.id) == col(Person.site_id))
        .where(col(Person.closed_at).is_(None), col(Person.id) != (issue.owner_id or 0), *wanted)
        .order_by(*order, col(Person.first_name), col(Person.last_name), col(Person.id))
        .limit(limit)
    )
    return [
        Known(
            row.id,
            row.first_name,
            row.last_name,
            row.Site.name,
            row.site_id == issue.site_id,
            is_on_shift(row.on_shift_until, now),
            number_of(row.phone, row.Site),
        )
        for row in session.execute(query)
    ]


def colleagues(
    session: Session,
    people: Sequence[Known],
    asked: frozenset[int],
    skills: Mapping[int, tuple[str, ...]],
) -> tuple[Colleague, ...]:
    ringing = reachable_people(session, [person.id for person in people])
    return tuple(
        Colleague(
            id=person.id,
            name=person.name,
            first_name=person.first_name,
            site_name=person.site_name,
            is_here=person.is_here,
            on_shift=person.on_shift,
            rings=person.id in ringing,
            skills=skills.get(person.id, ()),
            reasons=(),
            is_asked=person.id in asked,
            call=person.call,
        )
        for person in people
    )
