"""What became of a nudge: noted once, by whoever holds its receipt, and by nobody else."""

import pytest

from push import receipts
from push.receipts import Stage, What
from tests.push.bench import Bench
from tests.push.faults import Fault


def test_shown_and_opened_are_noted_once(bench: Bench) -> None:
    bench.phone()
    message = bench.enqueue()
    bench.worker.send_due()
    receipt, first = bench.delivery().receipt, bench.clock()
    mark(bench, receipt, "shown")
    bench.clock.forward(minutes=1)
    mark(bench, receipt, "opened")
    bench.clock.forward(minutes=1)
    with bench.database.write() as session:
        receipts.mark(session, receipt, "shown", bench.clock())
        receipts.mark(session, receipt, "opened", bench.clock())
    bench.clock.back(minutes=1)
    row = bench.delivery()
    assert (row.shown_at, row.opened_at) == (first, bench.clock())
    assert bench.subscriptions()[0].last_shown_at == bench.clock()
    with bench.database.read() as session:
        assert receipts.delivery_state(session, message.id).stage is Stage.SHOWN


def mark(bench: Bench, receipt: str, what: What) -> None:
    with bench.database.write() as session:
        assert receipts.is_news(session, receipt, what)
        receipts.mark(session, receipt, what, bench.clock())


def test_opened_means_shown(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    mark(bench, bench.delivery().receipt, "opened")
    assert bench.delivery().shown_at == bench.delivery().opened_at == bench.clock()


def test_a_receipt_that_was_never_given_out_is_nothing(bench: Bench) -> None:
    before = bench.deliveries(), bench.subscriptions()
    with bench.database.write() as session:
        receipts.mark(session, "x" * 24, "shown", bench.clock())
    assert (bench.deliveries(), bench.subscriptions()) == before


def test_whether_a_receipt_is_news_is_known_without_a_write(bench: Bench) -> None:
    """A stranger's receipt, or the same one again, must not take SQLite's one write lock."""
    bench.phone()
    bench.enqueue()
    receipt = bench.delivery().receipt

    def news() -> list[bool]:
        with bench.database.read() as session:
            asked: list[tuple[str, What]] = [
                (receipt, "shown"),
                (receipt, "opened"),
                ("x" * 24, "shown"),
            ]
            return [receipts.is_news(session, *one) for one in asked]

    assert news() == [True, True, False]
    mark(bench, receipt, "shown")
    assert news() == [False, True, False]
    mark(bench, receipt, "opened")
    assert news() == [False, False, False]


@pytest.mark.parametrize(
    ("status", "stage", "reason"),
    [(201, Stage.SENT, None), (503, Stage.QUEUED, "status 503"), (410, Stage.FAILED, "gone")],
)
def test_how_far_a_message_came(
    bench: Bench, status: int, stage: Stage, reason: str | None
) -> None:
    bench.phone()
    message = bench.enqueue()
    bench.service.faults.append(Fault(status))
    bench.worker.send_due()
    with bench.database.read() as session:
        progress = receipts.delivery_state(session, message.id)
    assert (progress.stage, progress.reason) == (stage, reason)


def test_a_step_is_found_by_how_its_keys_begin(bench: Bench) -> None:
    """Whatever a person is called, and in whatever order the database sorts."""
    for person in ("5", "10", "é", "\U0010ffff"):
        bench.phone(person, device=person)
        bench.enqueue(f"issue:1:promise:1:1:{person}", person)
    for other in ("issue:1:promise:1:10:5", "issue:1:promise:1:1", "ISSUE:1:promise:1:1:5"):
        bench.enqueue(other)
    bench.enqueue("issue:1:promise:1:1:x", "x", subject="issue:2")
    with bench.database.read() as session:
        found = receipts.reached(session, "issue:1", "issue:1:promise:1:1:")
        assert set(found) == {"5", "10", "é", "\U0010ffff"}
        assert receipts.reached(session, "issue:1", "issue:1:promise:1:2:") == {}
