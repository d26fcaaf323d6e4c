"""Sets a ladder from the state of what it is about. Called at the end of every act that answers it.

What was pending is silenced, and the escalation that belongs to the new state starts again;
all inside the act's transaction, so that a change and the nudges it calls for are one.
"""

from datetime import datetime

from sqlmodel import Session

from push import escalation, outbox
from web.rules import nudges
from web.rules.nudges import Timing
from web.store.tables import Issue, Person
from web.store.timing import timing_of, timing_of_change, timing_of_shift, timing_of_step
from web.store.walk_tables import OwnerChange, Step


def subject_of(issue_id: int) -> str:
    """What push knows this issue as."""
    return f"issue:{issue_id}"


def subject_of_step(step_id: int) -> str:
    return f"step:{step_id}"


def subject_of_change(change_id: int) -> str:
    return f"change:{change_id}"


def subject_of_shift(person_id: int) -> str:
    return f"shift:{person_id}"


def subject_of_news(issue_id: int) -> str:
    """The walk of an issue, as its owner's phone shows it: one notification, always the newest."""
    return f"walk:{issue_id}"


def set_ladder(session: Session, issue: Issue, now: datetime, *, at_once: bool = False) -> None:
    """`at_once`: a rung whose time is this very moment is still to come, not past."""
    subject = subject_of(issue.id)
    outbox.supersede(session, subject, now)
    _set(session, subject, timing_of(issue), now, at_once=at_once)


def set_step_ladder(session: Session, step: Step, now: datetime) -> None:
    _set(session, subject_of_step(step.id), timing_of_step(step), now)


def set_change_ladder(session: Session, change: OwnerChange, now: datetime) -> None:
    _set(session, subject_of_change(change.id), timing_of_change(change), now)


def set_shift_ladder(session: Session, person: Person, now: datetime) -> None:
    subject = subject_of_shift(person.id)
    outbox.supersede(session, subject, now)
    _set(session, subject, timing_of_shift(person), now)


def _set(
    session: Session, subject: str, timing: Timing | None, now: datetime, *, at_once: bool = False
) -> None:
    if timing is None:
        escalation.rest(session, subject)
        return
    next_at = now if at_once else nudges.next_at(timing, now)
    escalation.restart(session, subject, timing.trigger, timing.anchor, next_at, now=now)
