"""The outbox: nudges are enqueued, and superseded, in the caller's transaction. Sends nothing.

The order of locks is in `locks`.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, literal
from sqlalchemy import select as select_columns
from sqlmodel import Session, select

from push.content import ELSEWHERE
from push.model_fields import table_of
from push.models import Channel, Delivery, DeliveryState, Message, Origin, Subscription
from push.nudge import DeliveryVia, Nudge
from push.upsert import insert_for

NO_PHONE = "no phone that can ring"


@dataclass(frozen=True)
class QueuedMessage:
    """A nudge for the outbox, once for its key."""

    key: str
    subject: str
    nudge: Nudge
    but_device: str | None = None  # for the person's phones except this one, and for no channel
    not_before: datetime | None = None  # when it is sent at the earliest


def enqueue(session: Session, *, key: str, subject: str, nudge: Nudge, now: datetime) -> Message:
    """`enqueue_all` for one nudge; returns its message, which may have existed before."""
    enqueue_all(session, subject, {key: nudge}, now)
    return _message(session, key)


def enqueue_all(
    session: Session,
    subject: str,
    nudges: Mapping[str, Nudge],
    now: datetime,
    *,
    deferrable: bool = False,
) -> None:
    """`enqueue_each` for nudges of one subject, by key."""
    queued = [QueuedMessage(key, subject, nudge) for key, nudge in nudges.items()]
    enqueue_each(session, queued, now, deferrable=deferrable)


def enqueue_each(
    session: Session, queued: Sequence[QueuedMessage], now: datetime, *, deferrable: bool = False
) -> None:
    """Put nudges into the outbox: for every phone of its person, or for every channel (see
    `DeliveryVia`).

    One that nothing can carry is a message all the same, with the reason. Silent nudges go to
    phones only. `deferrable`: see `Delivery`.
    """
    by_phone = [one.nudge.person for one in queued if one.nudge.ways is not DeliveryVia.CHANNELS]
    phones = _by_person(session, _PHONES, by_phone)
    others = [one.nudge.person for one in queued if _uses_channels(one, phones)]
    channels = _by_person(session, _CHANNELS, others)
    ways = {one.key: _ways(one, phones, channels) for one in queued}
    _add(session, queued, ways, now, elsewhere=True, deferrable=deferrable)


def enqueue_to_subscription(
    session: Session,
    subscription: Subscription,
    *,
    key: str,
    subject: str,
    nudge: Nudge,
    now: datetime,
    not_before: datetime | None = None,
) -> Message:
    """For one phone only: a test whether it rings. `not_before`: when it is sent at the earliest, a
    moment from now."""
    theirs = _by_person(session, _PHONES, [subscription.person]).get(subscription.person, ())
    only = [way for way in theirs if way.id == subscription.id]
    queued = QueuedMessage(key, subject, nudge, not_before=not_before)
    _add(session, [queued], {key: only}, now)
    return _message(session, key)


def enqueue_to_channel(
    session: Session, channel: Channel, *, key: str, subject: str, nudge: Nudge, now: datetime
) -> Message:
    """For one channel only: a test whether it works."""
    _add(session, [QueuedMessage(key, subject, nudge)], {key: [Way("channel_id", channel.id)]}, now)
    return _message(session, key)


def _message(session: Session, key: str) -> Message:
    return session.exec(select(Message).where(Message.key == key)).one()


class Way(NamedTuple):
    """A phone or a channel."""

    column: str  # which names it
    id: int
    device: str | None = None
    pause: datetime | None = None
    pause_of_service: datetime | None = None


_PHONE, _CHANNEL, _ORIGIN = table_of(Subscription), table_of(Channel), table_of(Origin)
# Live subscriptions, each with the end of its own or its push service's pause.
_PHONES = (
    select_columns(
        _PHONE.c.person,
        literal("subscription_id"),
        _PHONE.c.id,
        _PHONE.c.device,
        _PHONE.c.paused_until,
        _ORIGIN.c.paused_until,
    )
    .join(_ORIGIN, _ORIGIN.c.origin == _PHONE.c.origin, isouter=True)
    .where(_PHONE.c.quarantined_at.is_(None))
    .where(_PHONE.c.person.in_(bindparam("people", expanding=True)))
    .order_by(_PHONE.c.id)
    # A phone that is being signed out is waited for, and is then not among these.
    .with_for_update(read=True, key_share=True, of=_PHONE)
)
_CHANNELS = (
    select_columns(_CHANNEL.c.person, literal("channel_id"), _CHANNEL.c.id)
    .where(_CHANNEL.c.person.in_(bindparam("people", expanding=True)))
    .order_by(_CHANNEL.c.id)
)


def _by_person(session: Session, query: Any, people: Collection[str]) -> dict[str, list[Way]]:
    found = defaultdict[str, list[Way]](list)
    if people:
        rows = session.connection().execute(query, {"people": sorted(set(people))})
        for person, *way in rows:
            found[person].append(Way(*way))
    return dict(found)


def _uses_channels(one: QueuedMessage, phones: Mapping[str, Sequence[Way]]) -> bool:
    if one.nudge.ways is DeliveryVia.CHANNELS:
        return True
    return one.nudge.loud and not one.but_device and one.nudge.person not in phones


def _ways(
    one: QueuedMessage,
    phones: Mapping[str, Sequence[Way]],
    channels: Mapping[str, Sequence[Way]],
) -> Sequence[Way]:
    theirs = (channels if _uses_channels(one, phones) else phones).get(one.nudge.person, ())
    return [way for way in theirs if one.but_device is None or way.device != one.but_device]


def _add(
    session: Session,
    queued: Sequence[QueuedMessage],
    ways: Mapping[str, Sequence[Way]],
    now: datetime,
    *,
    elsewhere: bool = False,
    deferrable: bool = False,
) -> None:
    """`elsewhere`: if all phones are dead, another channel may carry it."""
    messages = [
        {
            "key": one.key,
            "person": one.nudge.person,
            "subject": one.subject,
            "content": {
                **one.nudge.content(),
                ELSEWHERE: elsewhere
                and one.but_device is None
                and one.nudge.loud
                and one.nudge.ways is not DeliveryVia.CHANNELS,
            },
            "expires_at": one.nudge.expires_at,
            "created_at": now,
            "unreachable": None if ways[one.key] else NO_PHONE,
        }
        for one in queued
    ]
    if not messages:
        return
    connection = session.connection()
    added = connection.execute(_add_messages(connection.dialect.name), messages).all()
    begins = {one.key: max(now, one.not_before or now) for one in queued}
    rows = [_row(id_, way, begins[key], deferrable) for id_, key in added for way in ways[key]]
    if rows:
        connection.execute(_ADD_DELIVERIES, rows)


@cache
def _add_messages(dialect: str) -> Any:
    once = insert_for(dialect, Message).on_conflict_do_nothing(index_elements=["key"])
    # Not `rowcount`: PostgreSQL's driver has none for an INSERT.
    return once.returning(table_of(Message).c.id, table_of(Message).c.key)


_ADD_DELIVERIES = insert(table_of(Delivery))


def _row(message_id: int, way: Way, now: datetime, deferrable: bool) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "subscription_id": None,
        "channel_id": None,
        "state": DeliveryState.PENDING,
        "next_at": max(now, way.pause or now, way.pause_of_service or now),
        "attempt": 0,
        "tries": 0,
        "is_minimal": False,
        "deferrable": deferrable,
        "receipt": secrets.token_urlsafe(18),
        way.column: way.id,
    }
