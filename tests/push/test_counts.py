"""Totals only grow, agree with what happened, and are never waited for in a circle."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import TextClause, text
from sqlmodel import Session

from push import pruning, receipts
from push import totals as push_totals
from push.receipts import What
from push.totals import Tally
from tests.push.bench import Bench
from tests.push.faults import Fault
from tests.support.served import until


def totals(bench: Bench) -> push_totals.Totals:
    with bench.database.read() as session:
        return push_totals.totals(session)


def mark(bench: Bench, what: What) -> None:
    receipt = bench.delivery().receipt
    with bench.database.write() as session:
        receipts.mark(session, receipt, what, bench.clock())


def test_what_was_never_done_is_not_counted(bench: Bench) -> None:
    bench.worker.once()
    assert totals(bench) == {}


def test_what_push_services_answer_is_counted_with_its_reason(bench: Bench) -> None:
    bench.phone()
    for status in (503, 400, 201, 201):
        bench.service.faults.append(Fault(status))
    for number in range(4):
        bench.enqueue(f"k{number}")
        bench.worker.send_due()
    assert totals(bench) == {
        ("sent", ""): 2,
        ("retried", "status 503"): 1,
        ("dead", "status 400"): 1,
    }


def test_all_that_waits_for_a_phone_that_is_gone_is_counted_once(bench: Bench) -> None:
    bench.phone()
    bench.enqueue("now")
    bench.service.faults.append(Fault(410))
    bench.worker.send_due()
    assert totals(bench) == {("dead", "gone"): 1}
    bench.phone()
    for number in range(3):
        bench.enqueue(f"k{number}")
    bench.service.faults.extend(Fault(410) for _ in range(3))
    bench.worker.send_due()
    assert totals(bench) == {("dead", "gone"): 4}


def test_what_expires_unsent_is_counted(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    bench.clock.forward(hours=2)
    bench.worker.send_due()
    assert totals(bench) == {("dead", "expired"): 1}


def test_what_a_stopping_worker_gives_back_was_no_try(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    bench.worker.stop.set()
    bench.worker.send_due()
    assert totals(bench) == {}
    assert (bench.delivery().attempt, bench.delivery().tries) == (1, 0)


def test_an_answer_that_cannot_be_written_down_is_not_counted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.phone()
    bench.enqueue()
    # After all else of the transaction, so that only its end can take the count back.
    real = push_totals.write

    def write(session: Session) -> None:
        real(session)
        if push_totals.totals(session):
            raise KeyError

    monkeypatch.setattr("push.totals.write", write)
    bench.worker.send_due()
    assert totals(bench) == {}


def test_shown_and_opened_are_counted_once(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    mark(bench, "shown")
    mark(bench, "shown")
    assert totals(bench) == {("shown", ""): 1}
    mark(bench, "opened")
    mark(bench, "opened")
    assert totals(bench) == {("shown", ""): 1, ("opened", ""): 1}


def test_opened_at_once_was_shown_as_well(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    mark(bench, "opened")
    assert totals(bench) == {("shown", ""): 1, ("opened", ""): 1}


def test_a_receipt_of_nothing_counts_nothing(bench: Bench) -> None:
    with bench.database.write() as session:
        receipts.mark(session, "x" * 24, "opened", bench.clock())
    assert totals(bench) == {}


def test_two_phones_that_say_the_same_at_once_are_counted_once(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    receipt = bench.delivery().receipt
    both = threading.Barrier(2)

    def say() -> None:
        both.wait(10)
        with bench.database.write() as session:
            receipts.mark(session, receipt, "opened", bench.clock())

    together(say, say)
    assert totals(bench) == {("shown", ""): 1, ("opened", ""): 1}


def test_totals_outlive_what_they_count(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    bench.worker.send_due()
    bench.clock.now += pruning.KEEP_MESSAGES + timedelta(days=1)
    with bench.database.write() as session:
        pruning.prune(session, bench.clock())
    assert bench.deliveries() == []
    assert totals(bench) == {("sent", ""): 1}


def test_many_who_count_the_same_in_any_order_lose_nothing(bench: Bench) -> None:
    names = ["a", "b", "c", "d"]

    def count(turn: int) -> None:
        for _ in range(25):
            add(bench, names[turn:] + names[:turn])

    together(*(lambda turn=turn: count(turn) for turn in range(4)))
    assert totals(bench) == {("dead", name): 100 for name in names}


def add(bench: Bench, reasons: list[str]) -> None:
    with bench.database.write() as session:
        for reason in reasons:
            push_totals.note(session, Tally.DEAD, reason)
        push_totals.write(session)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)  # SQLite locks no rows
def test_rows_are_taken_in_one_order_so_that_nobody_waits_in_a_circle(bench: Bench) -> None:
    """Whoever waits for the first row has none of the others yet, however they were noted."""
    names = ["a", "b", "c"]
    add(bench, names)
    with ThreadPoolExecutor(1) as pool, bench.database.write() as holder:
        holder.execute(lock("a"))
        waiting = pool.submit(add, bench, names[::-1])
        until(lambda: waits(bench), 10, "waiting")
        for name in ("b", "c"):
            holder.execute(lock(name))  # raises at once where somebody has it
        holder.rollback()
        waiting.result(10)
    assert totals(bench) == {("dead", name): 2 for name in names}


def lock(reason: str) -> TextClause:
    return text("SELECT 1 FROM push_count WHERE reason = :it FOR UPDATE NOWAIT").bindparams(
        it=reason
    )


def waits(bench: Bench) -> bool:
    here = "datname = current_database() AND wait_event_type = 'Lock'"
    with bench.database.read() as session:
        query = text(f"SELECT count(*) FROM pg_stat_activity WHERE {here}")
        return bool(session.execute(query).scalar_one())


def together(*works: Callable[[], None]) -> None:
    """Each in a thread of its own; an error of any of them is this test's."""
    with ThreadPoolExecutor(len(works)) as pool:
        for one in [pool.submit(work) for work in works]:
            one.result(60)
