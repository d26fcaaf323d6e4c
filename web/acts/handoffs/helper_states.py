"""The newest steps of an issue, as its owner reads of them: see `handoff_text.summary`."""

from datetime import datetime

from sqlmodel import col, select

from web.acts.core.tap import Unit
from web.acts.nudges.handoff_text import HelperState
from web.rules import steps as rules
from web.rules.vocabulary import StepState
from web.store.tables.accounts import Person
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue

_SHOWN = 8


def helper_states(unit: Unit, issue: Issue) -> list[HelperState]:
    query = (
        select(Step, col(Person.first_name))
        .outerjoin(Person, col(Person.id) == col(Step.helper_id))
        .where(Step.issue_id == issue.id)
        .order_by(col(Step.id).desc())
        .limit(_SHOWN)
    )
    return [
        _helper_state(step, name, unit.now)
        for step, name in reversed(unit.session.exec(query).all())
    ]


def _helper_state(step: Step, helper: str | None, now: datetime) -> HelperState:
    state = rules.state_at(StepState(step.state), step.answer_by, now)
    since = step.ended_at or step.accepted_at or step.asked_at
    return HelperState(helper, state, step.answer_by if state is StepState.UNANSWERED else since)
