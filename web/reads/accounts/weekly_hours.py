"""Weekly hours as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from sqlmodel import Session

from web.rules.hours import Hours, overlaps
from web.rules.people import Viewer
from web.store.tables.accounts import Person
from web.store.weekly_hours import week_of, zone_of


@dataclass(frozen=True)
class Pair:
    """One stretch of work as a form has it."""

    starts: str  # "07:00"; "": none
    ends: str  # not after `starts`: on the next day


@dataclass(frozen=True)
class DayHours:
    weekday: int  # 0 is Monday
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Overlap:
    """Two parts of a week that lie partly on one another, and count as one."""

    weekday: int  # 0 is Monday
    pair: Pair
    other_weekday: int
    other_pair: Pair


@dataclass(frozen=True)
class HoursPage:
    person_id: int
    name: str
    is_me: bool
    path: str  # of the form
    zone: str
    days: tuple[DayHours, ...]  # seven
    overlaps: tuple[Overlap, ...]


def hours_page(session: Session, viewer: Viewer, person: Person, path: str) -> HoursPage:
    week = week_of(session, person.id)
    return HoursPage(
        person_id=person.id,
        name=person.name,
        is_me=person.id == viewer.id,
        path=path,
        zone=str(zone_of(session, person)),
        days=days_of(week),
        overlaps=overlaps_of(week),
    )


def days_of(week: Sequence[Hours]) -> tuple[DayHours, ...]:
    return tuple(_day(weekday, week) for weekday in range(7))


def days_worked(session: Session, person_id: int) -> tuple[DayHours, ...]:
    week = week_of(session, person_id)
    return tuple(_day(weekday, week) for weekday in sorted({hours.weekday for hours in week}))


def _day(weekday: int, week: Iterable[Hours]) -> DayHours:
    its = (hours for hours in week if hours.weekday == weekday)
    return DayHours(weekday, tuple(_pair(hours) for hours in its))


def overlaps_of(week: Sequence[Hours]) -> tuple[Overlap, ...]:
    return tuple(
        Overlap(hours.weekday, _pair(hours), other.weekday, _pair(other))
        for hours, other in overlaps(week)
    )


def _pair(hours: Hours) -> Pair:
    return Pair(_text(hours.starts), _text(hours.ends))


def _text(at: time) -> str:
    return at.strftime("%H:%M")
