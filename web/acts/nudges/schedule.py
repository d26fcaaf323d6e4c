"""Sets the escalation of a subject from its state. Called at the end of every act that answers it.

Pending nudges are superseded, and the escalation of the new state starts, in the act's transaction,
so that a change and its nudges commit together.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from push import escalation as push_escalation
from push import superseding
from web.acts.core.tap import Tap, Unit
from web.acts.nudges import cancel
from web.acts.nudges.enqueue import replace_and_enqueue
from web.rules import escalation as rules_escalation
from web.rules.escalation import Timing
from web.store.escalation_timing import (
    opening_for,
    timing_of,
    timing_of_change,
    timing_of_reopening,
    timing_of_shift,
    timing_of_step,
)
from web.store.policies import in_force
from web.store.subjects import subject_of, subject_of_change, subject_of_shift, subject_of_step
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue


def restart_escalation(
    unit: Unit, issue: Issue, *, at_once: bool = False, since: datetime | None = None
) -> None:
    """After a tap everybody else who was nudged gets a cancellation notice. `at_once`: steps due
    exactly now have not run yet. `since`: when it began on a phone that had to wait: steps due
    since then are still to come."""
    subject = subject_of(issue.id)
    # First: it waits for the worker's nudges, which are then among those that are out of date.
    _restart(unit, _of_issue(subject, issue, timing_of(issue)), at_once=at_once, since=since)
    if isinstance(unit, Tap):
        _replace_nudges(unit, issue, subject)
    else:
        superseding.supersede(unit.session, subject, unit.now)


def _replace_nudges(tap: Tap, issue: Issue, subject: str) -> None:
    before = cancel.outstanding(tap, subject)
    cancellations = cancel.cancellations_for(tap, issue, subject, before.people)
    if before.is_pending or cancellations:
        replace_and_enqueue(tap, [subject] if before.is_pending else (), cancellations)


def begin_escalation(
    unit: Unit, issue: Issue, *, at_once: bool = False, since: datetime | None = None
) -> None:
    """Of a new issue: nobody was nudged about it."""
    subject = _of_issue(subject_of(issue.id), issue, timing_of(issue))
    _restart(unit, subject, at_once=at_once, since=since)


def restart_reopened_escalation(unit: Unit, issue: Issue) -> None:
    """Beside the new promise's escalation, which `restart_escalation` has started."""
    timing = timing_of_reopening(issue, unit.now)
    subject = _of_issue(subject_of(issue.id), issue, timing)
    _restart(unit, subject, at_once=True, beside=True)


def restart_step_escalation(unit: Unit, step: Step) -> None:
    issue = unit.session.get_one(Issue, step.issue_id)
    _restart(unit, _of_issue(subject_of_step(step.id), issue, timing_of_step(step)))


def stop_step_escalations(unit: Unit, steps: Collection[Step]) -> None:
    """Of steps that have ended."""
    push_escalation.stop_all(unit.session, [subject_of_step(step.id) for step in steps])


def restart_owner_change_escalation(unit: Unit, change: OwnerChange) -> None:
    issue = unit.session.get_one(Issue, change.issue_id)
    _restart(unit, _of_issue(subject_of_change(change.id), issue, timing_of_change(change)))


def restart_shift_escalation(unit: Unit, person: Person, *, since: datetime | None = None) -> None:
    """`since`: steps from then on are still to come, where an end has moved nearer."""
    subject = subject_of_shift(person.id)
    _restart(unit, _Subject(subject, person.site_id, timing_of_shift(person)), since=since)
    superseding.supersede(unit.session, subject, unit.now)


@dataclass(frozen=True)
class _Subject:
    name: str
    site_id: int
    timing: Timing | None  # None: nothing is to be nudged about
    urgency: str | None = None  # of its issue; None: no time of a site counts


def _of_issue(name: str, issue: Issue, timing: Timing | None) -> _Subject:
    return _Subject(name, issue.site_id, timing, issue.urgency)


def _restart(
    unit: Unit,
    subject: _Subject,
    *,
    at_once: bool = False,
    since: datetime | None = None,
    beside: bool = False,
) -> None:
    timing = subject.timing
    if timing is None:
        push_escalation.stop(unit.session, subject.name)
        return
    policy = in_force(unit.session, subject.site_id, timing.trigger)
    if subject.urgency and policy.site.opening_hours:
        timing = replace(timing, opening=opening_for(policy.site, subject.urgency))
    push_escalation.restart(
        unit.session,
        subject.name,
        timing.trigger,
        timing.anchor,
        unit.now if at_once else rules_escalation.next_at(policy.steps, timing, since or unit.now),
        now=unit.now,
        policy=policy.number,
        beside=beside,
    )
