"""Progress of nudges: phones report "shown" and "opened", pages read the state."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from push import locks, totals
from push.models import OPEN, Delivery, DeliveryState, Message, Origin, Subscription


class Stage(StrEnum):
    QUEUED = "queued"
    SENT = "sent"  # accepted by the push service; no phone has reported that it showed it
    SHOWN = "shown"
    OPENED = "opened"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """How far a message came, by the phone that got furthest.

    `reason` is a code to choose a sentence by.
    """

    stage: Stage
    reason: str | None = None
    by_channel: bool = False  # over a channel, not to a phone


What = Literal["shown", "opened"]


def is_news(session: Session, receipt: str, what: What) -> bool:
    """Whether marking it would change anything: a read, so that strangers cannot cause writes."""
    return _unmarked(session, receipt, what) is not None


def mark(session: Session, receipt: str, what: What, now: datetime) -> None:
    """Record that the phone showed the nudge, or that it was opened (and so was shown).

    Does nothing for an unknown receipt, or one marked before.
    """
    row = _unmarked(session, receipt, what)
    if row is None:
        return
    # The phone first: see `locks`.
    session.exec(
        update(Subscription)
        .where(col(Subscription.id) == row.subscription_id)
        .values(last_shown_at=now)
        .execution_options(synchronize_session=False)
    )
    ids = [row.id, *_carried(session, row.id)]
    locks.deliveries(session, ids)
    _mark_once(session, ids, "shown", now)
    if what == "opened":
        _mark_once(session, ids, "opened", now)
    totals.write(session)


def _carried(session: Session, delivery_id: int) -> Sequence[int]:
    """Other members of the same notification, except those that are sent anew."""
    query = select(Delivery.id).where(
        Delivery.carried_by == delivery_id,
        col(Delivery.state).in_((DeliveryState.LEASED, DeliveryState.ACCEPTED)),
    )
    return session.exec(query).all()


def _mark_once(session: Session, ids: Sequence[int], what: What, now: datetime) -> None:
    """Guarded by the row, so that two reports at once count as one."""
    unmarked = col(Delivery.opened_at if what == "opened" else Delivery.shown_at)
    marked = session.exec(
        update(Delivery)
        .where(col(Delivery.id).in_(ids), unmarked.is_(None))
        .values({unmarked: now})
        .execution_options(synchronize_session=False)
    )
    totals.note(session, totals.Tally(what), times=marked.rowcount)


def _unmarked(session: Session, receipt: str, what: What) -> Any:
    marked_at = col(Delivery.opened_at if what == "opened" else Delivery.shown_at)
    query = select(Delivery.id, Delivery.subscription_id)
    return session.exec(query.where(col(Delivery.receipt) == receipt, marked_at.is_(None))).first()


def delivery_state(session: Session, message_id: int) -> Progress:
    """How far this message came; raises NoResultFound when there is none."""
    message = session.get_one(Message, message_id)
    rows = session.exec(select(Delivery).where(Delivery.message_id == message_id)).all()
    if any(row.shown_at for row in rows):
        return Progress(Stage.SHOWN)
    if any(row.state == DeliveryState.ACCEPTED for row in rows):
        return Progress(Stage.SENT)
    waiting = [row for row in rows if row.state in OPEN]
    if waiting:
        return Progress(Stage.QUEUED, waiting[0].reason)
    ended = [row.reason or row.state for row in rows]
    return Progress(Stage.FAILED, ended[0] if ended else message.unreachable)


def is_paused(session: Session, device: str, now: datetime) -> bool:
    """Whether this device, or its push service, is paused."""
    pauses = (
        select(Subscription.id)
        .join(Origin, col(Origin.origin) == col(Subscription.origin), isouter=True)
        .where(
            Subscription.device == device,
            or_(col(Subscription.paused_until) > now, col(Origin.paused_until) > now),
        )
    )
    return session.exec(pauses).first() is not None


@dataclass(frozen=True)
class DeliveryReach:
    """State of one message."""

    state: Literal["waiting", "sent", "shown", "failed"]  # sent: and not shown
    at: datetime  # when it was enqueued
    by_channel: bool  # not to a phone: never known to be shown


def reached(session: Session, subject: str, key_prefix: str) -> dict[str, DeliveryReach]:
    """By person: the state of their newest message of the subject with this prefix of its key."""
    found = {}
    for message, rows in _of(session, (Message.subject == subject) & _begins(key_prefix)):
        stage = _stage(rows)
        state = _STATES[stage]
        found[message.person] = DeliveryReach(state, message.created_at, _by_channel(rows))
    return found


def stages(session: Session, subjects: Collection[str]) -> dict[str, Progress]:
    """How far each message of these subjects came, by its key; the newest few hundred."""
    messages = _of(session, col(Message.subject).in_(subjects))
    return {
        message.key: Progress(_stage(rows), _why(message, rows), by_channel=_by_channel(rows))
        for message, rows in messages
    }


_MOST = 300  # messages of one subject or key
_STATES: dict[Stage, Literal["waiting", "sent", "shown", "failed"]] = {
    Stage.QUEUED: "waiting",
    Stage.SENT: "sent",
    Stage.SHOWN: "shown",
    Stage.OPENED: "shown",
    Stage.FAILED: "failed",
}


def _begins(key_prefix: str) -> Any:
    """Not as a range, whose bounds depend on PostgreSQL's collation. So only beside a condition
    with an index."""
    return func.substr(col(Message.key), 1, len(key_prefix)) == key_prefix


def _of(session: Session, which: Any) -> list[tuple[Message, list[Delivery]]]:
    """The newest of these messages, oldest first, each with its deliveries."""
    newest = select(Message.id).where(which).order_by(col(Message.id).desc()).limit(_MOST)
    query = (
        select(Message, Delivery)
        .outerjoin(Delivery, col(Delivery.message_id) == col(Message.id))
        .where(col(Message.id).in_(newest))
        .order_by(col(Message.id))
    )
    found: dict[int, tuple[Message, list[Delivery]]] = {}
    rows: Sequence[tuple[Message, Delivery | None]] = session.exec(query).all()
    for message, delivery in rows:
        _, theirs = found.setdefault(message.id, (message, []))
        theirs += [delivery] if delivery is not None else []
    return list(found.values())


def _stage(rows: Sequence[Delivery]) -> Stage:
    """By the delivery that got furthest. A superseded one is settled: nobody waits for it."""
    if any(row.opened_at for row in rows):
        return Stage.OPENED
    if any(row.shown_at for row in rows):
        return Stage.SHOWN
    if any(row.accepted_at for row in rows):
        return Stage.SENT
    return Stage.QUEUED if any(row.state in OPEN for row in rows) else Stage.FAILED


def _why(message: Message, rows: Sequence[Delivery]) -> str | None:
    if message.unreachable:
        return message.unreachable
    return next((row.reason for row in rows if row.reason), None)


def _by_channel(rows: Sequence[Delivery]) -> bool:
    return any(row.channel_id is not None for row in rows)
