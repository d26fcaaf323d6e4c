"""Acts against the worker, at the very instants where a nudge could slip through."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from push import escalation, outbox, receipts, settling, subscriptions, superseding
from push.models import Delivery, DeliveryState
from push.plan import Advance, DueEscalation
from push.verdict import Answer, decide
from push.worker import Worker
from tests.push.bench import Bench, NobodyToTell, take_due
from web.store.engine import Database

pytestmark = pytest.mark.slow


class Hesitant(NobodyToTell):
    """Has decided whom to tell, and waits before it says so."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.decided, self.go_on = threading.Event(), threading.Event()

    def tell(self, session: Session, found: DueEscalation, now: datetime) -> Advance:
        self.decided.set()
        self.go_on.wait(1)
        step_at = now + timedelta(minutes=5)
        return Advance((self.bench.nudge(),), found.step + 1, step_at, step_at)


@pytest.mark.parametrize("goes_on", [False, True], ids=["stops", "restarts"])
def test_an_act_silences_a_ladder_that_is_just_advancing(bench: Bench, goes_on: bool) -> None:
    """The worker has looked before the act, and writes its nudge after the act began."""
    bench.phone()
    plan = Hesitant(bench)
    bench.worker.plan = plan
    with bench.database.write() as session:
        escalation.restart(
            session, "issue:1", "unowned", bench.clock(), bench.clock(), now=bench.clock()
        )

    def act() -> None:
        plan.decided.wait(5)
        with bench.database.write() as session:
            if goes_on:
                later = bench.clock() + timedelta(hours=1)
                escalation.restart(session, "issue:1", "promise", later, later, now=bench.clock())
                if not superseding.outstanding(session, "issue:1", bench.clock()).is_pending:
                    return
            else:
                escalation.stop(session, "issue:1")
            superseding.supersede(session, "issue:1", bench.clock())

    with ThreadPoolExecutor() as pool:
        acting = pool.submit(act)
        advancing = pool.submit(bench.worker.advance_due)
        assert advancing.result(20)
        acting.result(20)
    assert not bench.worker.once()
    assert bench.service.requests == 0
    assert bench.delivery().state == DeliveryState.SUPERSEDED


def work_until_idle(worker: Worker) -> None:
    while worker.once():
        pass
    worker.close()


def test_workers_acts_and_receipts_at_once_do_no_harm(bench: Bench) -> None:
    """Each nudge arrives or was silenced, each receipt is noted, and nothing deadlocks."""
    for person in range(6):
        bench.phone(person=str(person), device=str(person))
    for number in range(120):
        bench.enqueue(f"k{number}", person=str(number % 6), subject=f"issue:{number % 10}")
    workers = [bench.another_worker() for _ in range(4)]
    receipts_given = [row.receipt for row in bench.deliveries()]

    def act(subjects: range) -> None:
        for subject in subjects:
            bench.supersede(f"issue:{subject}")

    def show(given: list[str]) -> None:
        for receipt in given:
            with bench.database.write() as session:
                receipts.mark(session, receipt, "shown", bench.clock())

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(work_until_idle, worker) for worker in workers]
        running += [pool.submit(act, range(3)), pool.submit(act, range(2, -1, -1))]
        running += [pool.submit(show, receipts_given), pool.submit(show, receipts_given[::-1])]
        for one in running:
            one.result(60)
    states = {row.state for row in bench.deliveries()}
    assert states <= {DeliveryState.ACCEPTED, DeliveryState.SUPERSEDED}
    sent = {row.id for row in bench.deliveries() if row.state == DeliveryState.ACCEPTED}
    alone = sent - {row.id for row in bench.deliveries() if row.carried_by}
    assert len(sent) >= 120 * 7 // 10
    assert len(bench.service.accepted) >= len(alone) > 0
    assert all(row.shown_at for row in bench.deliveries())


@dataclass
class Meeting:
    """Stops the first unit of work after a statement until the other one has come as far as it
    can: either to a statement of its own, or to a lock that the first one holds.
    """

    database: Database
    mine: re.Pattern[str]
    others: re.Pattern[str]
    here: threading.Event = field(default_factory=threading.Event)
    there: threading.Event = field(default_factory=threading.Event)

    def hold(self, first: Callable[[Session], object], second: Callable[[Session], object]) -> None:
        """Each in a unit of work of its own. Raises what either of them raised."""
        self.hold_both(lambda: self._do(first), lambda: self._do(second))

    def hold_both(self, first: Callable[[], object], second: Callable[[], object]) -> None:
        """As `hold`, for what opens its own units of work."""
        event.listen(self.database.engine, "after_cursor_execute", self._after)
        with ThreadPoolExecutor() as pool:
            one = pool.submit(first)
            assert self.here.wait(5)
            other = pool.submit(second)
            one.result(20)
            other.result(20)

    def _do(self, work: Callable[[Session], object]) -> None:
        with self.database.write() as session:
            work(session)

    def _after(self, connection: object, cursor: object, statement: str, *rest: object) -> None:
        if self.mine.search(statement) and not self.here.is_set():
            self.here.set()
            self.there.wait(1)
        elif self.others.search(statement) and self.here.is_set():
            self.there.set()


def test_a_phone_that_signs_out_while_it_is_enqueued_for(bench: Bench) -> None:
    bench.phone()
    now = bench.clock()
    fan_out = re.compile("SELECT push_subscription.*push_origin", re.DOTALL)
    Meeting(bench.database, fan_out, re.compile("DELETE FROM push_subscription")).hold(
        lambda session: outbox.enqueue(session, key="k", subject="s", nudge=bench.nudge(), now=now),
        lambda session: subscriptions.remove(session, "1"),
    )
    assert bench.subscriptions() == []
    assert not bench.worker.once() or bench.delivery().reason == "gone"
    assert bench.service.requests == 0


def test_a_receipt_that_comes_while_its_answer_is_settled(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    now = bench.clock()
    with bench.database.write() as session:
        (held,) = take_due(session, now, 10, 60).to_phones
    accepted = decide(Answer(201), attempt=1, was_minimal=False, now=now, jitter=0.5)
    locked = re.compile("FROM push_subscription")
    Meeting(bench.database, locked, re.compile("UPDATE push_delivery SET shown_at")).hold(
        lambda session: settling.settle(session, [(held, accepted)], now),
        lambda session: receipts.mark(session, held.receipt, "shown", now),
    )
    row = bench.delivery()
    assert (row.state, row.shown_at) == (DeliveryState.ACCEPTED, now)


def test_a_phone_that_is_gone_while_its_nudges_are_taken_care_of(bench: Bench) -> None:
    """Its last nudge was answered; the one before waits, and belongs to the same issue."""
    bench.phone()
    now = bench.clock()
    bench.enqueue("first", expires_at=now + timedelta(hours=2))
    bench.enqueue("second")
    with bench.database.write() as session:
        _, last = take_due(session, now, 10, 60).to_phones
    gone = decide(Answer(410), attempt=1, was_minimal=False, now=now, jitter=0.5)
    moved = re.compile("UPDATE push_delivery SET state=.*attempt", re.DOTALL)
    first_row = bench.deliveries()[0].id

    def supersede(session: Session) -> None:
        session.get(Delivery, first_row, with_for_update=True)  # as far as the first of its rows
        superseding.supersede(session, "issue:1", now)

    Meeting(bench.database, moved, re.compile("FROM push_delivery.*FOR UPDATE", re.DOTALL)).hold(
        lambda session: settling.settle(session, [(last, gone)], now), supersede
    )
    assert bench.subscriptions() == []
    assert not bench.worker.once()


def test_an_act_meets_a_worker_that_bundles_for_two_phones(bench: Bench) -> None:
    """The rows of one phone after those of the other are out of the order in which acts lock."""
    for person in ("1", "2"):
        bench.phone(person, person)
    for number, (person, subject) in enumerate(
        [("1", "issue:1"), ("2", "issue:2"), ("2", "issue:9"), ("1", "issue:9")]
    ):
        bench.enqueue(f"k{number}", person=person, subject=subject)
    Meeting(
        bench.database,
        re.compile(r"UPDATE push_delivery SET carried_by=\S+ WHERE"),
        re.compile("FROM push_delivery.*FOR UPDATE", re.DOTALL),
    ).hold_both(bench.worker.send_due, lambda: bench.supersede("issue:9"))
    assert {row.state for row in bench.deliveries()} <= {
        DeliveryState.ACCEPTED,
        DeliveryState.SUPERSEDED,
    }


def test_workers_that_lease_at_once_share_the_work(bench: Bench) -> None:
    bench.phone()
    for number in range(60):
        bench.enqueue(f"k{number}")
    together = threading.Barrier(4)

    def take() -> list[int]:
        taken: list[int] = []
        for _ in range(10):
            together.wait(10)
            with bench.database.write() as session:
                taken += [one.id for one in take_due(session, bench.clock(), 5, 60).to_phones]
        return taken

    with ThreadPoolExecutor(4) as pool:
        all_taken = [id_ for one in [pool.submit(take) for _ in range(4)] for id_ in one.result(60)]
    assert sorted(all_taken) == sorted(row.id for row in bench.deliveries())
    assert {row.attempt for row in bench.deliveries()} == {1}


def test_a_double_tap_on_subscribe_makes_one_subscription(bench: Bench) -> None:
    phone = bench.phone()
    with bench.database.write() as session:
        subscriptions.remove(session, "1")
    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(bench.subscribe, phone) for _ in range(8)]:
            one.result(20)
    assert len(bench.subscriptions()) == 1
