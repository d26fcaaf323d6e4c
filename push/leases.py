"""Leases: a worker takes what is due for a while, so that a worker that dies loses nothing.

A delivery is pending, leased, and then accepted, dead or superseded. Sends nothing itself.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from push import counts, locks
from push.models import OPEN, Channel, Delivery, DeliveryState, Message, Subscription, table_of

ELSEWHERE = "elsewhere"  # in a message's content: other channels may say it
LONGEST_WAIT = timedelta(seconds=60)  # of what a backlog of escalations enqueues
MOST_ROWS = 1_000  # in one lease; one phone's may be more
MOST_OF_ONE = 5_000  # more than that are several notifications
NO_PHONE_LEFT = "no phone could be reached"


@dataclass(frozen=True, kw_only=True)
class Leased:
    """One delivery that this worker may send until its lease ends.

    `carries`: what the one notification that is sent for it says, itself among them; empty
    when it says only itself (see `bundles`).
    """

    id: int
    attempt: int  # the fencing token: whoever has an older one can settle nothing
    tries: int  # before this one
    receipt: str
    is_minimal: bool
    message_id: int
    person: str
    subject: str
    content: dict[str, Any]
    expires_at: datetime
    carries: "tuple[Leased, ...]" = ()

    @property
    def target(self) -> object:
        """Equal for those that one notification can say."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class ToPhone(Leased):
    """With all that is needed to send it."""

    subscription_id: int
    endpoint: str
    origin: str
    p256dh: str
    auth: str
    vapid_key: str

    @property
    def target(self) -> object:
        return "phone", self.subscription_id


@dataclass(frozen=True, kw_only=True)
class ToChannel(Leased):
    """With all that is needed to send it."""

    channel_id: int
    kind: str
    address: str

    @property
    def target(self) -> object:
        return "channel", self.channel_id


@dataclass(frozen=True)
class Taken:
    """What was leased at once."""

    to_phones: list[ToPhone]
    to_channels: list[ToChannel]
    hopeless: dict[int, str]  # by delivery: why it will not be sent


Found = list[tuple[int, int]]  # a delivery's id and its target


def find(session: Session, now: datetime, limit: int, backlog_at: datetime | None = None) -> Found:
    """What is due for those that have waited longest: up to `limit` phones or channels, each
    with all that is due for it, so that one notification can say it. A look that takes no lock.

    `backlog_at`: since when an escalation is due that was not advanced yet. What other
    escalations enqueued after that belongs to the same backlog and waits for its rest, but not
    for longer than LONGEST_WAIT; after that a phone gets all there is for it.
    """
    at = col(Delivery.next_at)
    is_due = at <= now
    if backlog_at is not None:
        is_due &= col(Delivery.deferrable).is_(False) | (at < max(backlog_at, now - LONGEST_WAIT))
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


# Of a delivery, as one number: a phone, a channel (below zero), or neither any more (0). It is
# an expression, so that the index of what is due is used, and not that of all a phone ever got.
_TARGET: Any = func.coalesce(col(Delivery.subscription_id), -col(Delivery.channel_id), 0)


def _up_to(most: int, counts: dict[int, int]) -> set[int]:
    """The first of these with so many rows in all, and at least one."""
    chosen, rows = set[int](), 0
    for target, count in counts.items():
        rows += count
        if chosen and rows > most:
            break
        chosen.add(target)
    return chosen


def take(session: Session, found: Found, now: datetime, lease_seconds: float) -> list[int]:
    """Take these for `lease_seconds`, where they are still due; gives their ids.

    Two workers never take the same one, nor the same phone's at the same time. One that is left
    over from a worker that died is due again when its lease has run out.
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
            carried_by=None,  # with what it travels is found anew at each try
        )
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    return [row[0] for row in taken]


def give_back(session: Session, leased: Sequence[Leased], now: datetime) -> None:
    """These were leased just now, and are too many to be sent at once."""
    ids = [row.id for one in leased for row in one.carries or (one,)]
    if ids:
        session.exec(
            update(Delivery)
            .where(col(Delivery.id).in_(ids), col(Delivery.state) == DeliveryState.LEASED)
            .values(state=DeliveryState.PENDING, next_at=now)
            .execution_options(synchronize_session=False)
        )


def load(session: Session, ids: Collection[int], now: datetime) -> Taken:
    """What was taken, unless it was taken care of meanwhile. A read: for a thousand of one phone
    it takes a hundred times as long as taking them, and keeps nobody from writing."""
    rows = session.exec(
        select(Delivery, Message, Subscription, Channel)
        .join(Message, col(Message.id) == col(Delivery.message_id))
        .join(Subscription, col(Subscription.id) == col(Delivery.subscription_id), isouter=True)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id), isouter=True)
        .where(col(Delivery.id).in_(ids), col(Delivery.state) == DeliveryState.LEASED)
        .order_by(col(Delivery.id))
        .execution_options(populate_existing=True)
    ).all()
    hopeless = {d.id: why for d, m, s, c in rows if (why := _hopeless(m, s, c, now))}
    hopeful = [row for row in rows if row[0].id not in hopeless]
    to_phones = [_to_phone(d, m, s) for d, m, s, _ in hopeful if d.subscription_id]
    to_channels = [_to_channel(d, m, c) for d, m, _, c in hopeful if d.channel_id]
    return Taken(to_phones, to_channels, hopeless)


def _hopeless(
    message: Message, phone: Subscription | None, channel: Channel | None, now: datetime
) -> str | None:
    if message.expires_at <= now:
        return "expired"
    if phone is None:
        return "gone" if channel is None else None
    return phone.quarantined_why if phone.quarantined_at else None


def _what(delivery: Delivery, message: Message) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "attempt": delivery.attempt,
        "tries": delivery.tries,
        "receipt": delivery.receipt,
        "is_minimal": delivery.is_minimal,
        "message_id": message.id,
        "person": message.person,
        "subject": message.subject,
        "content": message.content,
        "expires_at": message.expires_at,
    }


def _to_channel(delivery: Delivery, message: Message, channel: Channel) -> ToChannel:
    return ToChannel(
        **_what(delivery, message),
        channel_id=channel.id,
        kind=channel.kind,
        address=channel.address,
    )


def _to_phone(delivery: Delivery, message: Message, phone: Subscription) -> ToPhone:
    return ToPhone(
        **_what(delivery, message),
        subscription_id=phone.id,
        endpoint=phone.endpoint,
        origin=phone.origin,
        p256dh=phone.p256dh,
        auth=phone.auth,
        vapid_key=phone.vapid_key,
    )


def bury(session: Session, reasons: dict[int, str]) -> set[str]:
    """These deliveries, by id, will not be sent; each with its reason. Noted, see `counts`.

    Gives the subjects of messages that thereby became unreachable.
    """
    lost = set[str]()
    for reason in sorted(set(reasons.values())):
        ids = [id_ for id_, its in reasons.items() if its == reason]
        buried = session.exec(
            update(Delivery)
            .where(col(Delivery.id).in_(ids), col(Delivery.state).in_(OPEN))
            .values(state=DeliveryState.DEAD, next_at=None, reason=reason)
            .execution_options(synchronize_session=False)
        )
        counts.note(session, counts.Tally.DEAD, reason, buried.rowcount)
        lost |= note_unreachable(session, ids)
    return lost


def note_unreachable(session: Session, dead: Iterable[int]) -> set[str]:
    """Of these dead deliveries' messages, mark those with nothing else under way.

    Gives the subjects of those that were marked. What a person's other channels may say is given
    to them first, and is not lost yet.
    """
    theirs, other = table_of(Delivery), aliased(Delivery)
    hope = exists().where(
        col(other.message_id) == col(Message.id), col(other.state) != DeliveryState.DEAD
    )
    ids = select(theirs.c.message_id).where(theirs.c.id.in_(list(dead)))
    lost = (col(Message.id).in_(ids), col(Message.unreachable).is_(None), ~hope)
    _give_to_channels(session, session.exec(select(Message).where(*lost)).all())
    marked = session.exec(
        update(Message)
        .where(*lost)
        .values(unreachable=NO_PHONE_LEFT)
        .returning(col(Message.subject))
        .execution_options(synchronize_session=False)
    )
    return {row[0] for row in marked}


def _give_to_channels(session: Session, lost: Sequence[Message]) -> None:
    """Once: what has been on its way to a channel already has failed there, too."""
    for message in lost:
        if not message.content.get(ELSEWHERE):
            continue
        tried = select(Delivery.id).where(
            Delivery.message_id == message.id, col(Delivery.channel_id).is_not(None)
        )
        if session.exec(tried.limit(1)).first() is not None:
            continue
        theirs = select(Channel.id).where(Channel.person == message.person)
        for channel_id in session.exec(theirs.order_by("id")).all():
            session.add(_for_channel(message, channel_id))
    session.flush()


def _for_channel(message: Message, channel_id: int) -> Delivery:
    return Delivery(
        message_id=message.id,
        channel_id=channel_id,
        state=DeliveryState.PENDING,
        next_at=message.created_at,  # at once
        receipt=secrets.token_urlsafe(18),
    )
