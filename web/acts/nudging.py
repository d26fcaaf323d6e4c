"""Whom to tell, decided at the moment of telling: the plan that push's worker asks.

Reads the world as it is now, asks the rules which rungs are due, and writes into the
timeline who was nudged, who is off shift and who has no phone that can ring.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from push.escalation import Advance, Due
from push.nudge import Nudge
from web.acts import devices
from web.acts.history import record
from web.acts.nudge_words import Spoken, words_for
from web.rules import nudges
from web.rules.nudges import Rung, Whom
from web.rules.words import Kind, Role, Trigger
from web.store.ladder import clock_of
from web.store.ringing import people_who_ring
from web.store.tables import Issue, Person, Place, Site

# A nudge is of no use once the next one says more; these bounds hold where there is none.
_LONGEST_LIFE = timedelta(hours=12)


class Ladder:
    """Implements `push.escalation.Plan` for issues."""

    def tell(self, session: Session, escalation: Due, now: datetime) -> Advance:
        issue = session.get(Issue, int(escalation.subject.removeprefix("issue:")))
        clock = clock_of(issue) if issue else None
        if issue is None or clock is None or clock.trigger != escalation.trigger:
            return Advance((), escalation.step, None)
        rungs = nudges.due(clock, escalation.next_at, now)
        next_at = nudges.next_at(clock, now)
        told = _tell(session, issue, rungs, now)
        until = min(next_at or now + _LONGEST_LIFE, now + _LONGEST_LIFE)
        made = tuple(_nudge(session, issue, clock.trigger, one, now, until) for one in told)
        return Advance(made, escalation.step + 1, next_at)


def _tell(session: Session, issue: Issue, rungs: tuple[Rung, ...], now: datetime) -> list[Person]:
    """The people to nudge; everybody else whom a rung named is written down with the reason."""
    if not rungs:
        return []
    whom = {one for rung in rungs for one in rung.whom}
    people = _people(session, issue, whom, now)
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    is_held = owner is not None and Whom.OWNER in whom and not _on_shift(owner, now)
    if owner and is_held:
        record(session, issue, Kind.HELD, None, now, people=[owner.id])
        if any(rung.is_urgent for rung in rungs):
            people |= _people(session, issue, {Whom.LEADS}, now)
    if not people and not is_held:
        record(session, issue, Kind.HELD, None, now, people=[])
    return _write_down(session, issue, list(people.values()), now)


def _write_down(
    session: Session, issue: Issue, people: list[Person], now: datetime
) -> list[Person]:
    devices.end_expired(session, [one.id for one in people], now)
    ringing = people_who_ring(session, [one.id for one in people])
    rings = [one for one in people if one.id in ringing]
    silent = [one.id for one in people if one.id not in ringing]
    if rings:
        record(session, issue, Kind.NUDGED, None, now, people=[one.id for one in rings])
    if silent:
        record(session, issue, Kind.UNREACHED, None, now, people=silent)
    return people


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


def _on_shift(person: Person, now: datetime) -> bool:
    return person.on_shift_until is not None and person.on_shift_until > now


def _nudge(
    session: Session, issue: Issue, trigger: Trigger, to: Person, now: datetime, until: datetime
) -> Nudge:
    is_owner = to.id == issue.owner_id
    title, body = words_for(trigger, _spoken(session, issue), now, is_owner=is_owner)
    return Nudge(
        person=str(to.id),
        title=title,
        body=body,
        path=f"/issues/{issue.ref}",
        tag=issue.ref,
        expires_at=until,
    )


def _spoken(session: Session, issue: Issue) -> Spoken:
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
    )
