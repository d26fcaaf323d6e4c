"""How many things wait for one person: the number on the app's icon, and in home's title.

Counts what home's cards say: overdue issues of theirs and those whose handoffs need them, and what
colleagues ask of them. One statement, built once, which reads nobody else's rows.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from push.columns import UtcDateTime
from web.rules.people import Viewer
from web.rules.vocabulary import ChangeState, IssueState, StepState
from web.store.states import is_in
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue

_ME: Any = bindparam("me")
_NOW: Any = bindparam("now", type_=UtcDateTime())


def count(session: Session, viewer: Viewer, now: datetime) -> int:
    result = session.connection().execute(_COUNT, {"me": viewer.id, "now": now})
    return int(result.scalar_one())


def _asks_to_act() -> Any:
    """Of the newest step: unanswered or declined."""
    last, later = aliased(Step), aliased(Step)
    newest = (
        select(func.max(col(later.id)))
        .where(col(later.issue_id) == col(Issue.id))
        .correlate(Issue)
        .scalar_subquery()
    )
    is_silent = and_(col(last.state) == StepState.ASKED, col(last.answer_by) <= _NOW)
    return exists().where(
        col(last.id) == newest, or_(col(last.state) == StepState.DECLINED, is_silent)
    )


def _how_many(table: Any, *which: Any) -> Any:
    return select(func.count(col(table.id))).where(*which).scalar_subquery()


_COUNT = select(
    _how_many(
        Issue,
        col(Issue.owner_id) == _ME,
        is_in(IssueState.OWNED),
        or_(col(Issue.promise_at) <= _NOW, _asks_to_act()),
    )
    + _how_many(Step, col(Step.helper_id) == _ME, col(Step.state) == StepState.ASKED)
    + _how_many(
        OwnerChange, col(OwnerChange.to_id) == _ME, col(OwnerChange.state) == ChangeState.ASKED
    )
)
