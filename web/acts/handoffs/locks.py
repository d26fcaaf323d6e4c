"""Locks everything that belongs to an issue's handoffs, at once and in the order of
`push.locks`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from push import locks
from web.rules.steps import OPEN_STORED
from web.rules.vocabulary import ChangeState
from web.store.subjects import subject_of, subject_of_change, subject_of_handoffs, subject_of_step
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue


@dataclass(frozen=True)
class OpenHandoffs:
    """Open steps and the open owner change of an issue, valid while the issue is locked."""

    issue_id: int
    steps: Sequence[Step]
    change: OwnerChange | None

    @property
    def subjects(self) -> list[str]:
        """Those of the issue, and of all that is open."""
        steps = [subject_of_step(step.id) for step in self.steps]
        changes = [subject_of_change(self.change.id)] if self.change else []
        return [subject_of(self.issue_id), subject_of_handoffs(self.issue_id), *steps, *changes]


# Part of most acts, so built only once, and one statement for both.
_STEP_OF = (col(Step.issue_id) == col(Issue.id)) & col(Step.state).in_(OPEN_STORED)
_CHANGE_OF = (col(OwnerChange.issue_id) == col(Issue.id)) & (
    col(OwnerChange.state) == ChangeState.ASKED
)
_OPEN = (
    select(Step, OwnerChange)
    .select_from(Issue)
    .outerjoin(Step, _STEP_OF)
    .outerjoin(OwnerChange, _CHANGE_OF)
    .where(col(Issue.id) == bindparam("issue_id"))
    .order_by(col(Step.id))
)


def handoffs_of(session: Session, issue_id: int) -> OpenHandoffs:
    rows = session.execute(_OPEN, {"issue_id": issue_id}).all()
    steps = [step for step, _ in rows if step]
    return OpenHandoffs(issue_id, steps, next((change for _, change in rows if change), None))


def lock_open_handoffs(session: Session, issue_id: int) -> OpenHandoffs:
    """With nothing open it locks nothing: for acts that restart the issue's own escalation before
    anything else of `push` is locked, and so wait for the worker there."""
    open_handoffs = handoffs_of(session, issue_id)
    if open_handoffs.steps or open_handoffs.change:
        locks.ladders(session, open_handoffs.subjects)
    return open_handoffs


def lock_handoffs(session: Session, issue_id: int) -> OpenHandoffs:
    """Wait for the worker on these subjects, before anything else is locked."""
    open_handoffs = handoffs_of(session, issue_id)
    locks.ladders(session, open_handoffs.subjects)
    return open_handoffs
