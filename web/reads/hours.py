"""Weekly hours as pages show them."""

from datetime import time

from sqlmodel import Session

from web.reads.nudge_views import DayHours, HoursPage
from web.rules.hours import Hours
from web.rules.people import Viewer
from web.store.tables import Person
from web.store.weekly import week_of, zone_of


def hours_page(session: Session, viewer: Viewer, person: Person, path: str) -> HoursPage:
    known = {one.weekday: one for one in week_of(session, person.id)}
    return HoursPage(
        person_id=person.id,
        name=person.name,
        is_me=person.id == viewer.id,
        path=path,
        zone=str(zone_of(session, person)),
        days=tuple(_day(weekday, known.get(weekday)) for weekday in range(7)),
    )


def days_worked(session: Session, person_id: int) -> tuple[DayHours, ...]:
    return tuple(_day(one.weekday, one) for one in week_of(session, person_id))


def _day(weekday: int, hours: Hours | None) -> DayHours:
    return DayHours(
        weekday, _text(hours.starts) if hours else "", _text(hours.ends) if hours else ""
    )


def _text(at: time) -> str:
    return at.strftime("%H:%M")
