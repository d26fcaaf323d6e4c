"""Sets an issue's clocks from its state. Called at the end of every act that answers the ladder.

What was pending is silenced, and the escalation that belongs to the new state starts again;
all inside the act's transaction, so that a change and the nudges it calls for are one.
"""

from datetime import datetime

from sqlmodel import Session

from push import escalation, outbox
from web.rules import nudges
from web.store.ladder import clock_of
from web.store.tables import Issue


def subject_of(issue_id: int) -> str:
    """What push knows this issue as."""
    return f"issue:{issue_id}"


def set_clocks(session: Session, issue: Issue, now: datetime, *, at_once: bool = False) -> None:
    """`at_once`: a rung whose time is this very moment is still to come, not past."""
    subject = subject_of(issue.id)
    outbox.supersede(session, subject, now)
    clock = clock_of(issue)
    if clock is None:
        escalation.rest(session, subject)
        return
    next_at = now if at_once else nudges.next_at(clock, now)
    escalation.restart(session, subject, clock.trigger, clock.anchor, next_at, now=now)
