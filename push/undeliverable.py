"""Deliveries that cannot be made: marked dead, each with a reason for admins.

Channels get them first, where they may. Sends nothing itself.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from push import content, totals
from push.model_fields import table_of
from push.models import OPEN, Channel, Delivery, DeliveryState, Message

NO_PHONE_LEFT = "no phone could be reached"
FAULTS = ("unreadable", "fault of the program")  # prefixes of reasons that are our own fault


def mark_dead(session: Session, reasons: dict[int, str]) -> set[str]:
    """Mark these deliveries dead, by id, each with its reason; counted in `totals`.

    Returns the subjects of messages that became unreachable.
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
        totals.note(session, totals.Tally.DEAD, reason, buried.rowcount)
        lost |= note_unreachable(session, ids)
    return lost


def given_up(session: Session, since: datetime) -> dict[str, int]:
    """Numbers of dead deliveries of messages since then, by reason. For manual checks: it reads all
    messages."""
    rows = session.exec(
        select(Delivery.reason, func.count())
        .join(Message, col(Message.id) == col(Delivery.message_id))
        .where(Delivery.state == DeliveryState.DEAD, col(Message.created_at) >= since)
        .group_by(col(Delivery.reason))
        .order_by(col(Delivery.reason))
    )
    return {reason or "": count for reason, count in rows}


def note_unreachable(session: Session, dead: Iterable[int]) -> set[str]:
    """Of the messages of these dead deliveries, mark those with nothing else under way.

    Returns their subjects. What channels may carry goes to them first, and is not lost yet.
    """
    theirs, other = table_of(Delivery), aliased(Delivery)
    hope = exists().where(
        col(other.message_id) == col(Message.id), col(other.state) != DeliveryState.DEAD
    )
    ids = select(theirs.c.message_id).where(theirs.c.id.in_(list(dead)))
    lost = (col(Message.id).in_(ids), col(Message.unreachable).is_(None), ~hope)
    _give_to_channels(session, lost)
    marked = session.exec(
        update(Message)
        .where(*lost)
        .values(unreachable=NO_PHONE_LEFT)
        .returning(col(Message.subject))
        .execution_options(synchronize_session=False)
    )
    return {row[0] for row in marked}


def _give_to_channels(session: Session, lost: Sequence[Any]) -> None:
    """Once: what has been on its way to a channel has failed there, too.

    An unreadable one is not readable for a channel either.
    """
    found = session.exec(select(Message.id, Message.person, Message.content).where(*lost)).all()
    for message_id, person, stored in found:
        parsed = content.parse(stored)
        if isinstance(parsed, content.Unreadable) or not parsed["elsewhere"]:
            continue
        tried = select(Delivery.id).where(
            Delivery.message_id == message_id, col(Delivery.channel_id).is_not(None)
        )
        if session.exec(tried.limit(1)).first() is not None:
            continue
        theirs = select(Channel.id).where(Channel.person == person)
        for channel_id in session.exec(theirs.order_by("id")).all():
            session.connection().execute(_for_channel(message_id, channel_id))


def _for_channel(message_id: int, channel_id: int) -> Any:
    written_at = select(Message.created_at).where(Message.id == message_id).scalar_subquery()
    return insert(Delivery).values(
        message_id=message_id,
        channel_id=channel_id,
        state=DeliveryState.PENDING,
        next_at=written_at,  # at once
        attempt=0,
        tries=0,
        is_minimal=False,
        receipt=secrets.token_urlsafe(18),
    )
