"""Locks everything that belongs to an issue's handoffs, at once and in the order of
`push.locks`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from push import locks
from web.store.rule_inputs import open_change, open_steps
from web.store.subjects import subject_of, subject_of_change, subject_of_handoffs, subject_of_step
from web.store.tables.handoffs import OwnerChange, Step


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


def handoffs_of(session: Session, issue_id: int) -> OpenHandoffs:
    change = open_change(session, issue_id)
    return OpenHandoffs(issue_id, open_steps(session, issue_id), change)


def lock_handoffs(session: Session, issue_id: int) -> OpenHandoffs:
    """Wait for the worker on these subjects, before anything else is locked."""
    open_handoffs = handoffs_of(session, issue_id)
    locks.ladders(session, open_handoffs.subjects)
    return open_handoffs
