"""Plans escalations that are running again, where what they were planned by has changed: their
policy, or the hours in which their time counts."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, update
from sqlmodel import Session, col, select

from push.columns import UtcDateTime
from push.model_fields import table_of
from push.models import Escalation

_TICK = timedelta(microseconds=1)
_ESCALATION = table_of(Escalation)
_REPLAN = (
    update(_ESCALATION)
    .where(_ESCALATION.c.id == bindparam("of_id"))
    .values(
        next_at=bindparam("new_next_at", type_=UtcDateTime()),
        step_at=bindparam("new_step_at", type_=UtcDateTime()),
    )
)


def apply_policy(
    session: Session, trigger: str, old: Collection[int], new: int, now: datetime
) -> None:
    """Whatever runs by one of the `old` policies continues by the `new` one.

    It is due at once, so that the plan plans it again; an overdue step keeps its time, or nobody
    would take it.
    """
    theirs = (
        select(Escalation.id)
        .where(Escalation.trigger == trigger, col(Escalation.policy).in_(old))
        .where(col(Escalation.next_at).is_not(None))
        .order_by(col(Escalation.id))
        .with_for_update()
    )
    session.exec(
        update(Escalation)
        .where(col(Escalation.id).in_(theirs))
        .values(
            policy=new,
            next_at=now,
            step_at=case((col(Escalation.step_at) < now, col(Escalation.step_at)), else_=now),
            checked_at=now,  # shows an escalation ahead, should this clock be: see `clock_skew`
        )
        .execution_options(synchronize_session=False)
    )


def replan(
    session: Session, triggers: Collection[str], policies: Collection[int], now: datetime
) -> None:
    """The steps of these escalations come at other times than they were planned for.

    They are due at once, from the moment of their last check on: a step that comes later than it
    was planned may be taken a second time, none is lost.
    """
    ours = col(Escalation.trigger).in_(triggers) & col(Escalation.policy).in_(policies)
    _replan_all(session, ours, now)


def replan_subjects(session: Session, subjects: Collection[str], now: datetime) -> None:
    """The same for all escalations of these subjects."""
    _replan_all(session, col(Escalation.subject).in_(subjects), now)


def _replan_all(session: Session, ours: ColumnElement[bool], now: datetime) -> None:
    query = select(Escalation).where(ours, col(Escalation.step_at).is_not(None))
    rows = session.exec(query.order_by(col(Escalation.id)).with_for_update()).all()
    moved = [_from_last_check(row, now) for row in rows]
    if moved:
        session.connection().execute(_REPLAN, moved)
        session.expire_all()


def _from_last_check(row: Escalation, now: datetime) -> dict[str, Any]:
    """A step that is overdue keeps its time."""
    checked_at = min((row.checked_at or row.started_at) + _TICK, now)
    step_at = checked_at if row.step_at is None else min(row.step_at, checked_at)
    return {"of_id": row.id, "new_next_at": now, "new_step_at": step_at}
