"""Holds all that hangs on an issue's walk, at once and in the order that `push.locks` tells."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from push import locks
from web.acts.ladders import subject_of, subject_of_change, subject_of_news, subject_of_step
from web.rules.words import ChangeState, StepState
from web.store.walk_tables import OwnerChange, Step

OPEN_STEPS = (StepState.ASKED, StepState.ACCEPTED)


def open_steps(session: Session, issue_id: int) -> Sequence[Step]:
    query = select(Step).where(Step.issue_id == issue_id, col(Step.state).in_(OPEN_STEPS))
    return session.exec(query.order_by(col(Step.id))).all()


def open_change(session: Session, issue_id: int) -> OwnerChange | None:
    query = select(OwnerChange).where(
        OwnerChange.issue_id == issue_id, OwnerChange.state == ChangeState.ASKED
    )
    return session.exec(query).first()


def walk_of(session: Session, issue_id: int) -> list[str]:
    """The subjects of the issue and of all that is open in its walk. The issue is locked."""
    change = open_change(session, issue_id)
    steps = [subject_of_step(one.id) for one in open_steps(session, issue_id)]
    changes = [subject_of_change(change.id)] if change else []
    return [subject_of(issue_id), subject_of_news(issue_id), *steps, *changes]


def hold_walk(session: Session, issue_id: int) -> list[str]:
    """Wait for the worker's steps on any of these, before anything else is locked."""
    subjects = walk_of(session, issue_id)
    locks.ladders(session, subjects)
    return subjects
