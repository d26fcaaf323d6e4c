"""What became of a nudge: the phone says "shown" and "opened"; pages ask how it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import update
from sqlmodel import Session, col, select

from push import counts
from push.models import OPEN, Delivery, DeliveryState, Message, Subscription


class Stage(StrEnum):
    QUEUED = "queued"
    SENT = "sent"  # the push service has it; no phone has said that it showed it
    SHOWN = "shown"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """How far a message came, by the phone that got furthest.

    `reason` is a code to choose a sentence by, not a sentence for people.
    """

    stage: Stage
    reason: str | None = None


What = Literal["shown", "opened"]


def is_news(session: Session, receipt: str, what: What) -> bool:
    """Whether marking it would change anything: a look, so that strangers cannot make us write."""
    return _unmarked(session, receipt, what) is not None


def mark(session: Session, receipt: str, what: What, now: datetime) -> None:
    """Note that the phone showed the nudge, or that it was opened (and so was shown).

    Does nothing for a receipt that was never given out, or was marked before.
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
    _mark_once(session, row.id, "shown", now)
    if what == "opened":
        _mark_once(session, row.id, "opened", now)
    counts.write(session)


def _mark_once(session: Session, delivery_id: int, what: What, now: datetime) -> None:
    """Guarded by the row itself, so that of two who say the same at once only one is counted."""
    unmarked = col(Delivery.opened_at if what == "opened" else Delivery.shown_at)
    marked = session.exec(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, unmarked.is_(None))
        .values({unmarked: now})
        .execution_options(synchronize_session=False)
    )
    counts.note(session, counts.Tally(what), times=marked.rowcount)


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
