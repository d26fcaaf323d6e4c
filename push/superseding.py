"""Supersedes nudges before they are sent, in the caller's transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, exists, func, null, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from push import locks
from push.columns import UtcDateTime
from push.content import is_loud
from push.model_fields import table_of
from push.models import OPEN, Delivery, DeliveryState, Message


def last_at(session: Session, subject: str) -> datetime | None:
    """When the newest message of this subject was enqueued."""
    query = select(func.max(col(Message.created_at))).where(Message.subject == subject)
    return session.exec(query).first()


_DELIVERY, _MESSAGE = table_of(Delivery), table_of(Message)
_WAITING = (
    select_columns(_DELIVERY.c.id)
    .join(_MESSAGE, _MESSAGE.c.id == _DELIVERY.c.message_id)
    .where(_MESSAGE.c.subject.in_(bindparam("subjects", expanding=True)))
    .where(_DELIVERY.c.state.in_(OPEN))
)
_SILENCE = update(_DELIVERY).values(
    state=DeliveryState.SUPERSEDED, next_at=None, superseded_at=bindparam("now")
)
_SILENCE_WAITING = _SILENCE.where(_DELIVERY.c.id.in_(_WAITING))
_SILENCE_THESE = _SILENCE.where(_DELIVERY.c.id.in_(bindparam("ids", expanding=True)))
_LOCK_WAITING = _WAITING.order_by(_DELIVERY.c.id).with_for_update(of=_DELIVERY)

_SUPERSEDED_AT = (
    select_columns(_DELIVERY.c.id)
    .join(_MESSAGE, _MESSAGE.c.id == _DELIVERY.c.message_id)
    .where(_MESSAGE.c.subject == bindparam("subject"))
    .where(_DELIVERY.c.state == DeliveryState.SUPERSEDED)
    .where(_DELIVERY.c.superseded_at == bindparam("at", type_=UtcDateTime()))
    .order_by(_DELIVERY.c.id)
    .with_for_update(of=_DELIVERY)
)
_RESTORE = (
    update(_DELIVERY)
    .where(_DELIVERY.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=DeliveryState.PENDING, next_at=bindparam("now"), superseded_at=null())
)


def has_loud_pending(session: Session, subject: str) -> bool:
    """Whether a loud nudge of this subject is still to be sent."""
    query = select(Message.content).where(
        Message.subject == subject,
        exists().where(col(Delivery.message_id) == col(Message.id), col(Delivery.state).in_(OPEN)),
    )
    return any(is_loud(content) for content in session.exec(query).all())


def was_notified(session: Session, subject: str, person: str) -> bool:
    """Whether a push service accepted a nudge of this subject for any phone of this person."""
    query = (
        select(Delivery.id)
        .join(Message, col(Message.id) == col(Delivery.message_id))
        .where(Message.subject == subject, Message.person == person)
        .where(Delivery.state == DeliveryState.ACCEPTED)
    )
    return session.exec(query.limit(1)).first() is not None


def supersede(session: Session, subject: str, now: datetime) -> None:
    """What waits for this subject is not sent any more: somebody has acted.

    A nudge that a worker is sending at this moment may still arrive.
    """
    supersede_many(session, [subject], now)


def supersede_all(session: Session, now: datetime) -> int:
    """Supersedes everything that waits; returns how much. For a restored database that nobody else
    uses."""
    waiting = col(Delivery.state).in_(OPEN)
    return session.connection().execute(_SILENCE.where(waiting), {"now": now}).rowcount


def supersede_many(session: Session, subjects: Collection[str], now: datetime) -> None:
    """For several subjects of one unit of work, which have to be locked together."""
    connection = session.connection()
    if locks.has_whole_database(session):
        connection.execute(_SILENCE_WAITING, {"subjects": list(subjects), "now": now})
        return
    # A worker that advances this subject holds its escalation. Wait for its nudges: they would be
    # committed just after we looked for them.
    locks.ladders(session, subjects)
    ids = connection.execute(_LOCK_WAITING, {"subjects": list(subjects)}).scalars().all()
    if ids:
        connection.execute(_SILENCE_THESE, {"ids": ids, "now": now})


def restore(session: Session, subject: str, at: datetime, now: datetime) -> None:
    """What was superseded at `at`, by an act that is undone, waits again."""
    connection = session.connection()
    ids = connection.execute(_SUPERSEDED_AT, {"subject": subject, "at": at}).scalars().all()
    if ids:
        connection.execute(_RESTORE, {"ids": ids, "now": now})
