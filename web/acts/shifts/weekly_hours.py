"""Weekly hours: they begin shifts; the switch on *Me* has priority."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import delete, exists
from sqlmodel import Session, col, select

from push import escalation
from push.plan import Advance, DueEscalation
from web.acts.core.tap import Unit
from web.acts.nudges.context import on_shift
from web.acts.shifts import shifts
from web.rules.hours import Hours, Shift, next_look, shift_covering
from web.rules.vocabulary import ShiftSource, Trigger
from web.store.errors import NotFound
from web.store.row_cache import locked
from web.store.subjects import subject_of_hours
from web.store.tables.accounts import Person
from web.store.tables.nudges import WeeklyHours
from web.store.weekly_hours import shift_at, week_of, zone_of

_SOON = timedelta(seconds=2)


def set_week(unit: Unit, person_id: int, week: Sequence[Hours]) -> None:
    """Replaces their weekly hours. Whoever should be at work by them is on shift at once."""
    person = _locked(unit.session, person_id)
    unit.session.exec(delete(WeeklyHours).where(col(WeeklyHours.person_id) == person_id))
    for hours in week:
        starts, ends = _minutes(hours.starts), _minutes(hours.ends)
        row = WeeklyHours(person_id=person_id, weekday=hours.weekday, starts=starts, ends=ends)
        unit.session.add(row)
    unit.session.flush()
    if person.on_shift_until is None or not on_shift(person, unit.now):
        person.shift_source = None  # whoever saves weekly hours wants them to apply from now on
    follow_weekly_hours(unit, person)


def follow_weekly_hours(unit: Unit, person: Person) -> None:
    """After their hours, or their clock, have changed: plans the next beginning, and moves the end
    of a shift that came from the hours. An end or “off” that a person set stays."""
    plan_next(unit, person)
    if person.closed_at:
        return
    current = shift_at(unit.session, person, unit.now)
    is_on, source = on_shift(person, unit.now), person.shift_source
    if current and not is_on and source != ShiftSource.PERSON:
        shifts.begin(unit, person, current.ends, ShiftSource.HOURS)
    elif is_on and source == ShiftSource.HOURS:
        until = current.ends if current else unit.now
        if until != person.on_shift_until:
            shifts.move_end(unit, person, until)


def plan_next(unit: Unit, person: Person) -> None:
    """Plans the beginning of the next shift; nothing without hours."""
    week = week_of(unit.session, person.id) if not person.closed_at else ()
    starts = next_look(week, zone_of(unit.session, person), unit.now)
    subject = subject_of_hours(person.id)
    if starts is None:
        escalation.stop(unit.session, subject)
        return
    escalation.restart(unit.session, subject, Trigger.HOURS, starts, starts, now=unit.now)


def plan_all(unit: Unit, site_id: int) -> None:
    """After the site's clock has changed: everybody's shifts begin and end at other instants."""
    has_hours = exists().where(col(WeeklyHours.person_id) == col(Person.id))
    query = select(Person).where(Person.site_id == site_id, has_hours).order_by(col(Person.id))
    for person in unit.session.exec(locked(query, key_share=True)).all():
        follow_weekly_hours(unit, person)


def at_shift_start(unit: Unit, person_id: int, due: DueEscalation) -> Advance:
    """Begins a shift by the hours. A late worker begins the rest of it."""
    # Without waiting: whoever saves their hours holds this row, and waits for the escalation.
    query = select(Person).where(Person.id == person_id, col(Person.closed_at).is_(None))
    person = unit.session.exec(locked(query, skip_locked=True)).first()
    if person is None:
        return _later_or_never(unit, person_id, due)
    week, zone = week_of(unit.session, person_id), zone_of(unit.session, person)
    current = shift_covering(week, zone, unit.now)
    if current:
        until, source = _longest(person, current)
        shifts.begin(unit, person, until, source)
    starts = next_look(week, zone, unit.now)
    return Advance((), due.step + 1, starts, starts)


def _later_or_never(unit: Unit, person_id: int, due: DueEscalation) -> Advance:
    person = unit.session.get(Person, person_id)
    if person is None or person.closed_at:
        return Advance((), due.step, None)
    return Advance((), due.step + 1, unit.now + _SOON, due.step_at)


def _longest(person: Person, stretch: Shift) -> tuple[datetime, ShiftSource]:
    """Whoever has set a later end stays on shift."""
    until = person.on_shift_until
    if until and until > stretch.ends and person.shift_source == ShiftSource.PERSON:
        return until, ShiftSource.PERSON
    return stretch.ends, ShiftSource.HOURS


def _locked(session: Session, person_id: int) -> Person:
    query = select(Person).where(Person.id == person_id, col(Person.closed_at).is_(None))
    person = session.exec(locked(query, key_share=True)).first()
    if person is None:
        raise NotFound
    return person


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
