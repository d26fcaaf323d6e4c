"""What the machine sees of the database in one look, and the phones that it hands out."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from push import escalation, subscriptions
from push.endpoints import PushServices
from push.models import OPEN, Delivery, DeliveryState, Escalation, Message, Subscription
from push.plan import DueEscalation
from tests.support.subscriptions import subscription_keys
from web.cli.sample import Sample
from web.rules.vocabulary import EventKind
from web.store.engine import Database
from web.store.tables.accounts import Device, Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Event, Issue
from web.store.tables.nudges import DeferredNudge

# So end the keys of what an act says at once; a ladder's name the rung.
OF_AN_ACT = re.compile(r"^(issue|step|change|walk|shift):\d+:[0-9a-f-]{36}$")
STILL_SHOWN = timedelta(hours=12)
Row = TypeVar("Row", Event, Step, OwnerChange)


@dataclass(frozen=True)
class Seen:
    """One issue, with all that hangs on it, oldest first."""

    row: Issue
    events: list[Event]
    steps: list[Step]
    changes: list[OwnerChange]

    @property
    def kinds(self) -> list[EventKind]:
        return [EventKind(one.kind) for one in self.events]


def issues(session: Session, ids: Collection[int]) -> list[Seen]:
    rows = session.exec(select(Issue).where(col(Issue.id).in_(ids))).all()
    events, steps, changes = (_of(session, one, ids) for one in (Event, Step, OwnerChange))
    return [
        Seen(row, events.get(row.id, []), steps.get(row.id, []), changes.get(row.id, []))
        for row in rows
    ]


def _of(session: Session, table: Any, ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in session.exec(select(table).where(table.issue_id.in_(ids)).order_by(table.id)).all():
        found.setdefault(one.issue_id, []).append(one)
    return found


def running_ladders(session: Session) -> dict[str, list[str]]:
    """The triggers of all ladders that are not at rest, by subject."""
    found: dict[str, list[str]] = {}
    for one in running(session):
        found.setdefault(one.subject, []).append(one.trigger)
    return found


def running(session: Session) -> list[Escalation]:
    """All ladders that are not at rest."""
    query = select(Escalation).where(col(Escalation.next_at).is_not(None))
    return list(session.exec(query).all())


def waiting(session: Session, subjects: Collection[str]) -> set[tuple[str, int]]:
    """What of these subjects is still to be sent, and to whom."""
    query = (
        select(Message.subject, Message.person)
        .join(Delivery, col(Delivery.message_id) == col(Message.id))
        .where(col(Message.subject).in_(subjects), col(Delivery.state).in_(OPEN))
    )
    return {(subject, int(person)) for subject, person in session.exec(query).all()}


def to_be_sent(
    session: Session, subjects: Collection[str], now: datetime
) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """What of these waits no longer than until now; and what of that is of use still."""
    query = (
        select(Message, Delivery)
        .join(Delivery, col(Delivery.message_id) == col(Message.id))
        .where(col(Message.subject).in_(subjects), col(Delivery.state).in_(OPEN))
    )
    rows = session.exec(query).all()
    due = [one for one, row in rows if row.next_at and row.next_at <= now]
    later = {name_of(one) for one, row in rows if row.next_at and row.next_at > now}
    of_use = {name_of(one) for one in due if one.expires_at > now}
    return {name_of(one) for one in due} - later, of_use


def name_of(message: Message) -> tuple[str, int]:
    return message.subject, int(message.person)


def may_show(session: Session, subject: str, now: datetime) -> set[tuple[str, int]]:
    """Whose phones may still show a nudge of this that makes a sound: the newest one sent."""
    query = (
        select(Message, Delivery)
        .join(Delivery, col(Delivery.message_id) == col(Message.id))
        .where(Message.subject == subject, col(Delivery.accepted_at).is_not(None))
        .order_by(col(Message.id))
    )
    newest = {
        name_of(one): one.content["loud"] and not row.opened_at
        for one, row in session.exec(query).all()
        if one.created_at > now - STILL_SHOWN
    }
    return {name for name, is_shown in newest.items() if is_shown}


def since(session: Session, message: int, people: Collection[int]) -> list[Message]:
    """What was written for these people after `message`. Admins hear of every site."""
    query = select(Message).where(col(Message.id) > message).order_by(col(Message.id))
    return [one for one in session.exec(query).all() if int(one.person) in people]


def receipts_of_sent(session: Session, subjects: Collection[str]) -> list[str]:
    query = (
        select(Delivery.receipt)
        .join(Message, col(Message.id) == col(Delivery.message_id))
        .where(col(Message.subject).in_(subjects), col(Delivery.accepted_at).is_not(None))
    )
    return list(session.exec(query.order_by(col(Delivery.id))).all())


def is_held(session: Session, subject: str) -> bool:
    query = select(DeferredNudge.person_id).where(DeferredNudge.subject == subject)
    return session.exec(query).first() is not None


def put_to_rest(session: Session, people: Collection[int]) -> None:
    names = [str(one) for one in people]
    theirs = select(Subscription.id).where(col(Subscription.person).in_(names))
    open_ones = update(Delivery).where(col(Delivery.state).in_(OPEN))
    over = {"state": DeliveryState.SUPERSEDED, "next_at": None}
    session.exec(open_ones.where(col(Delivery.subscription_id).in_(theirs)).values(over))
    session.exec(update(Escalation).values(next_at=None, step_at=None, checked_at=None))
    session.exec(update(Person).where(col(Person.id).in_(people)).values(on_shift_until=None))


def stay_signed_in(session: Session, people: Collection[int], now: datetime) -> None:
    """Sessions end by themselves after 30 days of silence; that is another story."""
    theirs = update(Device).where(col(Device.person_id).in_(people))
    session.exec(theirs.values(seen_at=now, expires_at=now + timedelta(days=90)))


def newest(database: Database, table: type[Step] | type[OwnerChange] | type[Message]) -> int:
    with database.read() as session:
        return session.exec(select(func.max(table.id))).one() or 0


def version(database: Database, issue: int) -> int:
    with database.read() as session:
        return session.get_one(Issue, issue).version


def nudged_since(database: Database, issue: int, who: int, at: datetime) -> bool:
    query = select(Event).where(
        Event.issue_id == issue, Event.kind == EventKind.NUDGED, col(Event.at) > at
    )
    with database.read() as session:
        return any(who in one.data["people"] for one in session.exec(query))


def issue_id(database: Database, ref: str) -> int:
    with database.read() as session:
        return session.exec(select(Issue.id).where(Issue.ref == ref)).one()


def due(database: Database, subjects: Collection[str], now: datetime) -> list[DueEscalation]:
    """The due ladders of these subjects; earlier runs have left others behind."""
    with database.read() as session:
        return [one for one in escalation.due(session, now, 10_000) if one.subject in subjects]


def written(session: Session, ids: Collection[int]) -> int:
    """How many lines the timelines of these issues have."""
    query = select(func.count()).select_from(Event).where(col(Event.issue_id).in_(ids))
    return session.exec(query).one()


def give_phone(sample: Sample, person: Person, now: datetime) -> None:
    """One that is signed in, and can ring."""
    sample.sign_in(person)
    sample.session.flush()
    query = select(Device.id).where(Device.person_id == person.id)
    device = sample.session.exec(query).one()
    url = f"https://fcm.googleapis.com/fcm/send/{uuid4()}"
    offer = subscriptions.validate(PushServices(), url, *subscription_keys())
    subscriptions.save(
        sample.session,
        offer,
        person=str(person.id),
        device=str(device),
        vapid_key="key",
        now=now,
    )
