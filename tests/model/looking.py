"""What the machine sees of the database in one look, and the phones that it hands out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from sqlmodel import Session, col, func, select

from push import escalation, subscriptions
from push.endpoints import PushServices
from push.escalation import Due
from push.models import OPEN, Delivery, DeliveryState, Escalation, Message
from tests.web.world import subscription_keys
from web.cli.sample import Sample
from web.rules.words import Kind
from web.store.engine import Database
from web.store.tables import Device, Event, Issue, Person
from web.store.walk_tables import OwnerChange, Step

OF_THE_WALK = ("step", "change", "walk", "shift")
Row = TypeVar("Row", Event, Step, OwnerChange)


@dataclass(frozen=True)
class Seen:
    """One issue, with all that hangs on it, oldest first."""

    row: Issue
    events: list[Event]
    steps: list[Step]
    changes: list[OwnerChange]

    @property
    def kinds(self) -> list[Kind]:
        return [Kind(one.kind) for one in self.events]


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
    query = select(Escalation).where(col(Escalation.next_at).is_not(None))
    found: dict[str, list[str]] = {}
    for one in session.exec(query).all():
        found.setdefault(one.subject, []).append(one.trigger)
    return found


def waiting(session: Session, subjects: Collection[str]) -> set[tuple[str, int]]:
    """What of these subjects is still to be sent, and to whom."""
    query = (
        select(Message.subject, Message.person)
        .join(Delivery, col(Delivery.message_id) == col(Message.id))
        .where(col(Message.subject).in_(subjects), col(Delivery.state).in_(OPEN))
    )
    return {(subject, int(person)) for subject, person in session.exec(query).all()}


def send(session: Session, subjects: Collection[str], now: datetime) -> None:
    """As a sender does that has got an answer."""
    ours = select(Message.id).where(col(Message.subject).in_(subjects))
    open_ones = select(Delivery).where(col(Delivery.message_id).in_(ours))
    for one in session.exec(open_ones.where(col(Delivery.state).in_(OPEN))).all():
        one.state, one.next_at, one.accepted_at = DeliveryState.ACCEPTED, None, now
        session.add(one)


def told_since(session: Session, message: int) -> tuple[int, set[tuple[str, int]]]:
    """The newest message, and who was told of which subject of the walk after `message`."""
    rows = session.exec(select(Message).where(col(Message.id) > message)).all()
    told = {(one.subject, int(one.person)) for one in rows}
    of_the_walk = {one for one in told if one[0].partition(":")[0] in OF_THE_WALK}
    return max((one.id for one in rows), default=message), of_the_walk


def newest(database: Database, table: type[Step] | type[OwnerChange] | type[Message]) -> int:
    with database.read() as session:
        return session.exec(select(func.max(table.id))).one() or 0


def issue_id(database: Database, ref: str) -> int:
    with database.read() as session:
        return session.exec(select(Issue.id).where(Issue.ref == ref)).one()


def due(database: Database, subjects: Collection[str], now: datetime) -> list[Due]:
    """The due ladders of these subjects; earlier runs have left others behind."""
    with database.read() as session:
        return [one for one in escalation.due(session, now, 10_000) if one.subject in subjects]


def count_events(database: Database, ids: Iterable[int]) -> int:
    with database.read() as session:
        query = select(func.count()).select_from(Event).where(col(Event.issue_id).in_(list(ids)))
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
