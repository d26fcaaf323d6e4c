"""The loop: it stops when asked, and nothing else ends it."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from unittest.mock import Mock

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from push import settling
from push.batch_results import TRIES
from push.models import DeliveryState
from push.settling import Result
from push.worker import Worker
from tests.push.bench import Bench


def run_in_thread(worker: Worker) -> threading.Thread:
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    return thread


def stop(worker: Worker, thread: threading.Thread) -> None:
    worker.stop.set()
    thread.join(15)
    assert not thread.is_alive()


def accepted(bench: Bench) -> threading.Event:
    """Set once the service has accepted a message."""
    arrived = threading.Event()
    bench.service.on_accepted = lambda message: arrived.set()
    return arrived


def test_it_finds_what_is_committed_while_it_runs_and_stops_when_asked(bench: Bench) -> None:
    arrived, worker = accepted(bench), bench.another_worker()
    bench.phone()
    thread = run_in_thread(worker)
    bench.enqueue()
    assert arrived.wait(10)
    stop(worker, thread)
    assert bench.delivery().state == DeliveryState.ACCEPTED


class Troubled:
    """A database that is away for the first few units of work."""

    def __init__(self, bench: Bench, failures: int) -> None:
        self.bench, self.left = bench, failures

    def _fail(self) -> None:
        if self.left:
            self.left -= 1
            raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    @contextmanager
    def write(self) -> Iterator[Session]:
        self._fail()
        with self.bench.database.write() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        self._fail()
        with self.bench.database.read() as session:
            yield session


def test_a_database_that_is_away_is_waited_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("push.worker.TROUBLE_SECONDS", 0.01)
    arrived, worker = accepted(bench), bench.another_worker()
    bench.phone()
    bench.enqueue()
    worker.database = Troubled(bench, failures=3)
    thread = run_in_thread(worker)
    assert arrived.wait(10)
    stop(worker, thread)
    assert caplog.text.count("The database is busy or away") == 3


def test_an_answer_is_settled_even_when_the_database_is_busy_just_then(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("push.worker.IDLE_SECONDS", 0.01)
    bench.phone()
    bench.enqueue()
    troubled = Troubled(bench, failures=0)
    bench.worker.database = troubled
    bench.service.on_accepted = lambda message: setattr(troubled, "left", 3)
    bench.worker.send_due()
    assert bench.delivery().state == DeliveryState.ACCEPTED


def test_it_makes_progress_while_the_database_is_away(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever watches it must not take that for a worker that hangs."""
    worker, steps = bench.another_worker(), Mock()
    worker.database, worker.progress = Troubled(bench, failures=1_000), steps
    monkeypatch.setattr(worker, "send_due", lambda: worker._settle([]))
    monkeypatch.setattr(worker.stop, "wait", Mock())
    monkeypatch.setattr(worker, "_look_whether_suspended", bool)  # unread, nothing is sent
    with pytest.raises(OperationalError):
        worker.once()
    assert steps.call_count == 6 + TRIES, "after each pass, and before each try"
    worker.close()


def test_a_bug_in_one_pass_ends_neither_the_loop_nor_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("push.worker.TROUBLE_SECONDS", 0.01)
    arrived, worker = accepted(bench), bench.another_worker()
    bench.phone()
    bench.enqueue()
    twice = threading.Semaphore(0)

    def advance_due() -> bool:
        twice.release()
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "advance_due", advance_due)
    thread = run_in_thread(worker)
    assert arrived.wait(10)
    assert twice.acquire(timeout=10)
    assert twice.acquire(timeout=10)
    stop(worker, thread)
    assert caplog.text.count("A pass of the worker failed") >= 2
    assert bench.delivery().state == DeliveryState.ACCEPTED


def test_one_round_runs_every_pass_and_then_tells_what_failed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.phone()
    bench.enqueue()
    monkeypatch.setattr(bench.worker, "advance_due", Mock(side_effect=ZeroDivisionError))
    with pytest.raises(ZeroDivisionError):
        bench.worker.once()
    assert bench.delivery().state == DeliveryState.ACCEPTED


def test_one_answer_that_cannot_be_settled_loses_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench.phone()
    for key in ("a", "poison", "b"):
        bench.enqueue(key, title=key)
    real = settling.settle

    def settle(session: Session, results: Sequence[Result], now: datetime) -> set[str]:
        lost = real(session, results, now)
        if any(lease.content["title"] == "poison" for lease, _ in results):
            raise KeyError
        return lost

    monkeypatch.setattr(settling, "settle", settle)
    bench.worker.send_due()
    states = [row.state for row in bench.deliveries()]
    assert states == [DeliveryState.ACCEPTED, DeliveryState.LEASED, DeliveryState.ACCEPTED]
    assert f"delivery {bench.deliveries()[1].id} cannot be written down" in caplog.text


def test_what_was_not_begun_when_it_is_stopped_is_given_back_at_once(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    bench.worker.stop.set()
    bench.worker.send_due()
    assert bench.service.requests == 0
    row = bench.delivery()
    assert (row.state, row.next_at) == (DeliveryState.PENDING, bench.clock())
    bench.worker.stop.clear()
    bench.worker.send_due()
    assert len(bench.service.accepted) == 1


def test_an_idle_worker_takes_no_write_lock(bench: Bench) -> None:
    worker = bench.worker
    worker.once()  # which says that it lives, and need not say so again for some seconds

    class OnlyReads:
        def read(self) -> AbstractContextManager[Session]:
            return bench.database.read()

        def write(self) -> AbstractContextManager[Session]:
            raise AssertionError

    worker.database = OnlyReads()
    assert not worker.once()


def test_no_endpoint_and_no_words_are_logged(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    phone = bench.phone()
    for status in (500, 403, 201):
        bench.enqueue(f"k{status}", title="canary title", body="canary body")
        bench.worker.send_due()
        bench.clock.forward(hours=0.5)
    assert "Sent 1" in caplog.text
    receipt = bench.deliveries()[0].receipt
    for secret in (phone.token, phone.auth, phone.p256dh, "canary", receipt):
        assert secret not in caplog.text
