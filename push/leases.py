"""Leases: a worker takes what is due for a limited time, so that a worker that dies loses nothing.

A delivery is pending, leased, and then accepted, dead or superseded. Sends nothing itself.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from push import locks
from push.content import Content, Unreadable, parse
from push.errors import is_transient
from push.leased import UNREADABLE_ROW, Leased, LeasedBatch, ToChannel, ToPhone, ids_of
from push.models import Channel, Delivery, DeliveryState, Message, Subscription

MAX_DIGEST_WAIT = timedelta(seconds=120)  # for deliveries of a backlog of escalations
MOST_ROWS = 1_000  # in one lease; one phone's may be more
MOST_OF_ONE = 5_000  # more are several notifications
Row = tuple[Delivery, Message | None, Subscription | None, Channel | None]
log = logging.getLogger(__name__)


DueDeliveries = list[tuple[int, int]]  # a delivery's id and its target


def find(
    session: Session, now: datetime, limit: int, backlog_at: datetime | None = None
) -> DueDeliveries:
    """What is due, longest first: up to `limit` phones or channels, each with all that is due for
    it, so that one notification carries it. Takes no lock.

    `backlog_at`: since when an escalation is due that was not advanced yet. Deliveries that other
    escalations enqueued after that belong to the same backlog and wait for the rest of it, at most
    MAX_DIGEST_WAIT.
    """
    at = col(Delivery.next_at)
    is_due = at <= now
    if backlog_at is not None:
        is_due &= col(Delivery.deferrable).is_(False) | (
            at < max(backlog_at, now - MAX_DIGEST_WAIT)
        )
    waited = func.count().filter(col(Delivery.deferrable))
    rows = session.exec(
        select(_TARGET, func.count(), waited)
        .where(is_due)
        .group_by(_TARGET)
        .order_by(func.min(at))
        .limit(limit)
    ).all()
    chosen = _up_to(MOST_ROWS, {target: count for target, count, _ in rows})
    whole = [target for target, _, waited in rows if waited and target in chosen]
    theirs = is_due & _TARGET.in_(chosen) | (at <= now) & _TARGET.in_(whole)
    query = select(col(Delivery.id), _TARGET).where(theirs).order_by(at, col(Delivery.id))
    return [(id_, target) for id_, target in session.exec(query.limit(MOST_OF_ONE)).all()]


# The target of a delivery as one number: a phone, a channel (negative), or neither any more (0). An
# expression, so that the index of what is due is used and not that of all deliveries of a phone.
_TARGET: Any = func.coalesce(col(Delivery.subscription_id), -col(Delivery.channel_id), 0)


def _up_to(most: int, counts: dict[int, int]) -> set[int]:
    """The first of these with so many rows together, and at least one."""
    chosen, rows = set[int](), 0
    for target, count in counts.items():
        rows += count
        if chosen and rows > most:
            break
        chosen.add(target)
    return chosen


def take(session: Session, found: DueDeliveries, now: datetime, lease_seconds: float) -> list[int]:
    """Lease these for `lease_seconds`, where they are still due; returns their ids.

    Two workers never lease the same delivery, nor the same phone's at once. One left by a dead
    worker is due again when its lease has run out.
    """
    ours = locks.claim(session, {target for _, target in found})
    ids = [id_ for id_, target in found if target in ours]
    due = select(Delivery.id).where(col(Delivery.id).in_(ids), col(Delivery.next_at) <= now)
    taken = session.exec(
        update(Delivery)
        .where(col(Delivery.id).in_(due.with_for_update(skip_locked=True)))
        .values(
            state=DeliveryState.LEASED,
            attempt=Delivery.attempt + 1,
            next_at=now + timedelta(seconds=lease_seconds),
            carried_by=None,  # its digest is made anew at each attempt
        )
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    return [row[0] for row in taken]


def give_back(session: Session, leased: Sequence[Leased], now: datetime) -> None:
    """End these leases: too many to be sent at once."""
    if ids := ids_of(leased):
        session.exec(
            update(Delivery)
            .where(col(Delivery.id).in_(ids), col(Delivery.state) == DeliveryState.LEASED)
            .values(state=DeliveryState.PENDING, next_at=now)
            .execution_options(synchronize_session=False)
        )


def load(session: Session, ids: Collection[int], now: datetime) -> LeasedBatch:
    """The leased deliveries, except those superseded meanwhile. A read: for a thousand of one phone
    it takes a hundred times as long as leasing, and blocks no writer."""
    rows, unreadable = _read(session, ids)
    sorted_out = {row[0].id: _leased(row, now) for row in rows}
    hopeless = {id_: why for id_, why in sorted_out.items() if isinstance(why, str)}
    return LeasedBatch(
        [lease for lease in sorted_out.values() if isinstance(lease, ToPhone)],
        [lease for lease in sorted_out.values() if isinstance(lease, ToChannel)],
        hopeless | dict.fromkeys(unreadable, UNREADABLE_ROW),
    )


def _read(session: Session, ids: Collection[int]) -> tuple[list[Row], list[int]]:
    """All at once; if that fails, one by one, with the ids of unreadable ones (SQLite accepts
    invalid times)."""
    try:
        return _rows(session, ids), []
    except Exception as error:
        if is_transient(error):
            raise
        log.exception("Among %d deliveries is one that cannot be read.", len(ids))
    rows, unreadable = list[Row](), list[int]()
    for id_ in ids:
        try:
            rows += _rows(session, [id_])
        except Exception as error:
            if is_transient(error):
                raise
            unreadable.append(id_)
    return rows, unreadable


def _rows(session: Session, ids: Collection[int]) -> list[Row]:
    query = (
        select(Delivery, Message, Subscription, Channel)
        .join(Message, col(Message.id) == col(Delivery.message_id), isouter=True)
        .join(Subscription, col(Subscription.id) == col(Delivery.subscription_id), isouter=True)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id), isouter=True)
        .where(col(Delivery.id).in_(ids), col(Delivery.state) == DeliveryState.LEASED)
        .order_by(col(Delivery.id))
        .execution_options(populate_existing=True)
    )
    return cast("list[Row]", list(session.exec(query).all()))


def _leased(row: Row, now: datetime) -> ToPhone | ToChannel | str:
    """What to send, or why it cannot be sent."""
    delivery, message, phone, channel = row
    if message is None:
        return "no message"
    if message.expires_at <= now:
        return "expired"
    content = parse(message.content)
    if isinstance(content, Unreadable):
        return content.reason
    if phone is not None:
        if phone.quarantined_at:
            return phone.quarantine_reason or "set aside"
        return _to_phone(delivery, message, content, phone)
    return "gone" if channel is None else _to_channel(delivery, message, content, channel)


def _what(delivery: Delivery, message: Message, content: Content) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "attempt": delivery.attempt,
        "tries": delivery.tries,
        "receipt": delivery.receipt,
        "is_minimal": delivery.is_minimal,
        "message_id": message.id,
        "person": message.person,
        "subject": message.subject,
        "content": content,
        "expires_at": message.expires_at,
    }


def _to_channel(
    delivery: Delivery, message: Message, content: Content, channel: Channel
) -> ToChannel:
    return ToChannel(
        **_what(delivery, message, content),
        channel_id=channel.id,
        kind=channel.kind,
        address=channel.address,
    )


def _to_phone(
    delivery: Delivery, message: Message, content: Content, phone: Subscription
) -> ToPhone:
    return ToPhone(
        **_what(delivery, message, content),
        subscription_id=phone.id,
        endpoint=phone.endpoint,
        origin=phone.origin,
        p256dh=phone.p256dh,
        auth=phone.auth,
        vapid_key=phone.vapid_key,
        phone_expires_at=phone.expires_at,
    )
