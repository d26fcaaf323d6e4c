"""A small organisation to try the pages on: two sites, everybody's role, and a browser each."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypedDict, TypeVar, Unpack

from flask import Flask
from sqlalchemy import func, update
from sqlmodel import col, select

from push import escalation, escalation_runner, subscriptions
from push.endpoints import PushServices
from push.models import Delivery, Escalation, Message
from tests.support.clock import Clock
from tests.support.subscriptions import subscription_keys
from tests.web import apps
from tests.web.answers import Browser
from tests.web.configured import config, keys
from web.acts.core.tap import Tap
from web.acts.core.tokens import hash_of
from web.acts.escalation_plan import EscalationPlan
from web.acts.handoffs import scan_codes
from web.acts.phones import push_subscriptions
from web.cli.sample import Sample
from web.config import Config
from web.reads.accounts.sessions import signed_in
from web.rules.people import Viewer
from web.rules.vocabulary import ChangeReason, EventKind, Introduction, Role, Urgency
from web.store.engine import Database
from web.store.tables.accounts import Device, Person, Place, Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Event, Issue

Made = TypeVar("Made")
WORDS = "Till 4 is dead"


class Reported(TypedDict, total=False):
    """What `Sample.report` may be given beside the words."""

    at: datetime
    urgency: Urgency
    place: str
    customer_name: str | None
    customer_contact: str
    without_owner: bool


@dataclass
class World:
    """`world.owner` and so on are browsers; `world.people["owner"]` is the row behind it."""

    database: Database
    clock: Clock
    config: Config = field(default_factory=config)
    people: dict[str, Person] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # of sessions, by persona

    def __post_init__(self) -> None:
        self.app: Flask = apps.lend(self, self.config, self.database, keys(), self.clock)
        with self.database.write() as session:
            _settle_in(self, Sample(session, self.clock()))
        for name in self.tokens:
            setattr(self, name, self.browser(name))
        self.nobody = self.browser()

    owner: Browser = field(init=False)
    colleague: Browser = field(init=False)
    lead: Browser = field(init=False)
    admin: Browser = field(init=False)
    stranger: Browser = field(init=False)
    nobody: Browser = field(init=False)
    site: Site = field(init=False)
    elsewhere: Site = field(init=False)
    place: Place = field(init=False)

    @property
    def cookie(self) -> str:
        return "__Host-ownit" if self.config.is_https else "ownit"

    def browser(self, persona: str = "", token: str = "") -> Browser:
        token = token or self.tokens.get(persona, "")
        return Browser(self.app, self.config.public_url, self.cookie, token)

    def browser_of(self, persona: str) -> Browser:
        """`world.owner` and so on, by name."""
        found: Browser = getattr(self, persona)
        return found

    def id(self, persona: str) -> int:
        return self.people[persona].id

    def viewer(self, persona: str) -> Viewer:
        """As requests of this persona's device are seen."""
        with self.database.read() as session:
            idle_since = self.clock() - timedelta(days=30)
            found = signed_in(session, hash_of(self.tokens[persona]), self.clock(), idle_since)
        assert found is not None
        return found.viewer

    # Making

    def make(self, build: Callable[[Sample], Made]) -> Made:
        with self.database.write() as session:
            return build(Sample(session, self.clock()))

    def report(self, by: str = "owner", words: str = WORDS, **more: Unpack[Reported]) -> str:
        return self.make(lambda sample: sample.report(self.people[by], words, **more))

    def unowned(self, words: str = WORDS, by: str = "lead", **more: Unpack[Reported]) -> str:
        more["without_owner"] = True
        return self.report(by, words, **more)

    def ask(
        self,
        ref: str = "",
        helper: str | None = "colleague",
        how: Introduction = Introduction.IN_PERSON,
        need: str = "Open the spare till",
    ) -> int:
        """The owner's new step; `helper` None: whoever scans its code."""
        ref, asked = ref or self.report(), self.people[helper] if helper else None
        with self.database.write() as session:
            sample = Sample(session, self.clock())
            return sample.ask(self.people["owner"], ref, asked, need, self.clock(), how)

    def walking(
        self,
        ref: str = "",
        helper: str = "colleague",
        how: Introduction = Introduction.IN_PERSON,
        need: str = "Open the spare till",
    ) -> int:
        """The same, with the helper's yes."""
        step_id = self.ask(ref, helper, how, need)
        with self.database.write() as session:
            Sample(session, self.clock()).accept(self.people[helper], step_id, self.clock())
        return step_id

    def code(self, step_id: int = 0) -> str:
        """The path in the code on the owner's screen; without an id that of the newest step."""
        step_id = step_id or self.count(Step)
        code, _ = scan_codes.code_for(keys().secret, step_id, self.clock())
        return f"/steps/{step_id}/with/{code}"

    def hand_over(
        self, ref: str = "", to: str = "colleague", why: ChangeReason = ChangeReason.SHIFT_ENDS
    ) -> int:
        """An owner change that waits for its answer."""
        ref, owner = ref or self.report(), self.people["owner"]
        with self.database.write() as session:
            sample = Sample(session, self.clock())
            return sample.hand_over(owner, ref, self.people[to], why, self.clock())

    def shared(self, ref: str, by: Browser | None = None) -> str:
        """The path of the customer's page, from the owner's screen."""
        by = by or self.owner
        assert by.act(ref, "share").status == 303
        page = by.get(f"/issues/{ref}/share").text
        return "/s/" + page.partition(f"{self.config.public_url}/s/")[2][:43]

    def phone(self, persona: str, number: int = 1, device: int | None = None) -> int:
        """A push subscription on this persona's device, or on another one of theirs."""
        url = f"https://updates.push.services.mozilla.com/wpush/v2/{persona}{number}"
        offer = subscriptions.validate(PushServices(), url, *subscription_keys())
        with self.database.write() as session:
            viewer = self.viewer(persona)
            viewer = replace(viewer, device_id=device) if device else viewer
            tap = Tap(session, self.clock(), viewer)
            return push_subscriptions.subscribe(tap, offer, keys().vapid.id)

    def device(self, persona: str) -> int:
        with self.database.read() as session:
            token_hash = hash_of(self.tokens[persona])
            return session.exec(select(Device.id).where(Device.token_hash == token_hash)).one()

    def ring_all(self) -> None:
        """A phone that can ring for everybody."""
        for persona in self.people:
            self.phone(persona)

    def long_shift(self) -> None:
        """Everybody is on shift for the next three days."""
        with self.database.write() as session:
            for persona in self.people:
                person = session.get_one(Person, self.id(persona))
                person.on_shift_until = self.clock() + timedelta(days=3)

    def deliver(self) -> None:
        """The push services take all that waits for them."""
        taken = {"state": "accepted", "next_at": None, "accepted_at": self.clock()}
        with self.database.write() as session:
            session.execute(update(Delivery).where(col(Delivery.state) == "pending").values(taken))

    def show(self) -> None:
        """The push services take all that waits for them, and the phones show it."""
        self.deliver()
        is_new = (col(Delivery.state) == "accepted") & col(Delivery.shown_at).is_(None)
        with self.database.write() as session:
            shown = update(Delivery).where(is_new, col(Delivery.subscription_id).is_not(None))
            session.execute(shown.values(shown_at=self.clock()))

    def off_shift(self, *personas: str) -> None:
        with self.database.write() as session:
            for persona in personas:
                session.get_one(Person, self.id(persona)).on_shift_until = None

    # Looking

    def issue(self, ref: str) -> Issue:
        with self.database.read() as session:
            return session.exec(select(Issue).where(Issue.ref == ref)).one()

    def events(self, ref: str) -> list[Event]:
        query = select(Event).where(Event.issue_id == self.issue(ref).id).order_by(col(Event.id))
        with self.database.read() as session:
            return list(session.exec(query).all())

    def step(self, step_id: int) -> Step:
        with self.database.read() as session:
            return session.get_one(Step, step_id)

    def change(self, change_id: int) -> OwnerChange:
        with self.database.read() as session:
            return session.get_one(OwnerChange, change_id)

    def kinds(self, ref: str) -> list[EventKind]:
        return [EventKind(one.kind) for one in self.events(ref)]

    def messages(self, persona: str = "") -> list[Message]:
        query = select(Message).order_by(col(Message.id))
        if persona:
            query = query.where(Message.person == str(self.id(persona)))
        with self.database.read() as session:
            return list(session.exec(query).all())

    def deliveries(self) -> list[str]:
        with self.database.read() as session:
            return list(session.exec(select(Delivery.state).order_by(col(Delivery.id))).all())

    def running(self, ref: str) -> list[Escalation]:
        """The issue's ladders that are not at rest."""
        subject = f"issue:{self.issue(ref).id}"
        query = select(Escalation).where(
            Escalation.subject == subject, col(Escalation.next_at).is_not(None)
        )
        with self.database.read() as session:
            return list(session.exec(query).all())

    def count(self, table: type) -> int:
        with self.database.read() as session:
            return len(session.exec(select(table)).all())

    # The worker's first pass

    def advance(self) -> None:
        """All ladders that are due now take their step."""
        with self.database.read() as session:
            found = escalation.due(session, self.clock(), 100)
        for one in found:
            with self.database.write() as session:
                assert escalation_runner.advance(session, EscalationPlan(), one, self.clock())

    def run_until(self, minutes: int, *, shown: bool = False) -> None:
        """The worker looks every minute, for so many minutes; a minute in which nothing is due is
        left out. `shown`: phones show what comes."""
        start, due_at = self.clock(), None
        for minute in range(minutes + 1):
            self.clock.now = start + timedelta(minutes=minute)
            if minute not in (0, minutes) and (due_at is None or due_at > self.clock.now):
                continue
            self.advance()
            if shown:
                self.show()
            due_at = self.next_look()

    def next_look(self) -> datetime | None:
        """When a worker looks at a ladder next; None where none runs."""
        with self.database.read() as session:
            return session.exec(select(func.min(col(Escalation.next_at)))).one()


def _settle_in(world: World, sample: Sample) -> None:
    world.site = sample.site("Store 12", phone="+49 30 1234")
    world.elsewhere = sample.site("Store 7")
    world.place = sample.place(world.site, "Till 4", "T4AAAA")
    here = {
        "owner": ("Ana Rothgeber", Role.EMPLOYEE),
        "colleague": ("Ben Kastner", Role.EMPLOYEE),
        "lead": ("Leyla Demir", Role.LEAD),
        "admin": ("Ada Winter", Role.ADMIN),
    }
    for name, (full_name, role) in here.items():
        world.people[name] = sample.person(world.site, full_name, role)
    world.people["stranger"] = sample.person(world.elsewhere, "Sven Olsson")
    for name, person in world.people.items():
        world.tokens[name] = sample.sign_in(person)
