"""Whom a rung means at this moment, and what is written down about those it does not reach.

Reads the world as it is now; writes into the timeline who was nudged, who is off shift and who
has no phone that can ring.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from web.acts import devices
from web.acts.history import record
from web.acts.nudge_words import Spoken
from web.rules.nudges import Rung, Whom
from web.rules.words import Kind, Role
from web.store.ringing import people_who_ring
from web.store.tables import Issue, Person, Place, Site


def choose(session: Session, issue: Issue, rungs: Iterable[Rung], now: datetime) -> list[Person]:
    """The people to nudge now. Who is nudged, and why others whom a rung means are not, is
    written into the timeline."""
    rungs = tuple(rungs)
    if not rungs:
        return []
    whom = {one for rung in rungs for one in rung.whom}
    people = _people(session, issue, whom, now)
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    is_held = owner is not None and Whom.OWNER in whom and not on_shift(owner, now)
    if owner and is_held:
        record(session, issue, Kind.HELD, None, now, people=[owner.id])
        if any(rung.is_urgent for rung in rungs):
            people |= {one.id: one for one in leads(session, issue, now)}
    if not people and not is_held:
        record(session, issue, Kind.HELD, None, now, people=[])
    return note_reach(session, issue, list(people.values()), now)


def choose_one(session: Session, issue: Issue, person: Person, now: datetime) -> list[Person]:
    """This person, as soon as something calls for them: held, and written down, off shift."""
    if not on_shift(person, now):
        record(session, issue, Kind.HELD, None, now, people=[person.id])
        return []
    return note_reach(session, issue, [person], now)


def note_reach(session: Session, issue: Issue, people: list[Person], now: datetime) -> list[Person]:
    """Them all: a message to somebody without a phone says itself that it reached nobody."""
    devices.end_expired(session, [one.id for one in people], now)
    ringing = people_who_ring(session, [one.id for one in people])
    rings = [one for one in people if one.id in ringing]
    silent = [one.id for one in people if one.id not in ringing]
    if rings:
        record(session, issue, Kind.NUDGED, None, now, people=[one.id for one in rings])
    if silent:
        record(session, issue, Kind.UNREACHED, None, now, people=silent)
    return people


def leads(session: Session, issue: Issue, now: datetime, but: int = 0) -> list[Person]:
    """Who hears in somebody's place: the site's leads on shift, else the admins; never `but`."""
    for whom in (Whom.LEADS, Whom.ADMINS):
        found = _people(session, issue, (whom,), now)
        found.pop(but, None)
        if found:
            return list(found.values())
    return []


def on_shift(person: Person, now: datetime) -> bool:
    return person.on_shift_until is not None and person.on_shift_until > now


def spoken(session: Session, issue: Issue) -> Spoken:
    """The parts of this issue that a nudge may name."""
    site = session.get_one(Site, issue.site_id)
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    known = select(Place.id).where(Place.site_id == site.id, Place.name == issue.place).limit(1)
    is_known = issue.place is not None and session.exec(known).first() is not None
    return Spoken(
        ref=issue.ref,
        where=issue.place if is_known and issue.place else site.name,
        owner=owner.first_name if owner else None,
        promise_at=issue.promise_at,
        waiting_since=issue.waiting_since,
        zone=ZoneInfo(site.zone),
        text=(issue.words or None) if site.shows_text else None,
        shows_text=site.shows_text,
    )


def _people(
    session: Session, issue: Issue, whom: Iterable[Whom], now: datetime
) -> dict[int, Person]:
    """Everybody meant who is on shift, by id."""
    found: dict[int, Person] = {}
    for one in whom:
        query = select(Person).where(
            col(Person.on_shift_until) > now, col(Person.closed_at).is_(None), _meant(one, issue)
        )
        found |= {person.id: person for person in session.exec(query).all()}
    return dict(sorted(found.items()))


def _meant(whom: Whom, issue: Issue) -> ColumnElement[bool]:
    here = col(Person.site_id) == issue.site_id
    match whom:
        case Whom.OWNER:
            return col(Person.id) == issue.owner_id
        case Whom.ON_SHIFT:
            return here
        case Whom.LEADS:
            return here & (col(Person.role) == Role.LEAD)
        case Whom.ADMINS:
            return col(Person.role) == Role.ADMIN
