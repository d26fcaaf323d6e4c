"""The times of escalation steps at a site with opening hours, against waits counted one by one."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.test_opening import HOLIDAYS, MINUTE, STORE, at, situations
from web.rules.escalation import (
    EscalationStep,
    Timing,
    due,
    is_repetition,
    later,
    next_at,
    opens_at,
    upcoming,
)
from web.rules.opening import OpeningHours, after, first_open
from web.rules.vocabulary import Recipient, Trigger

OWNER = (Recipient.OWNER,)
TICK = timedelta(microseconds=1)


def promised(anchor: datetime, opening: OpeningHours | None = STORE) -> Timing:
    return Timing(Trigger.PROMISE, anchor - timedelta(hours=4), anchor, opening)


def times(step: EscalationStep, timing: Timing, count: int) -> Iterator[datetime]:
    now: datetime | None = timing.since - timedelta(days=30)
    for _ in range(count):
        now = next_at((step,), timing, now) if now else None
        if now is None:
            return
        yield now


@pytest.mark.parametrize(
    ("anchor", "minutes", "every", "expected"),
    [
        # 23 November 2026 is a Monday.
        ("2026-11-23T12:00", -10, None, ["2026-11-23T11:50"]),
        ("2026-11-23T09:05", -10, None, ["2026-11-23T09:00"]),  # not before it opens
        ("2026-11-23T22:00", -10, None, ["2026-11-24T09:00"]),
        ("2026-11-23T22:00", 0, None, ["2026-11-24T09:00"]),
        ("2026-11-23T19:50", 15, None, ["2026-11-24T09:05"]),
        ("2026-11-23T19:45", 15, None, ["2026-11-23T20:00"]),  # with the closing
        ("2026-11-28T18:30", 60, 60, ["2026-11-28T19:30", "2026-11-30T09:30"]),
        ("2026-11-23T18:00", 60, 60, ["2026-11-23T19:00", "2026-11-23T20:00", "2026-11-24T10:00"]),
    ],
)
def test_steps_come_while_it_is_open(
    anchor: str, minutes: int, every: int | None, expected: list[str]
) -> None:
    span = every * MINUTE if every else None
    step = EscalationStep(minutes * MINUTE, OWNER, every=span)
    assert list(times(step, promised(at(anchor)), len(expected))) == [at(one) for one in expected]


def test_a_second_silence_waits_as_long_again_in_open_time() -> None:
    asked, answer_by = at("2026-12-24T13:50"), at("2026-12-24T13:55")
    silence = Timing(Trigger.HELPER, asked, answer_by, HOLIDAYS)  # closes at two, until the 26th
    again = EscalationStep(timedelta(0), OWNER, again=True)
    assert next_at((again,), silence, asked) == at("2026-12-24T14:00")
    late = Timing(Trigger.HELPER, asked, at("2026-12-26T09:05"), HOLIDAYS)  # a quarter of an hour
    assert next_at((again,), late, asked) == at("2026-12-26T09:20")


def test_who_may_be_nudged_now() -> None:
    timing = promised(at("2026-11-23T22:00"))
    for open_at in ("2026-11-23T09:00", "2026-11-23T20:00", "2026-11-23T20:01"):
        assert opens_at(timing, at(open_at)) == at(open_at)
    for closed_at in ("2026-11-23T20:03", "2026-11-24T08:59"):
        assert opens_at(timing, at(closed_at)) == at("2026-11-24T09:00")
    assert later(timing, at("2026-11-23T19:59"), 3 * MINUTE) == at("2026-11-24T09:02")


spans = st.integers(0, 2000).map(lambda count: count * MINUTE)
intervals = st.integers(5, 1440).map(lambda count: count * MINUTE)


@given(situations(), spans, intervals, st.none() | st.integers(1, 5))
def test_repetitions_are_waits_in_open_time(
    situation: tuple[OpeningHours, datetime],
    first: timedelta,
    every: timedelta,
    at_most: int | None,
) -> None:
    opening, anchor = situation
    step = EscalationStep(first, OWNER, every=every, at_most=at_most)
    timing = promised(anchor, opening)
    count = at_most or 6
    expected = [after(opening, anchor, first + number * every) for number in range(count)]
    assert list(times(step, timing, count + 1))[:count] == expected
    assert at_most is None or next_at((step,), timing, expected[-1]) is None
    # One worker pass after the other finds each once; nobody is nudged while it is closed.
    assert all(first_open(opening, one) == one for one in expected)
    for number, one in enumerate(expected):
        assert due((step,), timing, one, one) == (step,)
        assert is_repetition(step, timing, one) is (number > 0)
        assert due((step,), timing, expected[0], one - TICK) == ((step,) if number else ())


@given(situations(), spans, intervals, st.timedeltas(timedelta(0), timedelta(days=12)))
def test_the_next_time_is_the_first_one_to_come(
    situation: tuple[OpeningHours, datetime], first: timedelta, every: timedelta, waited: timedelta
) -> None:
    """Also long after the promise, whatever repetitions an outage has swallowed."""
    opening, anchor = situation
    step = EscalationStep(first, OWNER, every=every)
    now, number = anchor + waited, 0
    while (expected := after(opening, anchor, first + number * every)) <= now:
        number += 1
    ((found, same),) = upcoming((step,), promised(anchor, opening), now)
    assert (found, same) == (expected, step)
