"""The clock that all nodes on one database server share."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.clock import Clock
from web.store.engine import Database
from web.store.shared_clock import NEAR, SharedClock, machine_now

OFF = timedelta(minutes=10)


@pytest.mark.parametrize("off", [OFF, -OFF])
@pytest.mark.parametrize("unit", ["read", "write"])
def test_a_machine_that_is_off_goes_by_the_servers_clock(
    database: Database, off: timedelta, unit: str
) -> None:
    database.clock = SharedClock(lambda: machine_now() + off)
    with getattr(database, unit)():
        pass
    expected = machine_now() + (off if database.is_sqlite else timedelta())
    assert abs(database.clock() - expected) < NEAR


def test_a_small_difference_is_the_network() -> None:
    clock = Clock(datetime(2026, 11, 30, 12, tzinfo=UTC))
    shared = SharedClock(clock)
    for theirs in (clock.now + NEAR, clock.now - NEAR):
        shared.compare(theirs, 0.01)
        assert shared() == clock.now


def test_an_answer_that_took_long_says_less_about_the_time() -> None:
    clock = Clock(datetime(2026, 11, 30, 12, tzinfo=UTC))
    shared = SharedClock(clock)
    shared.compare(clock.now - timedelta(seconds=20), 20.0)
    assert shared() == clock.now
    shared.compare(clock.now - OFF, 20.0)
    assert shared() == clock.now - OFF
    shared.compare(clock.now - OFF - timedelta(seconds=20), 20.0)
    assert shared() == clock.now - OFF


def test_it_is_told_once_and_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock(datetime(2026, 11, 30, 12, tzinfo=UTC))
    right = clock.now
    shared = SharedClock(clock)
    clock.now = right - OFF
    with caplog.at_level(logging.WARNING):
        for moment in (0, 1, 2):
            shared.compare(right + timedelta(seconds=moment), 0.01)
        assert shared() == right
        clock.now = right
        shared.compare(right, 0.01)
    assert shared() == right
    logged = [record.getMessage() for record in caplog.records]
    assert len(logged) == 2
    assert "600 s behind" in logged[0]
    assert "right again" in logged[1]
