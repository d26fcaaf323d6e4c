"""The outbox: nudges are written, and silenced, in the caller's transaction. Sends nothing.

What is locked, and in which order, is said in `locks`.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from push import locks
from push.leases import ELSEWHERE
from push.models import (
    OPEN,
    Channel,
    Delivery,
    DeliveryState,
    Message,
    Origin,
    Subscription,
    table_of,
)
from push.nudge import Nudge, Ways
from push.upsert import insert_into

NO_PHONE = "no phone that can ring"


def enqueue(session: Session, *, key: str, subject: str, nudge: Nudge, now: datetime) -> Message:
    """Put a nudge into the outbox, once for each `key`: for every phone of its person, or for
    every other channel of theirs (see `Ways`).

    One that nothing can carry is a message all the same: it says so itself. What makes no sound
    is for phones only.
    """
    only_channels = nudge.ways is Ways.CHANNELS
    elsewhere = nudge.loud and not only_channels
    message, is_new = _message(session, key, subject, nudge, now, elsewhere=elsewhere)
    if not is_new:
        return message
    theirs = _phones().where(col(Subscription.person) == nudge.person)
    phones = [] if only_channels else session.exec(theirs).all()
    channels = []
    if not phones and (nudge.loud or only_channels):
        query = select(Channel.id).where(Channel.person == nudge.person).order_by("id")
        channels = [("channel_id", one) for one in session.exec(query).all()]
    _fan_out(session, message, [*_to(phones), *channels], now)
    return message


def enqueue_to_subscription(
    session: Session,
    subscription: Subscription,
    *,
    key: str,
    subject: str,
    nudge: Nudge,
    now: datetime,
) -> Message:
    """The same for one phone only: a test of whether it rings."""
    message, is_new = _message(session, key, subject, nudge, now)
    if is_new:
        phones = session.exec(_phones().where(col(Subscription.id) == subscription.id)).all()
        _fan_out(session, message, _to(phones), now)
    return message


def enqueue_to_channel(
    session: Session, channel: Channel, *, key: str, subject: str, nudge: Nudge, now: datetime
) -> Message:
    """The same for one channel only: a test of whether it carries."""
    message, is_new = _message(session, key, subject, nudge, now)
    if is_new:
        _fan_out(session, message, [("channel_id", channel.id)], now)
    return message


def _message(
    session: Session,
    key: str,
    subject: str,
    nudge: Nudge,
    now: datetime,
    *,
    elsewhere: bool = False,
) -> tuple[Message, bool]:
    """`elsewhere`: should all its phones be dead, another channel may say it."""
    statement = insert_into(session, Message).values(
        key=key,
        person=nudge.person,
        subject=subject,
        content={**nudge.content(), ELSEWHERE: elsewhere},
        expires_at=nudge.expires_at,
        created_at=now,
    )
    # Not `rowcount`, which PostgreSQL's driver does not give for an INSERT.
    once = statement.on_conflict_do_nothing(index_elements=["key"])
    is_new = session.exec(once.returning(col(Message.id))).first() is not None
    return session.exec(select(Message).where(Message.key == key)).one(), is_new


def _phones() -> Any:
    """Live subscriptions, each with the time until which it or its push service is paused."""
    return (
        select(Subscription.id, Subscription.paused_until, Origin.paused_until)
        .join(Origin, col(Origin.origin) == col(Subscription.origin), isouter=True)
        .where(col(Subscription.quarantined_at).is_(None))
        .order_by(col(Subscription.id))
        # A phone that is just signing out is waited for, and is then not among these.
        .with_for_update(read=True, key_share=True, of=Subscription)
    )


Way = tuple[Any, ...]  # which column names it, its id, and until when it is paused


def _to(phones: Sequence[Any]) -> list[Way]:
    return [("subscription_id", *phone) for phone in phones]


def _fan_out(session: Session, message: Message, ways: Sequence[Way], now: datetime) -> None:
    if not ways:
        message.unreachable = NO_PHONE
        session.add(message)
        return
    rows = [
        {
            "message_id": message.id,
            "subscription_id": None,
            "channel_id": None,
            "state": DeliveryState.PENDING,
            "next_at": max([now, *(pause for pause in pauses if pause)]),
            "attempt": 0,
            "tries": 0,
            "is_minimal": False,
            "receipt": secrets.token_urlsafe(18),
            column: id_,
        }
        for column, id_, *pauses in ways
    ]
    session.connection().execute(insert(table_of(Delivery)), rows)


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


def waits_loudly(session: Session, subject: str) -> bool:
    """Whether a nudge of this subject that makes a sound is still to be sent."""
    query = select(Message.content).where(
        Message.subject == subject,
        exists().where(col(Delivery.message_id) == col(Message.id), col(Delivery.state).in_(OPEN)),
    )
    return any(content["loud"] for content in session.exec(query).all())


def has_rung(session: Session, subject: str, person: str) -> bool:
    """Whether a push service took a nudge of this subject for any phone of this person."""
    query = (
        select(Delivery.id)
        .join(Message, col(Message.id) == col(Delivery.message_id))
        .where(Message.subject == subject, Message.person == person)
        .where(Delivery.state == DeliveryState.ACCEPTED)
    )
    return session.exec(query.limit(1)).first() is not None


def supersede(session: Session, subject: str, now: datetime) -> None:
    """What waits for this subject is not sent any more: it has been taken care of.

    A nudge that a worker is sending at this moment may still arrive.
    """
    supersede_many(session, [subject], now)


def supersede_many(session: Session, subjects: Collection[str], now: datetime) -> None:
    """The same for several subjects of one unit of work, that must be locked at once."""
    connection = session.connection()
    if locks.has_whole_database(session):
        connection.execute(_SILENCE_WAITING, {"subjects": list(subjects), "now": now})
        return
    # A worker that advances this subject right now holds its ladder. Wait for its nudges,
    # or they would be committed just after we looked for them.
    locks.ladders(session, subjects)
    ids = connection.execute(_LOCK_WAITING, {"subjects": list(subjects)}).scalars().all()
    if ids:
        connection.execute(_SILENCE_THESE, {"ids": ids, "now": now})
