"""What the machine sees of the database, and the phones that it hands out."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, select

from push import escalation, subscriptions
from push.endpoints import PushServices
from push.escalation import Due
from push.models import OPEN, Delivery, Escalation, Message
from tests.web.world import subscription_keys
from web.rules.people import Viewer
from web.rules.words import Kind
from web.store.engine import Database
from web.store.tables import Event, Issue


def issues(database: Database, refs: Iterable[str]) -> list[tuple[Issue, list[Kind]]]:
    """Each issue with the kinds of its events, oldest first."""
    with database.read() as session:
        rows = session.exec(select(Issue).where(col(Issue.ref).in_(list(refs)))).all()
        query = select(Event).where(col(Event.issue_id).in_([row.id for row in rows]))
        events = session.exec(query.order_by(col(Event.id))).all()
    return [(row, [Kind(one.kind) for one in events if one.issue_id == row.id]) for row in rows]


def running_ladders(database: Database) -> dict[str, list[str]]:
    """The triggers of all ladders that are not at rest, by subject."""
    query = select(Escalation).where(col(Escalation.next_at).is_not(None))
    found: dict[str, list[str]] = {}
    with database.read() as session:
        for one in session.exec(query).all():
            found.setdefault(one.subject, []).append(one.trigger)
    return found


def waiting(database: Database, ref: str) -> int:
    """How many nudges of this issue are still to be sent."""
    with database.read() as session:
        issue_id = session.exec(select(Issue.id).where(Issue.ref == ref)).one()
        query = (
            select(Delivery.id)
            .join(Message, col(Message.id) == col(Delivery.message_id))
            .where(Message.subject == f"issue:{issue_id}", col(Delivery.state).in_(OPEN))
        )
        return len(session.exec(query).all())


def due(database: Database, refs: Iterable[str], now: datetime) -> list[Due]:
    """The due ladders of these issues; earlier runs have left others behind."""
    with database.read() as session:
        ids = session.exec(select(Issue.id).where(col(Issue.ref).in_(list(refs)))).all()
        subjects = {f"issue:{one}" for one in ids}
        return [one for one in escalation.due(session, now, 10_000) if one.subject in subjects]


def count_events(database: Database, subject: str) -> int:
    issue_id = int(subject.removeprefix("issue:"))
    with database.read() as session:
        return len(session.exec(select(Event.id).where(Event.issue_id == issue_id)).all())


def give_phone(session: Session, who: Viewer, now: datetime) -> None:
    url = f"https://fcm.googleapis.com/fcm/send/{uuid4()}"
    offer = subscriptions.validate(PushServices(), url, *subscription_keys())
    subscriptions.save(
        session, offer, person=str(who.id), device=f"of-{who.id}", vapid_key="key", now=now
    )
