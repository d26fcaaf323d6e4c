"""Acts against the worker, at the very instants where a nudge could slip through."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlmodel import Session

from push import escalation, leases, outbox, subscriptions
from push.escalation import Advance, Due
from push.models import DeliveryState
from tests.push.bench import Bench


class Hesitant:
    """Has decided whom to tell, and waits before it says so."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.decided, self.go_on = threading.Event(), threading.Event()

    def tell(self, session: Session, found: Due, now: datetime) -> Advance:
        self.decided.set()
        self.go_on.wait(1)
        return Advance((self.bench.nudge(),), found.step + 1, now + timedelta(minutes=5))


def test_an_act_silences_a_ladder_that_is_just_advancing(bench: Bench) -> None:
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
            outbox.supersede(session, "issue:1", bench.clock())
            escalation.rest(session, "issue:1")

    with ThreadPoolExecutor() as pool:
        acting = pool.submit(act)
        advancing = pool.submit(bench.worker.advance_due)
        assert advancing.result(20)
        acting.result(20)
    assert not bench.worker.once()
    assert bench.service.requests == 0
    assert bench.delivery().state == DeliveryState.SUPERSEDED


def test_workers_acts_and_receipts_at_once_do_no_harm(bench: Bench) -> None:
    """Four workers and two actors: each nudge arrives or was silenced, and nothing deadlocks."""
    for person in range(6):
        bench.phone(person=str(person), device=str(person))
    for number in range(120):
        bench.enqueue(f"k{number}", person=str(number % 6), subject=f"issue:{number % 10}")
    workers = [bench.another_worker() for _ in range(4)]

    def work(worker: object) -> None:
        while worker.once():  # type: ignore[attr-defined]
            pass
        worker.close()  # type: ignore[attr-defined]

    def act(subjects: range) -> None:
        for subject in subjects:
            bench.supersede(f"issue:{subject}")

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(work, worker) for worker in workers]
        running += [pool.submit(act, range(3)), pool.submit(act, range(2, -1, -1))]
        for one in running:
            one.result(60)
    states = {row.state for row in bench.deliveries()}
    assert states <= {DeliveryState.ACCEPTED, DeliveryState.SUPERSEDED}
    sent = {row.id for row in bench.deliveries() if row.state == DeliveryState.ACCEPTED}
    assert len(bench.service.accepted) >= len(sent) >= 120 * 7 // 10


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
                taken += [one.id for one in leases.lease(session, bench.clock(), 5, 60)]
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
