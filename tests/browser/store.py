"""A site with people in it, really served, whose phones are signed in without a link."""

import json
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from sqlmodel import Session, delete, select

from tests.push.running import Phone as PushPhone
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import Served, serve
from web.acts.accounts import invites
from web.acts.core.tap import Unit
from web.cli.sample import Sample
from web.rules.vocabulary import Role
from web.store.engine import Database
from web.store.tables.accounts import Person, Site
from web.store.tables.guesses import Guess
from web.store.tables.issues import Issue

Found = TypeVar("Found")
COOKIE = "ownit"


@dataclass
class Store:
    """One site. `sample` makes what a test needs; `ask` looks into the database."""

    app: Served
    database: Database
    site_id: int

    @property
    def url(self) -> str:
        return self.app.url

    def sample(self, make: Callable[[Sample], Found]) -> Found:
        with self.database.write() as session:
            return make(Sample(session, datetime.now(UTC)))

    def ask(self, question: Callable[[Session], Found]) -> Found:
        with self.database.read() as session:
            return question(session)

    def hire(self, name: str, role: Role = Role.EMPLOYEE, *, on_shift: bool = True) -> str:
        """The session token of a new person at the one site, on a phone of theirs."""

        def make(sample: Sample) -> str:
            site = sample.session.get_one(Site, self.site_id)
            return sample.sign_in(sample.person(site, name, role, 8 if on_shift else None))

        return self.sample(make)

    def way_in(self, name: str) -> str:
        """The address at which one tap signs this person in on one more phone."""

        def make(sample: Sample) -> str:
            person = self.person(sample, name)
            lifetime = invites.KNOWN_PERSON
            return invites.invite_known(Unit(sample.session, sample.now), person, lifetime).token

        return f"{self.url}/join/{self.sample(make)}"

    def hand_over(self, phone: Phone, token: str, url: str | None = None) -> Phone:
        """The phone is signed in from now on, and shows home; `url` where not the app’s own."""
        phone.context.add_cookies([{"name": COOKIE, "value": token, "url": url or self.url}])
        phone.page.goto(url or self.url)
        return phone

    def set_language(self, name: str, code: str) -> None:
        """As this person has chosen it, on another device."""

        def change(sample: Sample) -> None:
            self.person(sample, name).language = code

        self.sample(change)

    def report(self, by: str, words: str, **more: Any) -> str:
        """The reference of an issue that this person reported; see `Sample.report`."""
        return self.sample(lambda sample: sample.report(self.person(sample, by), words, **more))

    def person(self, sample: Sample, name: str) -> Person:
        here = select(Person).where(Person.site_id == self.site_id)
        return next(one for one in sample.session.exec(here) if one.name == name)

    def post(self, token: str, path: str, **fields: str) -> str:
        """What a phone without a browser would send; the address that it is led to."""
        return self._send(token, path, urlencode({"key": uuid.uuid4().hex} | fields))

    def share(self, owner: str, ref: str) -> str:
        """The address of the customer's page, from the owner's screen."""
        self.post(owner, f"/issues/{ref}/share")
        headers = {"Cookie": f"{COOKIE}={owner}"}
        request = urllib.request.Request(f"{self.url}/issues/{ref}/share", headers=headers)
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            page = answer.read().decode()
        return f"{self.url}/s/{page.partition(f'{self.url}/s/')[2][:43]}"

    def log_unowned(self, lead: str, words: str) -> str:
        """The reference of an issue that this lead, by session token, logs over HTTP."""
        fields = {"text": words, "intent": "log", "site_id": str(self.site_id)}
        return self.post(lead, "/issues", **fields).rpartition("/")[2]

    def subscribe(self, token: str, phone: PushPhone) -> None:
        keys = {"p256dh": phone.p256dh, "auth": phone.auth}
        subscription = json.dumps({"endpoint": phone.endpoint, "keys": keys})
        self._send(token, "/push/subscriptions", subscription, "application/json")

    def _send(
        self, token: str, path: str, body: str, kind: str = "application/x-www-form-urlencoded"
    ) -> str:
        headers = {"Cookie": f"{COOKIE}={token}", "Origin": self.url, "Content-Type": kind}
        request = urllib.request.Request(f"{self.url}{path}", body.encode(), headers)
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return str(answer.url)

    def issue(self, ref: str) -> Issue:
        return self.ask(lambda session: session.exec(select(Issue).where(Issue.ref == ref)).one())


@dataclass
class Chain:
    """The organisation: one program, in which every test opens a store of its own."""

    app: Served
    database: Database

    def open_store(self, name: str = "Store 12") -> Store:
        with self.database.write() as session:
            session.exec(delete(Guess))  # all phones here have one address, which has a limit
            site = Sample(session, datetime.now(UTC)).site(name, phone="+49 30 5550112")
            return Store(self.app, self.database, site.id)


@contextmanager
def run_chain(
    folder: Path, database_url: str = "", settings: Mapping[str, str] | None = None
) -> Iterator[Chain]:
    """Served with both its processes; one web process is enough for a handful of phones."""
    more = {"OWNIT_WEB_PROCESSES": "1", "OWNIT_WEB_THREADS": "6"} | dict(settings or {})
    with serve(folder / "data", database_url, more) as app:
        database = Database(database_url or f"sqlite:///{app.data_dir / 'ownit.sqlite3'}")
        yield Chain(app, database)
        database.close()
