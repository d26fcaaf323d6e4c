"""What cannot be undone waits for a clock that has gone on for a day without a jump."""

from datetime import timedelta

import pytest

from push import clock_skew
from tests.push.bench import Bench

HOUR = timedelta(hours=1)


def noted(bench: Bench, *, every: timedelta, times: int) -> bool:
    """Whether the clock is steady after so many rounds of a worker."""
    for _ in range(times):
        bench.worker.mind_the_clock()
        bench.clock.now += every
    with bench.database.read() as session:
        return clock_skew.is_steady(session, bench.clock())


def test_a_clock_is_steady_after_a_day_without_a_jump(bench: Bench) -> None:
    assert not noted(bench, every=HOUR, times=24)
    assert noted(bench, every=HOUR, times=2)
    bench.worker.close()
    bench.worker = bench.another_worker()
    assert noted(bench, every=HOUR, times=1)
    assert noted(bench, every=20 * HOUR, times=2), "switched off overnight"


@pytest.mark.parametrize("jump", [timedelta(days=90), -timedelta(days=90), timedelta(hours=-30)])
def test_after_a_jump_a_clock_is_not_steady(bench: Bench, jump: timedelta) -> None:
    assert noted(bench, every=HOUR, times=26)
    bench.clock.now += jump
    with bench.database.read() as session:
        assert not clock_skew.is_steady(session, bench.clock()), "before anybody has noted it"
    assert not noted(bench, every=timedelta(seconds=10), times=2)
    bench.clock.now -= jump
    assert not noted(bench, every=HOUR, times=23)
    assert noted(bench, every=HOUR, times=3)


def test_a_clock_whose_reading_cannot_be_read_begins_anew(bench: Bench) -> None:
    assert noted(bench, every=HOUR, times=26)
    with bench.database.write() as session:
        if session.get_bind().dialect.name != "sqlite":
            return
        session.connection().exec_driver_sql("UPDATE push_clock SET read_at = '0000-garbage'")
    assert not noted(bench, every=HOUR, times=2)
    assert noted(bench, every=HOUR, times=26)


def test_what_is_old_is_forgotten_by_a_steady_clock_alone(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    assert noted(bench, every=HOUR, times=26)
    bench.worker.once()
    bench.clock.forward(days=90)
    bench.worker.once()
    bench.worker.prune()
    assert bench.written()
    bench.clock.back(days=90)
    assert noted(bench, every=HOUR, times=26)
    bench.clock.forward(hours=1)
    bench.worker.prune()
    assert bench.written()
