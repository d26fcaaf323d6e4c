"""Runs escalations that are due: asks the plan for recipients, and enqueues what it answers.

One step of one escalation is one transaction: recipients are those of the moment in which the
nudges are written.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from push import escalation, locks, outbox
from push.errors import is_transient
from push.heartbeat import HeartbeatWriter, Work
from push.models import Escalation
from push.pacing import UNIT_SECONDS, Units
from push.plan import Advance, DueEscalation, Plan

AT_ONCE = 100  # looked up in one read
ADVANCE_SECONDS = 1.0  # then what people's own acts have enqueued is sent, before going on
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EscalationRunner:
    """The worker's pass over escalations that are due."""

    database: Units
    plan: Plan
    clock: Callable[[], datetime]
    pulse: HeartbeatWriter
    stop: threading.Event

    def run_due(self) -> bool:
        """Oldest first, for about a second; whether any was due."""
        unreadable = list[int]()
        with self.database.read() as session:
            waiting = deque(escalation.due(session, self.clock(), AT_ONCE, unreadable.append))
        if unreadable:
            with self.database.write() as session:
                escalation.postpone_failed(session, unreadable, self.clock())
        is_any, end = bool(waiting), time.monotonic() + ADVANCE_SECONDS
        while waiting and not self.stop.is_set() and time.monotonic() < end:
            self._run_some(waiting)
        return is_any

    def _run_some(self, waiting: deque[DueEscalation]) -> None:
        """Several in one short transaction, since it is the commit that costs. Only one where
        rows are locked: those of several could be waited for in a circle."""
        moved, failed = 0, list[DueEscalation]()
        with self.database.write() as session:
            is_shared = locks.has_whole_database(session)
            session.connection()  # the time of waiting for the lock is not ours
            end = time.monotonic() + UNIT_SECONDS
            while waiting:
                due, now = waiting.popleft(), self.clock()
                moved += advance(session, self.plan, due, now, failed.append)
                if not is_shared or time.monotonic() >= end:
                    break
        if moved:
            self.pulse.tried(Work.LADDERS, well=moved > len(failed))


def advance(
    session: Session,
    plan: Plan,
    due: DueEscalation,
    now: datetime,
    failed: Callable[[DueEscalation], object] = bool,
) -> bool:
    """Take one step; False when another worker did, or it was stopped meanwhile.

    A plan that fails is logged, and this escalation postponed for some minutes: it stops neither
    the others nor the worker. `failed` is called with it.
    """
    ours = select(Escalation.id).where(*_unchanged(due)).with_for_update(skip_locked=True)
    if session.exec(ours).first() is None:
        return False
    try:
        with session.begin_nested():
            return _move(session, due, _take_step(session, plan, due, now), now)
    except Exception as error:
        if is_transient(error):
            raise  # the database's trouble, not the plan's: the pass is tried again
        log.exception("The ladder %s of %s cannot advance.", due.trigger, due.subject)
    failed(due)
    later = Advance((), due.step, now + escalation.FAILED_PLAN_DELAY, due.step_at)
    return _move(session, due, later, None if due.is_unplanned else now)


def _take_step(session: Session, plan: Plan, due: DueEscalation, now: datetime) -> Advance:
    step = plan.tell(session, due, now)
    _refuse_to_stand_still(due, step, now)
    locks.keep_phones(session, {nudge.person for nudge in step.nudges})
    step_key = f"{due.subject}:{due.trigger}:{due.cycle}:{due.step}"
    nudges = {f"{step_key}:{nudge.person}": nudge for nudge in reversed(step.nudges)}
    outbox.enqueue_all(session, due.subject, nudges, now, deferrable=True)
    return step


def _refuse_to_stand_still(due: DueEscalation, step: Advance, now: datetime) -> None:
    """Its keys would be those of the step just taken, and so its nudges silently nothing.

    A mere look has no keys; but one that is due again at once would never end.
    """
    if step.next_at is None or step.next_step > due.step:
        return
    if step.next_step < due.step or step.nudges or step.next_at <= now:
        raise ValueError(f"step {step.next_step} does not come after step {due.step}")


def _move(session: Session, due: DueEscalation, step: Advance, checked_at: datetime | None) -> bool:
    step_at = None if step.next_at is None else step.step_at
    moved = session.exec(
        update(Escalation)
        .where(*_unchanged(due))
        .values(step=step.next_step, next_at=step.next_at, step_at=step_at, checked_at=checked_at)
        .execution_options(synchronize_session=False)
    )
    return moved.rowcount == 1


def _unchanged(due: DueEscalation) -> Sequence[Any]:
    return (
        col(Escalation.id) == due.id,
        col(Escalation.cycle) == due.cycle,
        col(Escalation.step) == due.step,
        col(Escalation.next_at) == due.next_at,
    )
