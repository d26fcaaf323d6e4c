"""Who is nudged by an escalation step now, and what is recorded of those it does not reach.

Reads people as they are now; `rules.recipients` decides. Appends to the timeline who was nudged,
who is off shift, and who has no phone that can be reached.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col

from web.acts.core import devices
from web.acts.core.events import append_event
from web.acts.core.tap import Unit
from web.acts.nudges import deferred
from web.acts.nudges.context import on_shift
from web.rules import recipients
from web.rules.escalation import EscalationStep, EscalationSteps
from web.rules.recipients import EscalationCandidate
from web.rules.vocabulary import EventKind, Recipient, Role, Trigger
from web.store.policies import in_force
from web.store.reachability import reachable_with_channels
from web.store.row_cache import PEOPLE
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue


@dataclass(frozen=True)
class NudgeSubject:
    """What is being nudged about."""

    issue: Issue
    subject: str
    helper_id: int | None = None  # was asked
    others: EscalationSteps = ()  # the policy's other steps, those still to come first
    key: str | None = None  # of its messages: the timeline finds their progress by it


def choose_recipients(
    unit: Unit, call: NudgeSubject, due_steps: Sequence[EscalationStep]
) -> list[Person]:
    """The people to nudge now. Appends an event about who is nudged, and why other recipients are
    not."""
    if not due_steps:
        return []
    people = _people(unit, call, due_steps)
    ringing = _reachable(unit, people.values())
    decision = _decide(unit, call, due_steps, people, ringing)
    if decision.defer:
        people |= deferred.lock_people(unit.session, decision.defer)
        ringing = _reachable(unit, people.values())
        decision = _decide(unit, call, due_steps, people, ringing)
        deferred.defer(unit, call.issue, call.subject, [people[id_] for id_ in decision.defer])
    if not decision.notify and not decision.fallback and not decision.defer:
        append_event(unit.by_system, call.issue, EventKind.DEFERRED, people=[])
    notified = [people[id_] for id_ in decision.notify]
    others = [people[id_] for id_ in decision.fallback]
    record_recipients(unit, call.issue, notified, call.key, ringing=ringing)
    record_recipients(unit, call.issue, others, call.key, in_place=True, ringing=ringing)
    return notified + others


def _decide(
    unit: Unit,
    call: NudgeSubject,
    due_steps: Sequence[EscalationStep],
    people: Mapping[int, Person],
    ringing: Container[int],
) -> recipients.Decision:
    here = {id_: person for id_, person in people.items() if not person.closed_at}
    candidates = _candidates(unit, call, here, ringing)
    return recipients.decide(
        due_steps, candidates, _unreachable_steps(unit.session, call), call.others
    )


def fallback(
    unit: Unit, call: NudgeSubject, notified: set[int], *, for_owner: bool
) -> list[Person]:
    """Who is nudged early in the place of those who were not reached: none of `notified`, and only
    people who can be reached."""
    people = _people(unit, call, ())
    ringing = _reachable(unit, people.values())
    candidates = _candidates(unit, call, people, ringing)
    found = recipients.fallback(
        _unreachable_steps(unit.session, call),
        call.others,
        candidates,
        notified,
        for_owner=for_owner,
    )
    return [people[id_] for id_ in found]


def choose_person(unit: Unit, issue: Issue, subject: str, person: Person) -> list[Person]:
    """This person, whenever they can be nudged: deferred, with an event, while off shift."""
    if not on_shift(person, unit.now):
        deferred.lock_people(unit.session, [person.id])
    if not on_shift(person, unit.now):
        deferred.defer(unit, issue, subject, [person])
        return []
    return record_recipients(unit, issue, [person])


def record_recipients(
    unit: Unit,
    issue: Issue,
    people: list[Person],
    key: str | None = None,
    *,
    in_place: bool = False,
    ringing: Container[int] | None = None,
) -> list[Person]:
    """Appends who is nudged; a message to somebody without a phone records itself that it reached
    nobody. `in_place`: of somebody who cannot be reached. `ringing`: who can be, if that is known
    already."""
    if not people:
        return people
    ids = [person.id for person in people]
    if devices.end_expired(unit.session, ids, unit.now) or ringing is None:
        ringing = reachable_with_channels(unit.session, ids)
    rings = [person.id for person in people if person.id in ringing]
    silent = [person.id for person in people if person.id not in ringing]
    about: dict[str, Any] = {"key": key} if key else {}
    if in_place:
        about["because"] = "in_place"
    if rings:
        append_event(unit.by_system, issue, EventKind.NUDGED, **about, people=rings)
    if silent:
        append_event(unit.by_system, issue, EventKind.UNREACHED, people=silent)
    return people


def leads(unit: Unit, issue: Issue, but: int = 0) -> list[Person]:
    """Who stands in for somebody: the site's leads on shift, else the admins; never `but`."""
    people = _people(unit, NudgeSubject(issue, ""), ())
    here = [
        person
        for id_, person in sorted(people.items())
        if on_shift(person, unit.now) and id_ != but
    ]
    ours = [
        person for person in here if person.role == Role.LEAD and person.site_id == issue.site_id
    ]
    return ours or [person for person in here if person.role == Role.ADMIN]


def _unreachable_steps(session: Session, call: NudgeSubject) -> EscalationSteps:
    return in_force(session, call.issue.site_id, Trigger.UNREACHABLE).steps


def _people(
    unit: Unit, call: NudgeSubject, due_steps: Sequence[EscalationStep]
) -> dict[int, Person]:
    """Possible recipients by id, on shift or not; of the site's people, who may be many, only those
    on shift and the leads."""
    here = col(Person.site_id) == call.issue.site_id
    named = {call.issue.owner_id, call.helper_id}
    due_steps = (*due_steps, *call.others, *_unreachable_steps(unit.session, call))
    named |= {step.person_id for step in due_steps}
    wanted = [
        here & (col(Person.role) == Role.LEAD),
        col(Person.role) == Role.ADMIN,
        col(Person.id).in_(named - {None}),
    ]
    if any(Recipient.ON_SHIFT in step.whom for step in due_steps):
        wanted.append(here & (col(Person.on_shift_until) > unit.now))
    query = PEOPLE.where(col(Person.closed_at).is_(None), or_(*wanted)).order_by(col(Person.id))
    return {person.id: person for person, _site in unit.session.exec(query).all()}


def _candidates(
    unit: Unit, call: NudgeSubject, people: Mapping[int, Person], ringing: Container[int]
) -> list[EscalationCandidate]:
    return [
        EscalationCandidate(
            id=id_,
            role=Role(person.role),
            is_at_site=person.site_id == call.issue.site_id,
            on_shift=on_shift(person, unit.now),
            can_be_reached=id_ in ringing,
            is_owner=id_ == call.issue.owner_id,
            is_helper=id_ == call.helper_id,
        )
        for id_, person in people.items()
    ]


def _reachable(unit: Unit, people: Iterable[Person]) -> Container[int]:
    """Those on shift who can be reached now."""
    return reachable_with_channels(
        unit.session, [person.id for person in people if on_shift(person, unit.now)]
    )
