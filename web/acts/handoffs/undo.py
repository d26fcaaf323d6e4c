"""Undoes what an act did to handoffs: a request ends, and what a resolution withdrew waits again.

Each returns the notices for the colleague concerned. The caller has locked the issue and its
handoffs, and appends the event.
"""

from typing import Any

from sqlalchemy import update

from push.model_fields import table_of
from web.acts.core.issue_rows import ConcurrentChange
from web.acts.core.tap import Tap
from web.acts.handoffs import notifications
from web.acts.handoffs.step_rows import move_step
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.schedule import restart_owner_change_escalation, restart_step_escalation
from web.rules.vocabulary import ChangeState, StepState
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue


def withdraw(tap: Tap, issue: Issue, data: dict[str, Any]) -> list[QueuedNudge]:
    """Nobody is asked for this step any more."""
    step = tap.session.get_one(Step, data["step"])
    move_step(tap, step, issue, state=StepState.WITHDRAWN, ended_at=tap.now)
    restart_step_escalation(tap, step)
    return notifications.cancellation_for_helper(tap, issue, step, step.helper_id)


def reinstate(tap: Tap, issue: Issue, data: dict[str, Any]) -> list[QueuedNudge]:
    """The step is open again, in the state that it had."""
    step = tap.session.get_one(Step, data["step"])
    state = StepState.ACCEPTED if step.accepted_at else StepState.ASKED
    move_step(tap, step, issue, state=state, ended_at=None)
    restart_step_escalation(tap, step)
    helper = tap.session.get(Person, step.helper_id or 0)
    if helper is None:
        return []
    return notifications.reinstatement_for_helper(tap, issue, step, helper)


def reinstate_change(tap: Tap, issue: Issue, data: dict[str, Any]) -> list[QueuedNudge]:
    """Somebody is asked again to become the owner."""
    change = tap.session.get_one(OwnerChange, data["change"])
    table = table_of(OwnerChange)
    guard = (table.c.id == change.id, table.c.state == ChangeState.WITHDRAWN)
    asked = update(table).where(*guard).values(state=ChangeState.ASKED, ended_at=None)
    if tap.session.connection().execute(asked).rowcount != 1:
        raise ConcurrentChange
    tap.session.refresh(change)
    restart_owner_change_escalation(tap, change)
    to = tap.session.get_one(Person, change.to_id)
    return notifications.request_for_next_owner(tap, issue, change, to)
