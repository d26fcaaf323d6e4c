"""When a tap counts as made."""

from datetime import UTC, datetime, timedelta

import pytest

from web.rules.tap_time import effective_tap_time

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)

AGES = [
    # How long ago, how long ago what it is about began, how long ago it counts as made.
    (timedelta(0), None, timedelta(0)),
    (MINUTE, None, timedelta(0)),
    (MINUTE + TICK, None, MINUTE + TICK),
    (HOUR, None, HOUR),
    (-HOUR, None, timedelta(0)),
    (30 * DAY, None, 30 * DAY),
    (31 * DAY, None, 30 * DAY),
    (HOUR, 2 * HOUR, HOUR),
    (HOUR, HOUR, HOUR),
    (HOUR, 10 * MINUTE, 10 * MINUTE),
    (HOUR, MINUTE, timedelta(0)),
    (timedelta(0), HOUR, timedelta(0)),
]


@pytest.mark.parametrize(("age", "began", "counts"), AGES, ids=str)
def test_when_it_counts_as_made(age: timedelta, began: timedelta | None, counts: timedelta) -> None:
    born_at = None if began is None else NOW - began
    assert effective_tap_time(NOW - age, NOW, born_at) == NOW - counts
