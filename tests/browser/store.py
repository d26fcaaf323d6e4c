"""A site with people in it, really served, whose phones are signed in without a link."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session, select

from tests.support.browsers import Phone
from tests.support.served import Served, serve
from web.cli.sample import Sample
from web.rules.words import Role
from web.store.engine import Database
from web.store.tables import Issue, Person, Site

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

    def hand_over(self, phone: Phone, token: str) -> Phone:
        """The phone is signed in from now on, and shows home."""
        phone.context.add_cookies([{"name": COOKIE, "value": token, "url": self.url}])
        phone.page.goto(self.url)
        return phone

    def report(self, by: str, words: str, **more: Any) -> str:
        """The reference of an issue that this person reported; see `Sample.report`."""
        return self.sample(lambda sample: sample.report(self.person(sample, by), words, **more))

    def person(self, sample: Sample, name: str) -> Person:
        here = select(Person).where(Person.site_id == self.site_id)
        return next(one for one in sample.session.exec(here) if one.name == name)

    def issue(self, ref: str) -> Issue:
        return self.ask(lambda session: session.exec(select(Issue).where(Issue.ref == ref)).one())


@dataclass
class Chain:
    """The organisation: one program, in which every test opens a store of its own."""

    app: Served
    database: Database

    def open_store(self, name: str = "Store 12") -> Store:
        with self.database.write() as session:
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
