"""Leases: a worker takes what is due for a while, so that a worker that dies loses nothing.

A delivery is pending, leased, and then accepted, dead or superseded. Sends nothing itself.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from push import counts
from push.models import OPEN, Channel, Delivery, DeliveryState, Message, Subscription, table_of

ELSEWHERE = "elsewhere"  # in a message's content: other channels may say it
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
    """What one look at the outbox gave: what to send, and whom nothing can reach any more."""

    to_phones: list[ToPhone]
    to_channels: list[ToChannel]
    lost: set[str]  # the subjects of messages that have just become unreachable


def is_due(session: Session, now: datetime) -> bool:
    """Whether a worker would find anything to lease: a look that takes no lock."""
    return session.exec(select(Delivery.id).where(_due(now)).limit(1)).first() is not None


def _due(now: datetime) -> Any:
    return col(Delivery.next_at) <= now


def lease(session: Session, now: datetime, limit: int, lease_seconds: float) -> Taken:
    """Take up to `limit` due deliveries, oldest first, for `lease_seconds`.

    Two workers never take the same one. One that is left over from a worker that died is
    due again when its lease has run out. What has expired meanwhile is buried, with its reason.
    """
    due = select(Delivery.id).where(_due(now)).order_by("next_at", "id").limit(limit)
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
    return _sort_out(session, [row[0] for row in taken], now)


def _sort_out(session: Session, ids: list[int], now: datetime) -> Taken:
    if not ids:
        return Taken([], [], set())
    rows = session.exec(
        select(Delivery, Message, Subscription, Channel)
        .join(Message, col(Message.id) == col(Delivery.message_id))
        .join(Subscription, col(Subscription.id) == col(Delivery.subscription_id), isouter=True)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id), isouter=True)
        .where(col(Delivery.id).in_(ids))
        .order_by(col(Delivery.id))
        .execution_options(populate_existing=True)
    ).all()
    hopeless = {d.id: why for d, m, s, c in rows if (why := _hopeless(m, s, c, now))}
    lost = bury(session, hopeless)
    counts.write(session)
    hopeful = [row for row in rows if row[0].id not in hopeless]
    to_phones = [_to_phone(d, m, s) for d, m, s, _ in hopeful if d.subscription_id]
    to_channels = [_to_channel(d, m, c) for d, m, _, c in hopeful if d.channel_id]
    return Taken(to_phones, to_channels, lost)


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
