"""A test's workbench: the worker with a clock that is set by hand, and short ways to do things."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from push import leases, outbox, subscriptions, superseding, undeliverable
from push.endpoints import PushServices
from push.leased import LeasedBatch
from push.models import Delivery, Message, Origin, Subscription
from push.nudge import Nudge
from push.plan import Advance, DueEscalation
from push.public_http import Lookup, look_up
from push.sender import Route, Sender
from push.vapid import VapidKey, VapidSigner
from push.worker import Worker
from tests.push.push_service import PushService
from tests.push.running import Phone
from tests.support.clock import Clock
from tests.support.steady import steady
from web.store.engine import Database

PUBLIC_URL = "https://own.example.org"
SUBJECT = "mailto:push@own.example.org"


class NobodyToTell:
    """A plan for tests without ladders."""

    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        return Advance((), escalation.step, None)

    def bundle(self, contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        return one_of(contents)


def one_of(contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Says several nudges in one, in the order in which they come."""
    return {
        "title": f"{len(contents)} nudges",
        "body": " · ".join(one["title"] for one in contents),
        "path": "/",
    }


class Bench:
    def __init__(self, database: Database, service: PushService, key: VapidKey) -> None:
        self.database, self.service, self.key = database, service, key
        # The real time to begin with, because a push service checks VAPID's `exp`.
        self.clock = Clock(datetime.now(UTC).replace(microsecond=0))
        self.services = PushServices.of((service.origin,))
        self.worker = self.another_worker()

    def another_worker(self, *, plan: Any = None, lookup: Lookup = look_up, **extra: Any) -> Worker:
        route = Route(
            VapidSigner(self.key, SUBJECT), extra.get("services", self.services), PUBLIC_URL
        )
        sender = Sender(route, self.clock, lookup=lookup, chance=lambda: 0.5)
        return Worker(self.database, plan or NobodyToTell(), sender, self.clock)

    def close(self) -> None:
        self.worker.close()

    def steady(self) -> None:
        """The clock has gone on without a jump up to now."""
        steady(self.database, self.clock())

    def phone(self, person: str = "1", device: str = "1") -> Phone:
        """A phone of this person that was subscribed as a browser would do it."""
        phone = Phone(self.service.subscribe(key=self.key.public))
        self.subscribe(phone, person, device)
        return phone

    def subscribe(
        self, phone: Phone, person: str = "1", device: str = "1", *, takes_over: bool = True
    ) -> Subscription:
        offer = subscriptions.validate(self.services, phone.endpoint, phone.p256dh, phone.auth)
        with self.database.write() as session:
            return subscriptions.save(
                session,
                offer,
                person=person,
                device=device,
                vapid_key=self.key.id,
                now=self.clock(),
                takes_over=takes_over,
            )

    def nudge(self, person: str = "1", **changes: Any) -> Nudge:
        values: dict[str, Any] = {
            "person": person,
            "title": "K7F3 needs an owner",
            "body": "Till 4 · since 10:20",
            "path": "/issues/K7F3",
            "tag": "K7F3",
            "expires_at": self.clock() + timedelta(hours=1),
        }
        return Nudge(**(values | changes))

    def enqueue(
        self, key: str = "k1", person: str = "1", subject: str = "issue:1", **changes: Any
    ) -> Message:
        with self.database.write() as session:
            return outbox.enqueue(
                session,
                key=key,
                subject=subject,
                nudge=self.nudge(person, **changes),
                now=self.clock(),
            )

    def supersede(self, subject: str = "issue:1") -> None:
        with self.database.write() as session:
            superseding.supersede(session, subject, self.clock())

    def deliveries(self) -> list[Delivery]:
        return self._all(Delivery, "id")

    def delivery(self) -> Delivery:
        (only,) = self.deliveries()
        return only

    def subscriptions(self) -> list[Subscription]:
        return self._all(Subscription, "id")

    def origins(self) -> list[Origin]:
        return self._all(Origin, "origin")

    def message(self, key: str = "k1") -> Message:
        with self.database.read() as session:
            return session.exec(select(Message).where(Message.key == key)).one()

    def written(self) -> set[str]:
        """The titles of all nudges that there ever were."""
        return {str(one.content["title"]) for one in self._all(Message, "id")}

    def _all(self, model: Any, order: str) -> list[Any]:
        with self.database.read() as session:
            return list(session.exec(select(model).order_by(order)).all())


def take_due(session: Session, now: datetime, limit: int = 100, seconds: float = 60) -> LeasedBatch:
    """As a worker does it, but in one unit of work."""
    ids = leases.take(session, leases.find(session, now, limit), now, seconds)
    taken = leases.load(session, ids, now)
    undeliverable.mark_dead(session, taken.hopeless)
    return taken
