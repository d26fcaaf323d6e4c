"""What people notice while a worker catches up with thousands of ladders that are due at once.

The real program with both its processes, SQLite; eight people tap without a pause. The ratio of
the times of their taps meanwhile to those before is the figure that means something elsewhere.
"""

import itertools
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from push.models import Delivery, DeliveryState, Escalation, Subscription
from push.vapid import load_or_make
from tests.bench.load import CLIENTS, Run, drive, post
from tests.bench.sending import push_service
from tests.bench.shape import WORDS, ref
from tests.bench.table import Row, print_table
from tests.push.running import Phone
from tests.support.served import serve
from tests.support.tables import make_tables
from web.cli.keys import VAPID_FILE
from web.cli.sample import Sample
from web.rules.vocabulary import IssueState, Trigger, Urgency
from web.store.engine import Database
from web.store.subjects import subject_of
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue

DUE, PEOPLE, TAPPED = 3_000, 20, 8_000
CALM_SECONDS, MOST_SECONDS = 8.0, 300.0
GOAL = 2.0
_LATE, _FAR = timedelta(hours=1), timedelta(days=9)


@dataclass
class Backlog:
    """`due` issues without an owner that have waited for an hour, and `tapped` ones for people to
    own meanwhile. Nobody is nudged about any of them before `begin`."""

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

    def _issue(self, number: int, reporter: Person) -> dict[str, Any]:
        return {
            "id": number + 1,
            "ref": ref(number),
            "site_id": self.site.id,
            "reporter_id": reporter.id,
            "state": IssueState.UNOWNED,
            "urgency": Urgency.TODAY,
            "words": WORDS,
            "place": "Level 2, east",
            "waiting_since": self.now - _LATE,
            "created_at": self.now - _LATE,
            "touched_at": self.now - _LATE,
            "version": 1,
        }

    def _ladder(self, number: int) -> dict[str, Any]:
        at = self.now + _FAR
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


def begin(session: Session, due: int = DUE) -> None:
    """These ladders are due, since an hour ago."""
    at = datetime.now(UTC) - _LATE
    ours = col(Escalation.id) <= due
    session.exec(update(Escalation).where(ours).values(next_at=at, step_at=at))


@dataclass(frozen=True)
class CaughtUp:
    calm: Run
    busy: Run
    seconds: float  # of catching up
    rang: Counter[int]  # how many phones rang so many times


def measure(url: str = "") -> CaughtUp:
    with tempfile.TemporaryDirectory(prefix="ownit-bench-") as name, push_service() as origin:
        data = Path(name) / "data"
        data.mkdir(mode=0o700)
        key = load_or_make(data / VAPID_FILE)
        database = Database(url or f"sqlite:///{data / 'ownit.sqlite3'}")
        make_tables(database)
        with database.write() as session:
            tokens = Backlog(session, origin, key.id).fill()
        with serve(data, url, {"OWNIT_PUSH_HOSTS": origin}) as app:
            port = int(app.url.rpartition(":")[2])
            found = _measure(database, port, _taps(tokens))
        database.close()
    return found


def _taps(tokens: list[str]) -> Iterator[bytes]:
    """Each on an issue that nobody owns, by one of eight."""
    cookies = itertools.cycle(f"ownit={one}" for one in tokens[:CLIENTS])
    for number, cookie in zip(range(DUE, DUE + TAPPED), cookies, strict=False):
        form = {"key": str(uuid4()), "seen": "1"}
        yield post(f"/issues/{ref(number)}/own", form, Cookie=cookie)


def _measure(database: Database, port: int, taps: Iterator[bytes]) -> CaughtUp:
    drive(port, itertools.islice(taps, 4 * CLIENTS), 60.0)  # all is loaded
    calm = drive(port, taps, CALM_SECONDS)
    with database.write() as session:
        begin(session)
    began = time.monotonic()

    def until_caught_up() -> Iterator[bytes]:
        for number, tap in enumerate(taps):
            if number % CLIENTS == 0 and _is_caught_up(database):
                return
            yield tap

    busy = drive(port, until_caught_up(), MOST_SECONDS)
    while not _is_caught_up(database) and time.monotonic() - began < MOST_SECONDS:
        time.sleep(0.1)
    return CaughtUp(calm, busy, time.monotonic() - began, _rang(database))


def _is_caught_up(database: Database) -> bool:
    waits = select(col(Escalation.id)).where(col(Escalation.next_at) <= datetime.now(UTC))
    to_send = select(col(Delivery.id)).where(
        col(Delivery.next_at).is_not(None), col(Delivery.deferrable)
    )
    with database.read() as session:
        return not any(
            session.connection().execute(one.limit(1)).first() for one in (waits, to_send)
        )


def _rang(database: Database) -> Counter[int]:
    sent = (
        select(col(Delivery.subscription_id), func.count())
        .where(col(Delivery.deferrable), col(Delivery.carried_by).is_(None))
        .where(col(Delivery.state) == DeliveryState.ACCEPTED)
        .group_by(col(Delivery.subscription_id))
    )
    with database.read() as session:
        return Counter(count for _, count in session.connection().execute(sent).all())


def show(found: CaughtUp) -> None:
    ratio = found.busy.p95 / found.calm.p95
    refused = sum(count for status, count in found.busy.statuses.items() if status >= 500)
    most = max(found.rang, default=0)
    rows = [
        Row("a tap, before: median, 95 of 100", (_ms(found.calm),)),
        Row("a tap, meanwhile", (_ms(found.busy),)),
        Row("95 of 100, meanwhile / before", (f"{ratio:.1f}",), f"≤ {GOAL:.0f}", ratio <= GOAL),
        Row("answered 5xx", (f"{refused} of {found.busy.statuses.total()}",), "0", not refused),
        Row("until all is sent", (f"{found.seconds:.0f} s",)),
        Row("a phone rang, at most", (f"{most} times",), "1", most == 1),
    ]
    print_table(f"{DUE:,} ladders due at once for {PEOPLE} people", ("one run",), rows)


def _ms(run: Run) -> str:
    return f"{run.p50:,.0f}, {run.p95:,.0f} ms"
