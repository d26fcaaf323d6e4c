"""Weekly hours as the rules see them, by the clock of the person’s site."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from web.rules.clock import time_zone
from web.rules.hours import Hours, Shift, shift_after, shift_covering
from web.store.tables.accounts import Person, Site
from web.store.tables.nudges import WeeklyHours


def week_of(session: Session, person_id: int) -> tuple[Hours, ...]:
    return weeks_of(session, [person_id]).get(person_id, ())


def weeks_of(session: Session, people: Iterable[int]) -> dict[int, tuple[Hours, ...]]:
    """By person; people without hours are left out."""
    query = select(WeeklyHours).where(col(WeeklyHours.person_id).in_(list(people)))
    found: dict[int, tuple[Hours, ...]] = {}
    for row in session.exec(
        query.order_by(col(WeeklyHours.weekday), col(WeeklyHours.starts))
    ).all():
        found[row.person_id] = (*found.get(row.person_id, ()), _hours(row))
    return found


def zone_of(session: Session, person: Person) -> ZoneInfo:
    return time_zone(session.get_one(Site, person.site_id).zone)


def next_shift(session: Session, person: Person, after: datetime) -> Shift | None:
    """The next shift by weekly hours; None without hours."""
    week: Sequence[Hours] = week_of(session, person.id)
    return shift_after(week, zone_of(session, person), after) if week else None


def shift_at(session: Session, person: Person, at: datetime) -> Shift | None:
    """The shift by weekly hours that contains `at`; None without hours."""
    week = week_of(session, person.id)
    return shift_covering(week, zone_of(session, person), at) if week else None


def is_scheduled_at(session: Session, person: Person, at: datetime) -> bool:
    return shift_at(session, person, at) is not None


def _hours(row: WeeklyHours) -> Hours:
    return Hours(row.weekday, _time(row.starts), _time(row.ends))


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
