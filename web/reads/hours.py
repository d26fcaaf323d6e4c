"""Weekly hours as pages show them."""

from collections.abc import Iterable, Sequence
from datetime import time

from sqlmodel import Session

from web.reads.nudge_views import DayHours, HoursPage, Overlap, Pair
from web.rules.hours import Hours, overlaps
from web.rules.people import Viewer
from web.store.tables import Person
from web.store.weekly import week_of, zone_of


def hours_page(session: Session, viewer: Viewer, person: Person, path: str) -> HoursPage:
    week = week_of(session, person.id)
    return HoursPage(
        person_id=person.id,
        name=person.name,
        is_me=person.id == viewer.id,
        path=path,
        zone=str(zone_of(session, person)),
        days=tuple(_day(weekday, week) for weekday in range(7)),
        overlaps=_overlaps(week),
    )


def days_worked(session: Session, person_id: int) -> tuple[DayHours, ...]:
    week = week_of(session, person_id)
    return tuple(_day(weekday, week) for weekday in sorted({one.weekday for one in week}))


def _day(weekday: int, week: Iterable[Hours]) -> DayHours:
    its = (one for one in week if one.weekday == weekday)
    return DayHours(weekday, tuple(_pair(one) for one in its))


def _overlaps(week: Sequence[Hours]) -> tuple[Overlap, ...]:
    return tuple(
        Overlap(one.weekday, _pair(one), other.weekday, _pair(other))
        for one, other in overlaps(week)
    )


def _pair(hours: Hours) -> Pair:
    return Pair(_text(hours.starts), _text(hours.ends))


def _text(at: time) -> str:
    return at.strftime("%H:%M")
