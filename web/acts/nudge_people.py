"""Whom a rung means at this moment, and what is written down about those it does not reach.

Reads the world as it is now, and leaves the decision to `rules.calling`; writes into the timeline
who was nudged, who is off shift, and who has no phone that can ring.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from web.acts import devices, held
from web.acts.history import record
from web.acts.spoken import on_shift
from web.rules import calling
from web.rules.calling import Candidate
from web.rules.nudges import Ladder, Rung
from web.rules.words import Kind, Role, Trigger, Whom
from web.store.policies import in_force
from web.store.ringing import reachable
from web.store.tables import Issue, Person


@dataclass(frozen=True)
class Call:
    """What is being nudged about."""

    issue: Issue
    subject: str
    helper_id: int | None = None  # who was asked
    others: Ladder = ()  # the ladder's other rungs, those still to come first
    key: str | None = None  # of its messages: by it the timeline finds what became of them


def choose(session: Session, call: Call, rungs: Sequence[Rung], now: datetime) -> list[Person]:
    """The people to nudge now. Who is nudged, and why others whom a rung means are not, is
    written into the timeline."""
    if not rungs:
        return []
    people = _people(session, call, rungs, now)
    found = _decide(session, call, rungs, people, now)
    if found.held:
        people |= held.keep_off_shift(session, found.held)
        found = _decide(session, call, rungs, people, now)
    held.hold(session, call.issue, call.subject, [people[id_] for id_ in found.held], now)
    if not found.told and not found.instead and not found.held:
        record(session, call.issue, Kind.HELD, None, now, people=[])
    told = note_reach(session, call.issue, [people[id_] for id_ in found.told], now, call.key)
    others = [people[id_] for id_ in found.instead]
    return told + note_reach(session, call.issue, others, now, call.key, in_place=True)


def _decide(
    session: Session,
    call: Call,
    rungs: Sequence[Rung],
    people: Mapping[int, Person],
    now: datetime,
) -> calling.Decision:
    here = {id_: one for id_, one in people.items() if not one.closed_at}
    candidates = _candidates(session, call, here, now)
    return calling.decide(rungs, candidates, _unreachable(session, call), call.others)


def instead(
    session: Session, call: Call, told: set[int], now: datetime, *, for_owner: bool
) -> list[Person]:
    """Who hears early in the place of those who did not: none of `told`, and only people who can
    be reached."""
    people = _people(session, call, (), now)
    candidates = _candidates(session, call, people, now)
    found = calling.instead(
        _unreachable(session, call), call.others, candidates, told, for_owner=for_owner
    )
    return [people[id_] for id_ in found]


def choose_one(
    session: Session, issue: Issue, subject: str, person: Person, now: datetime
) -> list[Person]:
    """This person, as soon as something calls for them: held, and written down, off shift."""
    if not on_shift(person, now):
        held.keep_off_shift(session, [person.id])
    if not on_shift(person, now):
        held.hold(session, issue, subject, [person], now)
        return []
    return note_reach(session, issue, [person], now)


def note_reach(
    session: Session,
    issue: Issue,
    people: list[Person],
    now: datetime,
    key: str | None = None,
    *,
    in_place: bool = False,
) -> list[Person]:
    """Them all: a message to somebody without a phone says itself that it reached nobody.
    `in_place`: of somebody who cannot be reached."""
    if not people:
        return people
    devices.end_expired(session, [one.id for one in people], now)
    ringing = reachable(session, [one.id for one in people])
    rings = [one.id for one in people if one.id in ringing]
    silent = [one.id for one in people if one.id not in ringing]
    about: dict[str, Any] = {"key": key} if key else {}
    if in_place:
        about["because"] = "in_place"
    if rings:
        record(session, issue, Kind.NUDGED, None, now, about=about, people=rings)
    if silent:
        record(session, issue, Kind.UNREACHED, None, now, people=silent)
    return people


def leads(session: Session, issue: Issue, now: datetime, but: int = 0) -> list[Person]:
    """Who hears in somebody's place: the site's leads on shift, else the admins; never `but`."""
    people = _people(session, Call(issue, ""), (), now)
    here = [one for id_, one in sorted(people.items()) if on_shift(one, now) and id_ != but]
    ours = [one for one in here if one.role == Role.LEAD and one.site_id == issue.site_id]
    return ours or [one for one in here if one.role == Role.ADMIN]


def _unreachable(session: Session, call: Call) -> Ladder:
    return in_force(session, call.issue.site_id, Trigger.UNREACHABLE).ladder


def _people(
    session: Session, call: Call, rungs: Sequence[Rung], now: datetime
) -> dict[int, Person]:
    """Whoever may be meant, on shift or not, by id; of a site's people, and there may be many,
    only those on shift, and the leads."""
    here = col(Person.site_id) == call.issue.site_id
    named = {call.issue.owner_id, call.helper_id}
    rungs = (*rungs, *call.others, *_unreachable(session, call))
    named |= {rung.person_id for rung in rungs}
    wanted = [
        here & (col(Person.role) == Role.LEAD),
        col(Person.role) == Role.ADMIN,
        col(Person.id).in_(named - {None}),
    ]
    if any(Whom.ON_SHIFT in rung.whom for rung in rungs):
        wanted.append(here & (col(Person.on_shift_until) > now))
    query = select(Person).where(col(Person.closed_at).is_(None), or_(*wanted))
    return {one.id: one for one in session.exec(query.order_by(col(Person.id))).all()}


def _candidates(
    session: Session, call: Call, people: Mapping[int, Person], now: datetime
) -> list[Candidate]:
    ringing = reachable(session, _on_shift(people.values(), now))
    return [
        Candidate(
            id=id_,
            role=Role(one.role),
            is_at_site=one.site_id == call.issue.site_id,
            on_shift=on_shift(one, now),
            can_be_reached=id_ in ringing,
            is_owner=id_ == call.issue.owner_id,
            is_helper=id_ == call.helper_id,
        )
        for id_, one in people.items()
    ]


def _on_shift(people: Iterable[Person], now: datetime) -> list[int]:
    return [one.id for one in people if on_shift(one, now)]
