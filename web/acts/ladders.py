"""Sets a ladder from the state of what it is about. Called at the end of every act that answers it.

What was pending is silenced, and the escalation that belongs to the new state starts again;
all inside the act's transaction, so that a change and the nudges it calls for are one.
"""

from dataclasses import dataclass
from datetime import datetime

from push import escalation, locks, outbox
from web.acts import handled
from web.acts.tap import Unit
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
    unit: Unit, issue: Issue, *, at_once: bool = False, since: datetime | None = None
) -> None:
    """After a tap everybody else who was nudged need not look any more. `at_once`: a rung whose
    time is this very moment is still to come, not past. `since`: when it began to run, on a phone
    that had to wait: what has come due since is still to come."""
    subject = subject_of(issue.id)
    spared = handled.for_spared(unit, issue, subject)
    if spared:  # ladders, phones, deliveries: see `push.locks`
        locks.ladders(unit.session, [subject])
        locks.keep_phones(unit.session, {one.nudge.person for one in spared})
    outbox.supersede(unit.session, subject, unit.now)
    _set(unit, _Ladder(subject, issue.site_id, timing_of(issue)), at_once=at_once, since=since)
    if spared:
        tell(unit, (), spared)


def set_reopened_ladder(unit: Unit, issue: Issue) -> None:
    """Beside the new promise's own, which `set_ladder` has begun."""
    timing = timing_of_reopening(issue, unit.now)
    ladder = _Ladder(subject_of(issue.id), issue.site_id, timing)
    _set(unit, ladder, at_once=True, beside=True)


def set_step_ladder(unit: Unit, step: Step) -> None:
    site_id = unit.session.get_one(Issue, step.issue_id).site_id
    _set(unit, _Ladder(subject_of_step(step.id), site_id, timing_of_step(step)))


def set_change_ladder(unit: Unit, change: OwnerChange) -> None:
    site_id = unit.session.get_one(Issue, change.issue_id).site_id
    _set(unit, _Ladder(subject_of_change(change.id), site_id, timing_of_change(change)))


def set_shift_ladder(unit: Unit, person: Person, *, since: datetime | None = None) -> None:
    """`since`: rungs from then on are still to come, where an end has moved nearer."""
    subject = subject_of_shift(person.id)
    outbox.supersede(unit.session, subject, unit.now)
    _set(unit, _Ladder(subject, person.site_id, timing_of_shift(person)), since=since)


@dataclass(frozen=True)
class _Ladder:
    subject: str
    site_id: int
    timing: Timing | None  # None: nothing is to be nudged about


def _set(
    unit: Unit,
    ladder: _Ladder,
    *,
    at_once: bool = False,
    since: datetime | None = None,
    beside: bool = False,
) -> None:
    timing = ladder.timing
    if timing is None:
        escalation.rest(unit.session, ladder.subject)
        return
    policy = in_force(unit.session, ladder.site_id, timing.trigger)
    escalation.restart(
        unit.session,
        ladder.subject,
        timing.trigger,
        timing.anchor,
        unit.now if at_once else nudges.next_at(policy.ladder, timing, since or unit.now),
        now=unit.now,
        policy=policy.number,
        beside=beside,
    )
