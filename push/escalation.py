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
    ColumnElement,
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
log = logging.getLogger(__name__)


_ESCALATION = table_of(Escalation)


def _instant(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UtcDateTime())


_KEY = ("subject", "trigger")
_WHEN_DUE = ("next_at", "step_at", "checked_at")
_NO_TIME = cast(null(), UtcDateTime())  # PostgreSQL wants a type in a UNION


def _runs_or_was_checked(row: Any) -> ColumnElement[bool]:
    """Also one that has ended: a clock that was ahead then does not restart it."""
    return or_(row.next_at.is_not(None), row.checked_at.is_not(None))


_STOP = (
    update(_ESCALATION)
    .where(_ESCALATION.c.subject.in_(bindparam("subjects", expanding=True)))
    .where(_runs_or_was_checked(_ESCALATION.c))
    .values(next_at=None, step_at=None, checked_at=None)
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
    if not beside:
        locks.note_locked_ladders(session, [subject])


@cache
def _begin(dialect: str, *, beside: bool) -> Insert:
    """One statement, because every act on an issue waits for it: the others stop, this one begins.

    First it locks all of the subject in the order of `locks.ladders`, and so waits for workers that
    advance one of them: their nudges can be seen by the statement after this one.
    """
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
    ours = select_columns(*first.values())
    locked = select_columns(_ESCALATION).where(row.subject == first["subject"]).order_by(row.id)
    theirs = locked.with_for_update().cte("theirs").c
    stopped = {name: theirs[name] for name in first} | dict.fromkeys(_WHEN_DUE, _NO_TIME)
    others = select_columns(*stopped.values()).where(
        theirs.trigger != first["trigger"],
        _runs_or_was_checked(theirs),
    )
    statement = insert_for(dialect, Escalation)
    statement = statement.from_select(list(first), ours if beside else union_all(others, ours))
    cycle = case((row.trigger == first["trigger"], row.cycle + 1), else_=row.cycle)
    changed = {name: statement.excluded[name] for name in first if name not in (*_KEY, "cycle")}
    return statement.on_conflict_do_update(index_elements=_KEY, set_=changed | {"cycle": cycle})


def stop(session: Session, subject: str) -> None:
    """`stop_all` for one subject."""
    stop_all(session, [subject])


def stop_all(session: Session, subjects: Collection[str]) -> None:
    """Stop every escalation of these subjects, after workers that advance one of them."""
    locks.ladders(session, subjects)
    session.connection().execute(_STOP, {"subjects": list(subjects)})


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


_RUNNING = (
    select(Escalation)
    .where(col(Escalation.subject).in_(bindparam("subjects", expanding=True)))
    .where(col(Escalation.next_at).is_not(None))
    .order_by(col(Escalation.id))
)


def running(session: Session, subjects: Collection[str]) -> list[DueEscalation]:
    """The escalations of these subjects that have not stopped. A read: locks nothing."""
    rows = session.execute(_RUNNING, {"subjects": list(subjects)}).scalars()
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
