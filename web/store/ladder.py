"""An issue's row, as the ladder's rules see it."""

from web.rules.nudges import Clock
from web.rules.words import State, Trigger
from web.store.tables import Issue


def clock_of(issue: Issue) -> Clock | None:
    """What the ladder of this issue hangs on; None when it is resolved."""
    if issue.state == State.UNOWNED and issue.waiting_since:
        return Clock(Trigger.UNOWNED, issue.waiting_since, issue.waiting_since)
    if issue.state == State.OWNED and issue.promised_at and issue.promise_at:
        return Clock(Trigger.PROMISE, issue.promised_at, issue.promise_at)
    return None
