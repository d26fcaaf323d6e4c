"""Shifts: who may be nudged until when, and what becomes of open issues at the end.

Each open issue has to be arranged: resolved, a promise in the next shift, or an accepted owner
change. Leaving it open has to be confirmed, and the lead is told.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from push import locks
from push.nudge import Nudge
from push.plan import Advance, DueEscalation
from web.acts.core.events import append_event
from web.acts.core.tap import Tap, Unit
from web.acts.nudges import deferred
from web.acts.nudges.context import nudge_context, on_shift
from web.acts.nudges.enqueue import replace_and_enqueue
from web.acts.nudges.handoff_text import left_open, shift_ends
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.recipient import nudge_to
from web.acts.nudges.recipients import NudgeSubject, choose_recipients, leads, record_recipients
from web.acts.nudges.schedule import restart_shift_escalation
from web.acts.phones import push_subscriptions
from web.language.messages import gettext as _
from web.rules import escalation
from web.rules.clock import time_of_day, time_zone
from web.rules.escalation import EscalationSteps
from web.rules.issues import Refusal
from web.rules.owner_changes import lies_in_next_shift, shift_end
from web.rules.vocabulary import EventKind, IssueState, Recipient, ShiftSource, Trigger
from web.store.errors import NotFound
from web.store.escalation_timing import timing_of_shift
from web.store.policies import steps_of_version
from web.store.row_cache import locked
from web.store.subjects import subject_of, subject_of_shift
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Issue
from web.store.weekly_hours import next_shift, shift_at

LONGEST = timedelta(hours=24)
_LIFE = timedelta(hours=12)  # lifetime of the nudge to a lead
_TICK = timedelta(microseconds=1)
_MOST = 100  # open issues of one person that are read at the end of a shift


def set_shift(tap: Tap, hours: int, *, leave: bool) -> Refusal | None:
    """On shift for so many hours from now; 0 ends the shift. `leave`: confirms that open issues
    stay open."""
    person = _active(tap.session, tap.actor.id)
    if hours > 0:
        begin(tap, person, tap.now + min(timedelta(hours=hours), LONGEST))
        return None
    _lock_owned(tap.session, person.id)
    ends_at = shift_end(person.on_shift_until, tap.now)
    left = not_arranged(tap.session, person, ends_at) if on_shift(person, tap.now) else []
    if left and not leave:
        return Refusal(_("Some of your issues are still open. Take care of them first."))
    person.on_shift_until, person.shift_source = None, ShiftSource.PERSON
    tap.session.add(person)
    tap.session.flush()
    # Escalations, phones, deliveries: see `push.locks`.
    subject = subject_of_shift(person.id)
    locks.ladders(tap.session, [subject])
    made = _leave_open(tap, person, left)
    restart_shift_escalation(tap, person)
    replace_and_enqueue(tap, (), [QueuedNudge(subject, nudge) for nudge in made])
    return None


def begin(
    unit: Unit, person: Person, until: datetime, source: ShiftSource = ShiftSource.PERSON
) -> None:
    """They may be nudged until then, get deferred nudges, and are reminded of open issues before
    the end."""
    goes_on = on_shift(person, unit.now)
    person.on_shift_until, person.shift_source = until, source
    unit.session.add(person)
    unit.session.flush()
    restart_shift_escalation(unit, person)
    # Whoever prolongs a shift knows what is stuck, and nothing was deferred for them. Delivering
    # deferred nudges also tests the phone.
    if goes_on or not deferred.deliver_at_shift_start(unit, person):
        push_subscriptions.check_phones_at_shift_start(unit, person)


def move_end(unit: Unit, person: Person, until: datetime) -> None:
    """The running shift ends then, now at the earliest, with all steps of that end: what would have
    come by now comes at once."""
    person.on_shift_until = max(until, unit.now)
    unit.session.add(person)
    unit.session.flush()
    timing = timing_of_shift(person)
    restart_shift_escalation(unit, person, since=timing.since if timing else None)


def _lock_owned(session: Session, person_id: int) -> None:
    """Locks them: none gets another owner, or is resolved, before this shift has ended."""
    query = select(Issue.id).where(Issue.owner_id == person_id, Issue.state == IssueState.OWNED)
    session.exec(query.order_by(col(Issue.id)).with_for_update(key_share=True)).all()


def not_arranged(session: Session, person: Person, ends_at: datetime) -> list[Issue]:
    """Issues they own that cannot wait until they are back, the nearest promise first."""
    following = next_shift(session, person, ends_at)
    begins_at = following.starts if following else None
    query = (
        select(Issue)
        .where(Issue.owner_id == person.id, Issue.state == IssueState.OWNED)
        .order_by(col(Issue.promise_at))
        .limit(_MOST)
    )
    owned = session.exec(query).all()
    return [
        issue for issue in owned if not lies_in_next_shift(issue.promise_at, ends_at, begins_at)
    ]


def at_shift_end(unit: Unit, person_id: int, due: DueEscalation) -> Advance:
    """A shift ends: its person is reminded before, and afterwards the policy's recipients learn
    what was left open."""
    person = unit.session.get(Person, person_id)
    timing = timing_of_shift(person) if person else None
    if person is None or timing is None:
        return Advance((), due.step, None)
    policy_steps = steps_of_version(unit.session, Trigger.SHIFT, due.policy)
    if due.step_at is None:  # the clock was ahead when it ended
        at = escalation.next_at(policy_steps, timing, unit.now) if due.is_unplanned else None
        return Advance((), due.step + 1, at, at)
    due_steps = escalation.due(policy_steps, timing, due.step_at, unit.now)
    made: list[Nudge] = []
    following = shift_at(unit.session, person, timing.anchor)
    if following and following.starts == timing.anchor:  # their hours begin just then
        due_steps = ()
    if unit.now >= timing.anchor:  # it is over; a late reminder says nothing new
        due_steps = tuple(step for step in due_steps if Recipient.OWNER not in step.whom)
        left = not_arranged(unit.session, person, timing.anchor) if due_steps else []
        before = escalation.due(policy_steps, timing, timing.anchor, due.step_at - _TICK)
        is_first = due.step_at <= timing.anchor or not before
        made += _leave_open(unit, person, left, due_steps, is_first=is_first)
    elif due_steps:
        made += reminder(unit.session, person)
    at = escalation.next_at(policy_steps, timing, unit.now)
    return Advance(tuple(made), due.step + 1, at, at)


def reminder(session: Session, person: Person) -> list[Nudge]:
    """Shortly before the end: to the person, if something of theirs has to be arranged."""
    until = person.on_shift_until
    count = len(not_arranged(session, person, until)) if until else 0
    if until is None or not count:
        return []
    site = session.get_one(Site, person.site_id)
    local = until.astimezone(time_zone(site.zone))
    return [
        nudge_to(
            session,
            person,
            lambda: shift_ends(site.name, time_of_day(local), count),
            path="/me/shift/end",
            tag="shift",
            expires_at=until,
        )
    ]


def _leave_open(
    unit: Unit,
    person: Person,
    left: Sequence[Issue],
    due_steps: EscalationSteps = (),
    *,
    is_first: bool = True,
) -> list[Nudge]:
    """Appends what is not arranged, and nudges the policy's recipients, else the site's leads."""
    refs_of: dict[int, list[str]] = {}
    people: dict[int, Person] = {}
    for issue in left:
        if is_first:
            append_event(unit, issue, EventKind.LEFT_OPEN)
        for one in _who_hears(unit, issue, person, due_steps):
            people[one.id] = one
            refs_of.setdefault(one.id, []).append(issue.ref)
    where = {issue.ref: nudge_context(unit.session, issue).where for issue in left}
    return [
        _to_lead(unit, people[who], person, refs, where[refs[0]]) for who, refs in refs_of.items()
    ]


def _who_hears(
    unit: Unit, issue: Issue, person: Person, due_steps: EscalationSteps
) -> list[Person]:
    meant = (
        choose_recipients(unit, NudgeSubject(issue, subject_of(issue.id)), due_steps)
        if due_steps
        else []
    )
    found = [one for one in meant if one.id != person.id]
    if found:
        return found
    found = leads(unit, issue, but=person.id)
    if not found and not due_steps:  # otherwise it is recorded already
        append_event(unit.by_system, issue, EventKind.DEFERRED, people=[])
    return record_recipients(unit, issue, found)


def _to_lead(unit: Unit, lead: Person, person: Person, refs: Sequence[str], where: str) -> Nudge:
    """One nudge for everything that was left: a lead is nudged once."""
    return nudge_to(
        unit.session,
        lead,
        lambda: left_open(where, person.first_name, refs),
        path=f"/issues/{refs[0]}" if len(refs) == 1 else "/issues",
        tag=f"shift-{person.id}",
        expires_at=unit.now + _LIFE,
    )


def _active(session: Session, person_id: int) -> Person:
    query = select(Person).where(Person.id == person_id)
    person = session.exec(locked(query, key_share=True)).first()
    if person is None or person.closed_at:
        raise NotFound
    return person
