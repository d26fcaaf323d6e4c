"""Deletes what is old: stopped escalations, messages with their deliveries, and ended
subscriptions. Sends nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, exists, or_, select
from sqlmodel import Session

from push import locks
from push.model_fields import table_of
from push.models import OPEN, Delivery, Escalation, GoneSubscription, Message

KEEP_MESSAGES = timedelta(days=30)
KEEP_GONE = timedelta(days=90)
BATCH = 500  # rows of each kind in one transaction: some milliseconds of the write lock

_LADDER = table_of(Escalation)
_MESSAGE, _DELIVERY, _GONE = table_of(Message), table_of(Delivery), table_of(GoneSubscription)


def finds(session: Session, now: datetime) -> bool:
    """Whether there is anything to delete; takes no lock."""
    queries = (_old_ladders(now), _old_messages(now), _old_gone(now))
    return any(session.connection().execute(query).first() is not None for query in queries)


def prune(session: Session, now: datetime) -> bool:
    """Deletes a batch of each kind; whether more may be left."""
    ladders = _locked(session, _old_ladders(now))
    _forget(session, _LADDER.c.id, ladders)
    messages = _locked(session, _old_messages(now))
    # Deliveries before messages, in the order of locks; a cascade would reverse it.
    _forget(session, _DELIVERY.c.message_id, messages)
    _forget(session, _MESSAGE.c.id, messages)
    gone = _locked(session, _old_gone(now))
    _forget(session, _GONE.c.endpoint_hash, gone)
    return BATCH in (len(ladders), len(messages), len(gone))


def forget_subjects(session: Session, subjects: Collection[str]) -> None:
    """Deletes all messages of these subjects with their deliveries, in any state."""
    locks.ladders(session, subjects)
    messages = select(_MESSAGE.c.id).where(_MESSAGE.c.subject.in_(subjects))
    deliveries = select(_DELIVERY.c.id).where(_DELIVERY.c.message_id.in_(messages))
    found = list(session.connection().execute(deliveries).scalars())
    locks.deliveries(session, found)
    _forget(session, _DELIVERY.c.id, found)
    _forget(session, _MESSAGE.c.id, list(session.connection().execute(messages).scalars()))


def _old_ladders(now: datetime) -> Select[Any]:
    """Stopped and without a message: one that starts again counts its cycles from one, and the keys
    of its messages must be new."""
    until = now - KEEP_MESSAGES
    is_told = exists().where(_MESSAGE.c.subject == _LADDER.c.subject)
    return (
        select(_LADDER.c.id)
        .where(_LADDER.c.next_at.is_(None), _LADDER.c.started_at < until, ~is_told)
        .where(or_(_LADDER.c.checked_at.is_(None), _LADDER.c.checked_at < until))
        .order_by(_LADDER.c.id)
        .limit(BATCH)
    )


def _old_messages(now: datetime) -> Select[Any]:
    """Reads the oldest only, by id, so that the cost does not grow with their number.

    Pending ones are left to the sender, however old.
    """
    oldest = select(_MESSAGE.c.id).order_by(_MESSAGE.c.id).limit(BATCH)
    waits = exists().where(_DELIVERY.c.message_id == _MESSAGE.c.id, _DELIVERY.c.state.in_(OPEN))
    return (
        select(_MESSAGE.c.id)
        .where(_MESSAGE.c.id.in_(oldest), _MESSAGE.c.created_at < now - KEEP_MESSAGES, ~waits)
        .order_by(_MESSAGE.c.id)
    )


def _old_gone(now: datetime) -> Select[Any]:
    return (
        select(_GONE.c.endpoint_hash)
        .where(_GONE.c.at < now - KEEP_GONE)
        .order_by(_GONE.c.endpoint_hash)
        .limit(BATCH)
    )


def _locked(session: Session, query: Select[Any]) -> list[Any]:
    """Skips rows that another worker is deleting."""
    result = session.connection().execute(query.with_for_update(skip_locked=True))
    return list(result.scalars().all())


def _forget(session: Session, column: Any, values: list[Any]) -> None:
    if values:
        session.connection().execute(delete(column.table).where(column.in_(values)))
