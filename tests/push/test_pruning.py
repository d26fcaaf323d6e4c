"""What is old is forgotten, a little at a time, and nothing that still waits."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from sqlmodel import col, select

from push import escalation, pruning
from push.models import Escalation, GoneSubscription, Message
from tests.push.bench import Bench
from tests.push.faults import Fault


def keys(bench: Bench) -> list[str]:
    with bench.database.read() as session:
        return list(session.exec(select(Message.key).order_by("id")).all())


def let_pass(bench: Bench, **spans: float) -> None:
    """So much time, without a jump of the clock."""
    bench.clock.forward(**spans)
    bench.steady()


def tombstones(bench: Bench) -> int:
    with bench.database.read() as session:
        return len(session.exec(select(GoneSubscription)).all())


def test_a_message_is_forgotten_after_thirty_days_with_its_deliveries(bench: Bench) -> None:
    bench.phone()
    for key in ("old", "an hour younger"):
        bench.enqueue(key)
        bench.worker.once()
        bench.clock.forward(hours=1)
    let_pass(bench, days=30, hours=-2)
    bench.worker.once()
    assert keys(bench) == ["old", "an hour younger"]
    bench.clock.forward(hours=1)
    bench.worker.once()
    assert keys(bench) == ["an hour younger"]
    assert bench.delivery().message_id == bench.message("an hour younger").id


def test_what_still_waits_is_not_forgotten_however_old_it_is(bench: Bench) -> None:
    """The worker was away for a month; only the sender says what became of a nudge."""
    bench.phone()
    bench.enqueue()
    let_pass(bench, days=31)
    bench.worker.prune()
    assert [row.state for row in bench.deliveries()] == ["pending"]
    bench.worker.send_due()
    assert [row.reason for row in bench.deliveries()] == ["expired"]
    bench.clock.forward(hours=1)
    bench.worker.prune()
    assert (keys(bench), bench.deliveries()) == ([], [])


def test_an_ended_subscription_is_forgotten_after_ninety_days(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    bench.service.faults.append(Fault(410))
    bench.worker.once()
    let_pass(bench, days=90)
    bench.worker.once()
    assert tombstones(bench) == 1
    bench.clock.forward(hours=1)
    bench.worker.once()
    assert tombstones(bench) == 0


def test_it_looks_once_an_hour_and_goes_on_while_there_is_more(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    finds = Mock(wraps=pruning.finds)
    monkeypatch.setattr(pruning, "finds", finds)
    for number in range(5):
        bench.enqueue(f"k{number}")
    let_pass(bench, days=31)
    counts = []
    while bench.worker.prune():
        counts.append(len(keys(bench)))
    assert (counts, keys(bench)) == ([3, 1], [])
    bench.clock.forward(minutes=59)
    bench.worker.prune()
    assert finds.call_count == 3
    bench.clock.forward(minutes=1)
    bench.worker.prune()
    assert finds.call_count == 4


def ladders(bench: Bench) -> list[str]:
    with bench.database.read() as session:
        return list(session.exec(select(Escalation.subject).order_by(col(Escalation.id))).all())


def start(bench: Bench, subject: str, *, at_rest: bool) -> None:
    now = bench.clock()
    with bench.database.write() as session:
        escalation.restart(session, subject, "unowned", now, now + timedelta(days=90), now=now)
        if at_rest:
            escalation.stop(session, subject)


def test_a_ladder_at_rest_is_forgotten_after_thirty_days(bench: Bench) -> None:
    start(bench, "issue:1", at_rest=True)
    start(bench, "issue:2", at_rest=False)
    let_pass(bench, days=30)
    bench.worker.prune()
    assert ladders(bench) == ["issue:1", "issue:2"]
    bench.clock.forward(hours=1)
    bench.worker.prune()
    assert ladders(bench) == ["issue:2"]


def test_a_ladder_is_kept_as_long_as_a_message_of_its_subject(bench: Bench) -> None:
    """One that starts again counts from its first cycle: the keys of its messages must be new."""
    start(bench, "issue:1", at_rest=True)
    let_pass(bench, days=20)
    bench.enqueue(subject="issue:1")
    let_pass(bench, days=20)
    bench.worker.prune()
    assert ladders(bench) == ["issue:1"]
    let_pass(bench, days=11)
    while bench.worker.prune():
        pass
    bench.clock.forward(hours=1)
    bench.worker.prune()
    assert (keys(bench), ladders(bench)) == ([], [])
    start(bench, "issue:1", at_rest=False)
    assert ladders(bench) == ["issue:1"]


def test_ladders_are_forgotten_in_batches(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    for number in range(5):
        start(bench, f"issue:{number}", at_rest=True)
    let_pass(bench, days=31)
    left = []
    while bench.worker.prune():
        left.append(len(ladders(bench)))
    assert (left, ladders(bench)) == ([3, 1], [])
