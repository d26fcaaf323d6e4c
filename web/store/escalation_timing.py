"""Rows as the rules of escalation see them: what their times depend on."""

from datetime import datetime, timedelta

from web.rules.escalation import Timing
from web.rules.opening import OpeningHours
from web.rules.vocabulary import ChangeState, IssueState, StepState, Trigger, Urgency
from web.store.opening_hours import HasOpeningHours, opening_of
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue

_A_SHIFT = timedelta(hours=8)  # when its beginning was not recorded


def opening_for(site: HasOpeningHours, urgency: str) -> OpeningHours | None:
    """The hours of this site in which the time of an issue counts; None: all of it."""
    is_by_the_clock = urgency == Urgency.NOW and not site.urgent_waits
    return None if site.opening_hours is None or is_by_the_clock else opening_of(site)


def timing_of(issue: Issue) -> Timing | None:
    """None when it is resolved."""
    if issue.state == IssueState.UNOWNED and issue.waiting_since:
        return Timing(Trigger.UNOWNED, issue.waiting_since, issue.waiting_since)
    if issue.state == IssueState.OWNED and issue.promised_at and issue.promise_at:
        # “On it” on an overdue issue restarts the escalation’s times.
        anchor = max(issue.promise_at, issue.acknowledged_at or issue.promise_at)
        return Timing(Trigger.PROMISE, issue.promised_at, anchor)
    return None


def timing_of_run(issue: Issue, trigger: str, began: datetime) -> Timing | None:
    """For one of the issue's escalations; None when it is not the one of its state. `began`: when
    the escalation did, which is before what the issue waits for if the clock was ahead."""
    if trigger == Trigger.REOPENED:
        return timing_of_reopening(issue, began)
    timing = timing_of(issue)
    if timing is None or timing.trigger != trigger:
        return None
    is_ahead = timing.trigger is Trigger.UNOWNED and timing.anchor > began
    return Timing(timing.trigger, began, began) if is_ahead else timing


def timing_of_reopening(issue: Issue, began: datetime) -> Timing | None:
    """None once it is resolved again."""
    is_owned = issue.state == IssueState.OWNED
    return Timing(Trigger.REOPENED, began, began) if is_owned else None


def timing_of_step(step: Step) -> Timing | None:
    """None once it has been answered."""
    is_asked = step.state == StepState.ASKED
    return Timing(Trigger.HELPER, step.asked_at, step.answer_by) if is_asked else None


def timing_of_change(change: OwnerChange) -> Timing | None:
    """None once it has been answered."""
    is_asked = change.state == ChangeState.ASKED
    return Timing(Trigger.NEXT_OWNER, change.asked_at, change.answer_by) if is_asked else None


def timing_of_shift(person: Person) -> Timing | None:
    """None when they are off shift, or their account is closed."""
    until = person.on_shift_until
    if until is None or person.closed_at:
        return None
    return Timing(Trigger.SHIFT, until - _A_SHIFT, until)
