"""Sets a ladder from the state of what it is about. Called at the end of every act that answers it.

What was pending is silenced, and the escalation that belongs to the new state starts again;
all inside the act's transaction, so that a change and the nudges it calls for are one.
"""

from datetime import datetime

from sqlmodel import Session

from push import escalation, locks, outbox
from web.acts import handled
from web.acts.telling import tell
from web.rules import nudges
from web.rules.nudges import Timing
from web.store.policies import in_force
from web.store.subjects import subject_of, subject_of_change, subject_of_shift, subject_of_step
from web.store.tables import Issue, Person
from web.store.timing import (
    timing_of,
    timing_of_change,
    timing_of_reopening,
    timing_of_shift,
    timing_of_step,
)
from web.store.walk_tables import OwnerChange, Step


def set_ladder(
    session: Session,
    issue: Issue,
    now: datetime,
    *,
    by: int | None = None,
    at_once: bool = False,
    since: datetime | None = None,
) -> None:
    """`by`: who has acted, so that everybody else who was nudged need not look any more.
    `at_once`: a rung whose time is this very moment is still to come, not past. `since`: when it
    began to run, on a phone that had to wait: what has come due since is still to come."""
    subject = subject_of(issue.id)
    spared = handled.for_spared(session, issue, subject, by, now) if by else []
    if spared:  # ladders, phones, deliveries: see `push.locks`
        locks.ladders(session, [subject])
        locks.keep_phones(session, {one.nudge.person for one in spared})
    outbox.supersede(session, subject, now)
    _set(session, subject, issue.site_id, timing_of(issue), now, at_once=at_once, since=since)
    if spared:
        tell(session, (), spared, now)


def set_reopened_ladder(session: Session, issue: Issue, now: datetime) -> None:
    """Beside the new promise's own, which `set_ladder` has begun."""
    timing = timing_of_reopening(issue, now)
    _set(session, subject_of(issue.id), issue.site_id, timing, now, at_once=True, beside=True)


def set_step_ladder(session: Session, step: Step, now: datetime) -> None:
    site_id = session.get_one(Issue, step.issue_id).site_id
    _set(session, subject_of_step(step.id), site_id, timing_of_step(step), now)


def set_change_ladder(session: Session, change: OwnerChange, now: datetime) -> None:
    site_id = session.get_one(Issue, change.issue_id).site_id
    _set(session, subject_of_change(change.id), site_id, timing_of_change(change), now)


def set_shift_ladder(
    session: Session, person: Person, now: datetime, *, since: datetime | None = None
) -> None:
    """`since`: rungs from then on are still to come, where an end has moved nearer."""
    subject = subject_of_shift(person.id)
    outbox.supersede(session, subject, now)
    _set(session, subject, person.site_id, timing_of_shift(person), now, since=since)


def _set(
    session: Session,
    subject: str,
    site_id: int,
    timing: Timing | None,
    now: datetime,
    *,
    at_once: bool = False,
    since: datetime | None = None,
    beside: bool = False,
) -> None:
    if timing is None:
        escalation.rest(session, subject)
        return
    policy = in_force(session, site_id, timing.trigger)
    escalation.restart(
        session,
        subject,
        timing.trigger,
        timing.anchor,
        now if at_once else nudges.next_at(policy.ladder, timing, since or now),
        now=now,
        policy=policy.number,
        beside=beside,
    )
