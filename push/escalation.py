"""Escalations: rows with a step and the time of the next one. Starts, stops and finds them.

What a subject, a trigger or a policy is, is not known here. Each row has two times: `step_at` is
the time of the next step, if there is one; `next_at` is when a worker looks, which may be earlier:
was the last nudge shown?
"""

import logging
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    bindparam,
    case,
    cast,
    literal_column,
    null,
    or_,
    union_all,
    update,
)
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from push import locks
from push.columns import UtcDateTime
from push.errors import is_transient
from push.model_fields import table_of
from push.models import Escalation
from push.plan import DueEscalation
from push.upsert import Insert, insert_for

FAILED_PLAN_DELAY = timedelta(minutes=10)
_TICK = timedelta(microseconds=1)
log = logging.getLogger(__name__)


_ESCALATION = table_of(Escalation)


def _instant(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UtcDateTime())


_KEY = ("subject", "trigger")
_WHEN_DUE = ("next_at", "step_at", "checked_at")
_NO_TIME = cast(null(), UtcDateTime())  # PostgreSQL wants a type in a UNION
# Also one that has ended: a clock that was ahead then does not restart it.
_RUNS_OR_WAS_CHECKED = or_(
    _ESCALATION.c.next_at.is_not(None), _ESCALATION.c.checked_at.is_not(None)
)
_STOP = (
    update(_ESCALATION)
    .where(_ESCALATION.c.subject == bindparam("of_subject"), _RUNS_OR_WAS_CHECKED)
    .values(next_at=None, step_at=None, checked_at=None)
)
_REPLAN = (
    update(_ESCALATION)
    .where(_ESCALATION.c.id == bindparam("of_id"))
    .values(next_at=_instant("new_next_at"), step_at=_instant("new_step_at"))
)


def restart(
    session: Session,
    subject: str,
    trigger: str,
    anchor_at: datetime,
    next_at: datetime | None,
    *,
    now: datetime,
    policy: int = 0,
    beside: bool = False,
) -> None:
    """Start this escalation from its first step, whether or not it ran before: a new cycle.

    The subject's other escalations stop, unless this one runs `beside` them. `policy` is the
    caller's, for its plan.
    """
    values = {"of_subject": subject, "ours": trigger, "new_policy": policy}
    times = {"new_anchor_at": anchor_at, "new_next_at": next_at, "new_started_at": now}
    connection = session.connection()
    connection.execute(_begin(connection.dialect.name, beside=beside), values | times)


@cache
def _begin(dialect: str, *, beside: bool) -> Insert:
    """One statement, because every act on an issue waits for it: this one begins, the others
    stop."""
    row = _ESCALATION.c
    first = {
        "subject": bindparam("of_subject", type_=row.subject.type),
        "trigger": bindparam("ours", type_=row.trigger.type),
        "cycle": literal_column("1"),
        "step": literal_column("0"),
        "anchor_at": _instant("new_anchor_at"),
        "next_at": _instant("new_next_at"),
        "step_at": _instant("new_next_at"),
        "checked_at": _NO_TIME,
        "started_at": _instant("new_started_at"),
        "policy": bindparam("new_policy", type_=row.policy.type),
    }
    stopped = {name: row[name] for name in first} | dict.fromkeys(_WHEN_DUE, _NO_TIME)
    others = (
        select_columns(*stopped.values())
        .where(row.subject == first["subject"], row.trigger != first["trigger"])
        .where(_RUNS_OR_WAS_CHECKED)
    )
    ours = select_columns(*first.values())
    statement = insert_for(dialect, Escalation)
    statement = statement.from_select(list(first), ours if beside else union_all(ours, others))
    cycle = case((row.trigger == first["trigger"], row.cycle + 1), else_=row.cycle)
    changed = {name: statement.excluded[name] for name in first if name not in (*_KEY, "cycle")}
    return statement.on_conflict_do_update(index_elements=_KEY, set_=changed | {"cycle": cycle})


def stop(session: Session, subject: str) -> None:
    """Stop every escalation of the subject."""
    session.connection().execute(_STOP, {"of_subject": subject})


def due(
    session: Session,
    now: datetime,
    limit: int,
    unreadable: Callable[[int], object] = bool,
) -> list[DueEscalation]:
    """Escalations whose time has come, oldest first. A row that cannot be read (SQLite accepts
    invalid times) costs only itself: `unreadable` gets its id."""
    at = col(Escalation.next_at)
    query = select(Escalation).where(at <= now).order_by(at, col(Escalation.id)).limit(limit)
    try:
        return [due for row in session.exec(query).all() for due in _due(row)]
    except Exception as error:
        if is_transient(error):
            raise
        log.exception("Among the ladders that are due is one that cannot be read.")
    ids = select(Escalation.id).where(at <= now).order_by(at, col(Escalation.id)).limit(limit)
    rows = (_readable(session, id_, unreadable) for id_ in session.exec(ids).all())
    return [due for row in rows if row for due in _due(row)]


def _readable(session: Session, id_: int, unreadable: Callable[[int], object]) -> Escalation | None:
    try:
        return session.exec(select(Escalation).where(Escalation.id == id_)).one_or_none()
    except Exception as error:
        if is_transient(error):
            raise
        unreadable(id_)
        return None


def postpone_failed(session: Session, unreadable: Collection[int], now: datetime) -> None:
    """Check these escalations again after FAILED_PLAN_DELAY: somebody may have mended them."""
    session.exec(
        update(Escalation)
        .where(col(Escalation.id).in_(unreadable))
        .values(next_at=now + FAILED_PLAN_DELAY, checked_at=now)
        .execution_options(synchronize_session=False)
    )


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since when the oldest due escalation is due; None when none is."""
    at = col(Escalation.next_at)
    return session.exec(select(at).where(at <= now).order_by(at).limit(1)).first()


def running(session: Session, subjects: Collection[str]) -> list[DueEscalation]:
    """The escalations of these subjects that have not stopped. A read: locks nothing."""
    rows = session.exec(
        select(Escalation)
        .where(col(Escalation.subject).in_(subjects), col(Escalation.next_at).is_not(None))
        .order_by(col(Escalation.id))
    ).all()
    return [due for row in rows for due in _due(row)]


def _due(row: Escalation) -> Iterator[DueEscalation]:
    if row.next_at is not None:
        yield DueEscalation(
            id=row.id,
            subject=row.subject,
            trigger=row.trigger,
            cycle=row.cycle,
            step=row.step,
            next_at=row.next_at,
            policy=row.policy,
            step_at=row.step_at,
            checked_at=row.checked_at,
            started_at=row.started_at,
        )


def wake(session: Session, subjects: Collection[str], now: datetime) -> None:
    """Makes these subjects due now, before their next check.

    The time of their next step stays.
    """
    if not subjects:
        return
    locks.ladders(session, subjects)
    session.exec(
        update(Escalation)
        .where(col(Escalation.subject).in_(subjects), col(Escalation.next_at) > now)
        .values(next_at=now)
        .execution_options(synchronize_session=False)
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
    query = select(Escalation).where(
        col(Escalation.trigger).in_(triggers),
        col(Escalation.policy).in_(policies),
        col(Escalation.step_at).is_not(None),
    )
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
