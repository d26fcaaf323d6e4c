"""When the customer hears more: bounds, lateness, and mornings across changes of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.promises import LEAST, MOST, choices, first, is_late, next_promise, next_shift
from web.rules.vocabulary import Urgency

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
instants = st.timedeltas(timedelta(days=-2000), timedelta(days=5000)).map(lambda span: NOON + span)
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@pytest.mark.parametrize(
    ("urgency", "minutes"), [(Urgency.NOW, 30), (Urgency.TODAY, 240), (Urgency.LATER, 2880)]
)
def test_the_first_promise_hangs_on_the_urgency(urgency: Urgency, minutes: int) -> None:
    assert first(urgency, NOON) == NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("asked", "held"),
    [(-5, 5), (0, 5), (4, 5), (5, 5), (6, 6), (90, 90), (20160, 20160), (20161, 20160)],
)
def test_a_promise_lies_between_five_minutes_and_two_weeks(asked: int, held: int) -> None:
    assert next_promise(timedelta(minutes=asked), NOON) == NOON + timedelta(minutes=held)


def test_late_begins_with_the_very_moment() -> None:
    tick = timedelta(microseconds=1)
    assert not is_late(NOON, NOON - tick)
    assert is_late(NOON, NOON)
    assert is_late(NOON, NOON + tick)
    assert not is_late(None, NOON)


@pytest.mark.parametrize(
    ("now", "zone", "mornings"),
    [
        # Clocks go forward in the night of 29 March, back in that of 25 October.
        ("2026-03-28T10:00", "Europe/Berlin", ("2026-03-29T07:00", "2026-03-30T07:00")),
        ("2026-03-27T10:00", "Europe/Berlin", ("2026-03-28T08:00", "2026-03-29T07:00")),
        ("2026-10-24T10:00", "Europe/Berlin", ("2026-10-25T08:00", "2026-10-26T08:00")),
        ("2026-10-23T10:00", "Europe/Berlin", ("2026-10-24T07:00", "2026-10-25T08:00")),
        # Past midnight at the site, though not yet in UTC.
        ("2026-11-23T23:30", "Europe/Berlin", ("2026-11-25T08:00", "2026-11-26T08:00")),
        # Still yesterday at the site.
        ("2026-11-23T02:00", "America/New_York", ("2026-11-23T14:00", "2026-11-24T14:00")),
        # Half an hour of daylight saving, and a quarter of an hour in the offset.
        ("2026-10-03T04:00", "Australia/Lord_Howe", ("2026-10-03T22:00", "2026-10-04T22:00")),
        ("2026-06-01T04:00", "Asia/Kathmandu", ("2026-06-02T03:15", "2026-06-03T03:15")),
    ],
)
def test_mornings_are_the_sites_mornings(now: str, zone: str, mornings: tuple[str, str]) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = [choice.at.astimezone(UTC) for choice in choices(at, ZoneInfo(zone))[-2:]]
    assert found == [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in mornings]


@given(instants, zones)
def test_every_choice_can_be_promised(now: datetime, zone: ZoneInfo) -> None:
    found = choices(now, zone)
    assert [one.at for one in found[:-2]] == sorted(one.at for one in found[:-2])
    assert found[-2].at < found[-1].at
    assert len({one.label for one in found}) == len(found) == 7
    for one in found:
        assert one.at.tzinfo is not None
        assert LEAST <= one.at - now <= MOST


@given(instants, st.integers(-(10**6), 10**6))
def test_a_promise_is_always_ahead(now: datetime, minutes: int) -> None:
    assert next_promise(timedelta(minutes=minutes), now) > now


@pytest.mark.parametrize(
    ("now", "zone", "times"),
    [
        # Winter, with Monday's shift ending at six in the evening.
        (
            *("2026-11-23T17:00", "Europe/Berlin"),
            ("2026-11-24T08:00", "2026-11-24T13:00", "2026-11-25T08:00", "2026-11-26T08:00"),
        ),
        # Clocks go forward in the night of 29 March, back in that of 25 October.
        (
            *("2026-03-28T17:00", "Europe/Berlin"),
            ("2026-03-29T07:00", "2026-03-29T12:00", "2026-03-30T07:00", "2026-03-31T07:00"),
        ),
        (
            *("2026-10-24T17:00", "Europe/Berlin"),
            ("2026-10-25T08:00", "2026-10-25T13:00", "2026-10-26T08:00", "2026-10-27T08:00"),
        ),
        # Past midnight at the site: tomorrow is the day after.
        (
            *("2026-11-23T23:30", "Europe/Berlin"),
            ("2026-11-25T08:00", "2026-11-25T13:00", "2026-11-26T08:00", "2026-11-27T08:00"),
        ),
        # Still yesterday at the site.
        (
            *("2026-11-23T02:00", "America/New_York"),
            ("2026-11-23T14:00", "2026-11-23T19:00", "2026-11-24T14:00", "2026-11-25T14:00"),
        ),
    ],
)
def test_the_next_shift_is_at_the_sites_hours(now: str, zone: str, times: tuple[str, ...]) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = next_shift(at, ZoneInfo(zone))
    assert [one.label for one in found] == [
        "Tomorrow at 9",
        "Tomorrow at 14",
        "In 2 days at 9",
        "In 3 days at 9",
    ]
    expected = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in times]
    assert [one.at.astimezone(UTC) for one in found] == expected
    assert all(one.minutes is None for one in found)  # however late it is tapped


@given(instants, zones)
def test_every_time_in_the_next_shift_can_be_promised(now: datetime, zone: ZoneInfo) -> None:
    times = [one.at for one in next_shift(now, zone)]
    assert times == sorted(times)
    assert all(LEAST <= at - now <= MOST for at in times)
