"""Supersedes nudges before they are sent, in the caller's transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, func, null, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from push import locks
from push.columns import UtcDateTime
from push.content import is_loud
from push.model_fields import table_of
from push.models import OPEN, Delivery, DeliveryState, Message, Subscription


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
    return (subject, person) in notified(session, [subject])


def notified(session: Session, subjects: Collection[str]) -> set[tuple[str, str]]:
    """Each of these subjects with a person for any of whose phones a push service accepted a nudge
    of it."""
    query = (
        select(Message.subject, Message.person)
        .distinct()
        .join(Delivery, col(Message.id) == col(Delivery.message_id))
        .where(col(Message.subject).in_(subjects), Delivery.state == DeliveryState.ACCEPTED)
    )
    return set(session.exec(query).all())


# Every act on an issue runs it, so it is built once.
_THEIRS = col(Delivery.message_id) == col(Message.id)
_IS_NOTIFIED = and_(
    col(Message.created_at) > bindparam("since", type_=UtcDateTime()),
    exists().where(_THEIRS, col(Delivery.accepted_at).is_not(None)),
)
_IS_PENDING = exists().where(_THEIRS, col(Delivery.state).in_(OPEN))
_OUTSTANDING = (
    select_columns(
        _IS_PENDING,
        _IS_NOTIFIED,
        col(Message.person),
        col(Message.content),
        exists().where(_THEIRS, col(Delivery.opened_at).is_not(None)),
        exists().where(
            _THEIRS,
            col(Delivery.accepted_at).is_not(None),
            col(Delivery.opened_at).is_(None),
            col(Delivery.subscription_id) == col(Subscription.id),
            col(Subscription.device) != bindparam("device"),
        ),
    )
    .where(col(Message.subject) == bindparam("of_subject"))
    .where(or_(_IS_NOTIFIED, _IS_PENDING))
    .order_by(col(Message.id))
)


@dataclass(frozen=True)
class Outstanding:
    """What an act on a subject makes out of date."""

    is_pending: bool  # a nudge is still to be sent
    people: frozenset[str]  # whose phones may still show a loud one


def outstanding(
    session: Session, subject: str, since: datetime, *, actor: str = "", device: str = ""
) -> Outstanding:
    """A phone may still show a loud nudge if the newest message of the subject for its person that
    a push service accepted since then is loud, and they have not opened it. The actor is among them
    where another device than the one in hand may show it."""
    values = {"of_subject": subject, "since": since, "device": device}
    rows = session.connection().execute(_OUTSTANDING, values).all()
    newest = {person: row for _, is_notified, person, *row in rows if is_notified}
    people = frozenset(
        person
        for person, (content, is_opened, is_elsewhere) in newest.items()
        if is_loud(content) and (is_elsewhere if person == actor else not is_opened)
    )
    return Outstanding(any(is_pending for is_pending, *_ in rows), people)


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
