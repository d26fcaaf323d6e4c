"""Rows as the rules see them, and what is open of an issue's walk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from web.rules import changes, steps
from web.rules.changes import ChangeStanding
from web.rules.issue import Standing
from web.rules.steps import StepStanding
from web.rules.text import isolated
from web.rules.words import ChangeState, Introduction, State, StepState
from web.store.tables import Issue, Person
from web.store.walk_tables import OwnerChange, Step


def open_steps(session: Session, issue_id: int) -> Sequence[Step]:
    query = select(Step).where(Step.issue_id == issue_id, col(Step.state).in_(steps.OPEN_STORED))
    return session.exec(query.order_by(col(Step.id))).all()


def open_change(session: Session, issue_id: int) -> OwnerChange | None:
    query = select(OwnerChange).where(
        OwnerChange.issue_id == issue_id, OwnerChange.state == ChangeState.ASKED
    )
    return session.exec(query).first()


def issue_standing(session: Session, issue: Issue) -> Standing:
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    return Standing(State(issue.state), issue.owner_id, isolated(owner.name) if owner else None)


def step_standing(session: Session, step: Step, issue: Issue, now: datetime) -> StepStanding:
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    helper = session.get(Person, step.helper_id) if step.helper_id else None
    return StepStanding(
        state=steps.state_at(StepState(step.state), step.answer_by, now),
        introduction=Introduction(step.introduction),
        owner_id=issue.owner_id,
        owner_name=isolated(owner.name) if owner else None,
        helper_id=step.helper_id,
        helper_name=isolated(helper.name) if helper else None,
    )


def scan_standing(session: Session, step: Step, issue: Issue, now: datetime) -> StepStanding:
    """For whoever holds the code, who may be anybody's colleague: with first names only."""
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    helper = session.get(Person, step.helper_id) if step.helper_id else None
    return replace(
        step_standing(session, step, issue, now),
        owner_name=isolated(owner.first_name) if owner else None,
        helper_name=isolated(helper.first_name) if helper else None,
    )


def change_standing(session: Session, change: OwnerChange, now: datetime) -> ChangeStanding:
    return ChangeStanding(
        state=changes.state_at(ChangeState(change.state), change.answer_by, now),
        from_id=change.from_id,
        from_name=isolated(session.get_one(Person, change.from_id).name),
        to_id=change.to_id,
        to_name=isolated(session.get_one(Person, change.to_id).name),
    )
