"""While sending is suspended nothing leaves and nothing advances; acts go on to fill the outbox."""

import pytest

from push import escalation, suspension
from push.models import DeliveryState
from tests.push.bench import Bench


def suspend(bench: Bench) -> None:
    with bench.database.write() as session:
        suspension.suspend(session, bench.clock())


def test_nothing_is_sent_before_somebody_resumes_it(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    phone = bench.phone()
    suspend(bench)
    bench.enqueue()
    with bench.database.write() as session:
        escalation.restart(
            session, "issue:1", "promise", bench.clock(), bench.clock(), now=bench.clock()
        )
    for _ in range(2):
        bench.worker.once()
    assert phone.inbox(bench.service) == []
    assert bench.delivery().state == DeliveryState.PENDING
    assert caplog.text.count("ownit resume") == 1
    with bench.database.read() as session:
        assert len(escalation.due(session, bench.clock(), 5)) == 1, "it stands still"
    with bench.database.write() as session:
        assert suspension.resume(session) == bench.clock()
    bench.worker.once()
    assert len(phone.inbox(bench.service)) == 1
    with bench.database.read() as session:
        assert escalation.due(session, bench.clock(), 5) == []


def test_it_says_since_when_the_first_time(bench: Bench) -> None:
    suspend(bench)
    first = bench.clock()
    bench.clock.forward(minutes=5)
    suspend(bench)
    with bench.database.write() as session:
        assert suspension.suspended_since(session) == first
        assert suspension.resume(session) == first
        assert suspension.resume(session) is None
