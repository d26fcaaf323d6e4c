"""The outbox: nudges are enqueued, and superseded, in the caller's transaction. Sends nothing.

The order of locks is in `locks`.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, literal
from sqlalchemy import select as select_columns
from sqlmodel import Session, select

from push.content import ELSEWHERE
from push.model_fields import table_of
from push.models import Channel, Delivery, DeliveryState, Message, Origin, Subscription
from push.nudge import DeliveryVia, Nudge
from push.upsert import insert_for

NO_PHONE = "no phone that can ring"


def enqueue(
    session: Session,
    *,
    key: str,
    subject: str,
    nudge: Nudge,
    now: datetime,
    but_device: str | None = None,
) -> Message:
    """`enqueue_all` for one nudge; returns its message, which may have existed before.
    `but_device`: for the person's phones except this one."""
    if but_device is None:
        enqueue_all(session, subject, {key: nudge}, now)
    else:
        others = select(Subscription.id).where(
            Subscription.person == nudge.person, Subscription.device != but_device
        )
        ids = set(session.exec(others).all())
        theirs = _by_person(session, _PHONES, [nudge.person]).get(nudge.person, ())
        _add(session, subject, {key: nudge}, {key: [one for one in theirs if one[1] in ids]}, now)
    return _message(session, key)


def enqueue_all(
    session: Session,
    subject: str,
    nudges: Mapping[str, Nudge],
    now: datetime,
    *,
    deferrable: bool = False,
) -> None:
    """Put nudges about one subject into the outbox, each once for its key: for every phone of its
    person, or for every channel (see `DeliveryVia`).

    One that nothing can carry is a message all the same, with the reason. Silent nudges go to
    phones only. `deferrable`: see `Delivery`.
    """
    by_phone = [nudge.person for nudge in nudges.values() if nudge.ways is not DeliveryVia.CHANNELS]
    phones = _by_person(session, _PHONES, by_phone)
    others = [nudge.person for nudge in nudges.values() if _uses_channels(nudge, phones)]
    channels = _by_person(session, _CHANNELS, others)
    ways = {
        key: (channels if _uses_channels(nudge, phones) else phones).get(nudge.person, ())
        for key, nudge in nudges.items()
    }
    _add(session, subject, nudges, ways, now, elsewhere=True, deferrable=deferrable)


def enqueue_to_subscription(
    session: Session,
    subscription: Subscription,
    *,
    key: str,
    subject: str,
    nudge: Nudge,
    now: datetime,
) -> Message:
    """For one phone only: a test whether it rings."""
    theirs = _by_person(session, _PHONES, [subscription.person]).get(subscription.person, ())
    only = [way for way in theirs if way[1] == subscription.id]
    _add(session, subject, {key: nudge}, {key: only}, now)
    return _message(session, key)


def enqueue_to_channel(
    session: Session, channel: Channel, *, key: str, subject: str, nudge: Nudge, now: datetime
) -> Message:
    """For one channel only: a test whether it works."""
    _add(session, subject, {key: nudge}, {key: [("channel_id", channel.id)]}, now)
    return _message(session, key)


def _message(session: Session, key: str) -> Message:
    return session.exec(select(Message).where(Message.key == key)).one()


Way = tuple[Any, ...]  # which column names it, its id, and until when it is paused
_PHONE, _CHANNEL, _ORIGIN = table_of(Subscription), table_of(Channel), table_of(Origin)
# Live subscriptions, each with the end of its own or its push service's pause.
_PHONES = (
    select_columns(
        _PHONE.c.person,
        literal("subscription_id"),
        _PHONE.c.id,
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
            found[person].append(tuple(way))
    return dict(found)


def _uses_channels(nudge: Nudge, phones: Mapping[str, Sequence[Way]]) -> bool:
    return nudge.ways is DeliveryVia.CHANNELS or (nudge.loud and nudge.person not in phones)


def _add(
    session: Session,
    subject: str,
    nudges: Mapping[str, Nudge],
    ways: Mapping[str, Sequence[Way]],
    now: datetime,
    *,
    elsewhere: bool = False,
    deferrable: bool = False,
) -> None:
    """`elsewhere`: if all phones are dead, another channel may carry it."""
    messages = [
        {
            "key": key,
            "person": nudge.person,
            "subject": subject,
            "content": {
                **nudge.content(),
                ELSEWHERE: elsewhere and nudge.loud and nudge.ways is not DeliveryVia.CHANNELS,
            },
            "expires_at": nudge.expires_at,
            "created_at": now,
            "unreachable": None if ways[key] else NO_PHONE,
        }
        for key, nudge in nudges.items()
    ]
    if not messages:
        return
    connection = session.connection()
    added = connection.execute(_add_messages(connection.dialect.name), messages).all()
    rows = [_row(id_, way, now, deferrable) for id_, key in added for way in ways[key]]
    if rows:
        connection.execute(_ADD_DELIVERIES, rows)


@cache
def _add_messages(dialect: str) -> Any:
    once = insert_for(dialect, Message).on_conflict_do_nothing(index_elements=["key"])
    # Not `rowcount`: PostgreSQL's driver has none for an INSERT.
    return once.returning(table_of(Message).c.id, table_of(Message).c.key)


_ADD_DELIVERIES = insert(table_of(Delivery))


def _row(message_id: int, way: Way, now: datetime, deferrable: bool) -> dict[str, Any]:
    column, id_, *pauses = way
    return {
        "message_id": message_id,
        "subscription_id": None,
        "channel_id": None,
        "state": DeliveryState.PENDING,
        "next_at": max([now, *(pause for pause in pauses if pause)]),
        "attempt": 0,
        "tries": 0,
        "is_minimal": False,
        "deferrable": deferrable,
        "receipt": secrets.token_urlsafe(18),
        column: id_,
    }
