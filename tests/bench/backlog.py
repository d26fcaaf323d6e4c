"""A worker that comes back to thousands of ladders that are due: rows as they would be then."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from push.models import Escalation, Subscription
from tests.bench.shape import WORDS, ref
from tests.push.running import Phone
from web.cli.sample import Sample
from web.rules.words import State, Trigger, Urgency
from web.store.subjects import subject_of
from web.store.tables import Issue, Person

DUE, PEOPLE, TAPPED = 3_000, 20, 2_000
_LATE = timedelta(hours=1)


@dataclass
class Backlog:
    """`due` issues without an owner whose time came an hour ago; and `tapped` ones that nobody
    nudges about yet, for people to own meanwhile. Their references are those of `shape.ref`."""

    session: Session
    origin: str
    key_id: str
    due: int = DUE
    people: int = PEOPLE
    tapped: int = TAPPED

    def fill(self) -> list[str]:
        """The session tokens of all people; each has a phone at `origin`, named by their id."""
        self.now = datetime.now(UTC)
        sample = Sample(self.session, self.now)
        self.site = sample.site("Store 7")
        people = [sample.person(self.site, f"Ana {number}") for number in range(self.people)]
        tokens = [sample.sign_in(one) for one in people]
        phone = Phone(self.origin)  # one pair of keys for all: making them is not the question
        phones = [self._phone(one, phone) for one in people]
        self.session.execute(insert(Subscription), phones)
        numbers = range(self.due + self.tapped)
        self.session.execute(insert(Issue), [self._issue(one, people[0]) for one in numbers])
        self.session.execute(insert(Escalation), [self._ladder(one) for one in numbers])
        return tokens

    def _phone(self, person: Person, phone: Phone) -> dict[str, Any]:
        return {
            "person": str(person.id),
            "device": str(person.id),
            "endpoint": f"{self.origin}/{person.id}",
            "endpoint_hash": str(person.id),
            "origin": self.origin,
            "p256dh": phone.p256dh,
            "auth": phone.auth,
            "vapid_key": self.key_id,
            "created_at": self.now,
            "strikes": 0,
        }

    def _since(self, number: int) -> datetime:
        return self.now - _LATE if number < self.due else self.now + timedelta(days=9)

    def _issue(self, number: int, reporter: Person) -> dict[str, Any]:
        return {
            "id": number + 1,
            "ref": ref(number),
            "site_id": self.site.id,
            "reporter_id": reporter.id,
            "state": State.UNOWNED,
            "urgency": Urgency.TODAY,
            "words": WORDS,
            "place": "Level 2, east",
            "waiting_since": self.now - _LATE,
            "created_at": self.now - _LATE,
            "touched_at": self.now - _LATE,
            "version": 1,
        }

    def _ladder(self, number: int) -> dict[str, Any]:
        at = self._since(number)
        return {
            "subject": subject_of(number + 1),
            "trigger": Trigger.UNOWNED,
            "cycle": 1,
            "step": 0,
            "anchor_at": self.now - _LATE,
            "next_at": at,
            "step_at": at,
            "started_at": self.now - _LATE,
            "policy": -1,
        }
