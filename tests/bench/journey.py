"""From the time that a nudge is due to the push service's yes: one worker, the real plan, 100,000
open issues, of which 1,000 come due within one minute.

The push service answers from a process of its own over plain HTTP; it checks nothing.
"""

import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import Session

from push.endpoints import PushServices
from push.model_fields import table_of
from push.models import Delivery, DeliveryState, Escalation, Message, Subscription
from push.sender import Route
from push.vapid import VapidSigner, load_or_make
from push.worker import build
from tests.bench.sending import push_service
from tests.bench.shape import WORDS, ref
from tests.bench.table import Row, print_table
from tests.push.bench import SUBJECT
from tests.push.running import Phone
from tests.support.tables import make_tables
from web.acts.escalation_plan import EscalationPlan
from web.cli.sample import Sample
from web.rules.vocabulary import IssueState, Trigger, Urgency
from web.store.engine import Database
from web.store.subjects import subject_of
from web.store.tables.issues import Issue

OPEN, DUE, WITHIN = 100_000, 1_000, timedelta(minutes=1)
PEOPLE = 1_000
P99_SECONDS = 60.0
_FAR, _PROMISED = timedelta(days=300), timedelta(hours=4)
_LEAD = timedelta(seconds=3)  # between filling and the first one
_PATIENCE = 240.0  # seconds
_AT_ONCE = 10_000  # rows of an insert


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="ownit-bench-") as name, push_service() as origin:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'journey.sqlite3'}")
        make_tables(database)
        key = load_or_make(folder / "vapid.pem")
        with database.write() as session:
            _People(session, origin, key.id).fill()
        began = datetime.now(UTC) + _LEAD
        with database.write() as session:
            _set_due(session, began)
        route = Route(VapidSigner(key, SUBJECT), PushServices.of((origin,)), "https://own.example")
        late = sorted(_run(database, route, began))
        database.close()
    return [
        _row("half of them", late[len(late) // 2]),
        _row("99 of 100", late[len(late) * 99 // 100], P99_SECONDS),
        _row("the last", late[-1]),
    ]


class _People:
    """A thousand people with a phone each, and a hundred issues each."""

    def __init__(self, session: Session, origin: str, key_id: str) -> None:
        self.session, self.origin, self.key_id = session, origin, key_id
        self.now = datetime.now(UTC)
        self.phone = Phone(origin)  # one pair of keys for all: making them is not the question

    def fill(self) -> None:
        sample = Sample(self.session, self.now)
        site = sample.site("Store 7")
        owners = [sample.person(site, f"Owner {number}").id for number in range(PEOPLE)]
        self.session.execute(insert(Subscription), [self._phone(one) for one in owners])
        for first in range(0, OPEN, _AT_ONCE):
            numbers = range(first, first + _AT_ONCE)
            issues = [self._issue(number, site.id, owners[number % PEOPLE]) for number in numbers]
            self.session.execute(insert(Issue), issues)
            self.session.execute(insert(Escalation), [self._ladder(number) for number in numbers])

    def _phone(self, person_id: int) -> dict[str, Any]:
        return {
            "person": str(person_id),
            "device": str(person_id),
            "endpoint": f"{self.origin}/{person_id}",
            "endpoint_hash": str(person_id),
            "origin": self.origin,
            "p256dh": self.phone.p256dh,
            "auth": self.phone.auth,
            "vapid_key": self.key_id,
            "created_at": self.now,
            "strikes": 0,
        }

    def _issue(self, number: int, site_id: int, owner_id: int) -> dict[str, Any]:
        return {
            "id": number + 1,
            "ref": ref(number),
            "site_id": site_id,
            "reporter_id": owner_id,
            "state": IssueState.OWNED,
            "urgency": Urgency.TODAY,
            "words": WORDS,
            "owner_id": owner_id,
            "owned_at": self.now,
            "promise_at": self.now + _FAR,
            "promised_at": self.now,
            "created_at": self.now,
            "touched_at": self.now,
            "version": 1,
        }

    def _ladder(self, number: int) -> dict[str, Any]:
        return {
            "subject": subject_of(number + 1),
            "trigger": Trigger.PROMISE,
            "cycle": 1,
            "step": 0,
            "anchor_at": self.now + _FAR,
            "next_at": self.now + _FAR,
            "step_at": self.now + _FAR,
            "started_at": self.now,
            "policy": -1,
        }


def _due(began: datetime) -> Iterator[tuple[int, datetime]]:
    """One issue of each person, spread over the minute."""
    for number in range(DUE):
        yield number + 1, began + WITHIN * number / DUE


def _set_due(session: Session, began: datetime) -> None:
    issue, ladder = table_of(Issue), table_of(Escalation)
    connection = session.connection()
    for issue_id, at in _due(began):
        promised = {"promise_at": at, "promised_at": at - _PROMISED}
        connection.execute(issue.update().where(issue.c.id == issue_id).values(promised))
        times = {"anchor_at": at, "next_at": at, "step_at": at}
        ours = ladder.c.subject == subject_of(issue_id)
        connection.execute(ladder.update().where(ours).values(times))


def _run(database: Database, route: Route, began: datetime) -> list[float]:
    """Seconds from due to accepted, of each."""
    worker = build(database, EscalationPlan(), route, {})
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    try:
        _wait_until_accepted(database)
    finally:
        worker.stop.set()
        thread.join(timeout=30)
    delivery, message = table_of(Delivery), table_of(Message)
    query = select(message.c.subject, func.min(delivery.c.accepted_at)).join(
        delivery, delivery.c.message_id == message.c.id
    )
    with database.read() as session:
        found = session.connection().execute(query.group_by(message.c.subject)).all()
    accepted = dict(found)
    return [(accepted[subject_of(id_)] - at).total_seconds() for id_, at in _due(began)]


def _wait_until_accepted(database: Database) -> None:
    delivery = table_of(Delivery)
    query = select(func.count()).where(delivery.c.state == DeliveryState.ACCEPTED)
    pause = threading.Event()
    for _ in range(int(_PATIENCE)):
        with database.read() as session:
            if session.connection().execute(query).scalar_one() >= DUE:
                return
        pause.wait(1.0)
    raise AssertionError(f"not all of {DUE} were accepted within {_PATIENCE:.0f} s")


def _row(name: str, seconds: float, goal: float | None = None) -> Row:
    is_met = None if goal is None else seconds < goal
    return Row(name, (f"{seconds:.2f} s",), f"< {goal:.0f} s" if goal else "", is_met)


def show(rows: list[Row]) -> None:
    title = f"From due to accepted: {DUE:,} within a minute, of {OPEN:,} open issues, one worker"
    print_table(title, ("one run",), rows)
