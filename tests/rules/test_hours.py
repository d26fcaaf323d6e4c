"""Weekly hours follow the site's clock: nights, the turn of the week, and when the clock jumps."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.hours import Hours, Shift, next_look, shift_after, shift_covering

MON, SAT, SUN = 0, 5, 6
VIENNA, NEW_YORK = ZoneInfo("Europe/Vienna"), ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # by half an hour
TICK = timedelta(microseconds=1)


def hours(day: int, starts: str, ends: str) -> Hours:
    return Hours(day, time.fromisoformat(starts), time.fromisoformat(ends))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NIGHT = hours(SAT, "22:00", "06:00")

# The zone, the hours, and the one stretch of that weekend, in UTC.
JUMPS = [
    # Forward: a night is an hour shorter; what begins in the gap begins as far behind it.
    (VIENNA, NIGHT, "2027-03-27T21:00", "2027-03-28T04:00"),
    (VIENNA, hours(SUN, "02:30", "10:00"), "2027-03-28T01:30", "2027-03-28T08:00"),
    (VIENNA, hours(SUN, "01:00", "02:30"), "2027-03-28T00:00", "2027-03-28T01:30"),
    (VIENNA, hours(SUN, "08:00", "16:00"), "2027-03-28T06:00", "2027-03-28T14:00"),
    (NEW_YORK, hours(SAT, "23:00", "07:00"), "2027-03-14T04:00", "2027-03-14T11:00"),
    (NEW_YORK, hours(SUN, "02:30", "09:00"), "2027-03-14T07:30", "2027-03-14T13:00"),
    (LORD_HOWE, hours(SUN, "02:15", "09:00"), "2027-10-02T15:45", "2027-10-02T22:00"),
    (LORD_HOWE, NIGHT, "2027-10-02T11:30", "2027-10-02T19:00"),
    # Back: a night is an hour longer; of what comes twice the first is meant.
    (VIENNA, NIGHT, "2027-10-30T20:00", "2027-10-31T05:00"),
    (VIENNA, hours(SUN, "02:30", "10:00"), "2027-10-31T00:30", "2027-10-31T09:00"),
    (VIENNA, hours(SUN, "00:00", "02:30"), "2027-10-30T22:00", "2027-10-31T00:30"),
    (NEW_YORK, hours(SAT, "23:00", "07:00"), "2027-11-07T03:00", "2027-11-07T12:00"),
    (NEW_YORK, hours(SUN, "01:30", "09:00"), "2027-11-07T05:30", "2027-11-07T14:00"),
    (LORD_HOWE, hours(SUN, "01:45", "09:00"), "2027-04-03T14:45", "2027-04-03T22:30"),
    (LORD_HOWE, NIGHT, "2027-04-03T11:00", "2027-04-03T19:30"),
]


@pytest.mark.parametrize(("zone", "one", "starts", "ends"), JUMPS, ids=str)
def test_when_the_clock_jumps(zone: ZoneInfo, one: Hours, starts: str, ends: str) -> None:
    expected = Shift(utc(starts), utc(ends))
    assert shift_after([one], zone, expected.starts - timedelta(days=3)) == expected
    assert shift_after([one], zone, expected.starts - TICK) == expected
    assert shift_after([one], zone, expected.starts) != expected  # only what is still to come
    assert shift_covering([one], zone, expected.starts) == expected
    assert shift_covering([one], zone, expected.ends - TICK) == expected
    assert shift_covering([one], zone, expected.starts - TICK) is None
    assert shift_covering([one], zone, expected.ends) is None


@pytest.mark.parametrize("day", [22, 27, 28])
@pytest.mark.parametrize("starts", ["02:00", "02:30"])
def test_what_the_clock_swallows_comes_a_week_later(day: int, starts: str) -> None:
    """Somebody who works in that hour alone; looked at from as long before as may be."""
    only = [hours(SUN, starts, "03:00")]
    found = shift_after(only, VIENNA, datetime(2027, 3, day, tzinfo=UTC))
    begins = datetime.combine(date(2027, 4, 4), time.fromisoformat(starts), VIENNA)
    assert found == Shift(begins.astimezone(UTC), utc("2027-04-04T01:00"))


def test_a_night_at_the_turn_of_the_week_and_of_the_year() -> None:
    night = [hours(SUN, "22:00", "06:00")]
    found = shift_covering(night, VIENNA, utc("2027-01-04T02:00"))  # Monday, three in the morning
    assert found == Shift(utc("2027-01-03T21:00"), utc("2027-01-04T05:00"))
    following = shift_after(night, VIENNA, utc("2027-01-04T02:00"))
    assert following == Shift(utc("2027-01-10T21:00"), utc("2027-01-11T05:00"))


def test_of_two_that_overlap_the_one_that_ends_last() -> None:
    week = [hours(SUN, "20:00", "10:00"), hours(MON, "08:00", "09:00")]
    found = shift_covering(week, VIENNA, utc("2027-01-04T07:30"))
    assert found == Shift(utc("2027-01-03T19:00"), utc("2027-01-04T09:00"))


def test_without_hours_nothing_begins() -> None:
    assert shift_after([], VIENNA, utc("2027-01-04T02:00")) is None
    assert shift_covering([], VIENNA, utc("2027-01-04T02:00")) is None


ALL_DAY = [hours(day, "00:00", "00:00") for day in range(7)]
BY_THIRDS = [
    hours(day, *part)
    for day in range(7)
    for part in (("06:00", "14:00"), ("14:00", "22:00"), ("22:00", "06:00"))
]


@pytest.mark.parametrize("zone", [VIENNA, NEW_YORK, LORD_HOWE, ZoneInfo("Africa/Cairo")])
@pytest.mark.parametrize("week", [ALL_DAY, BY_THIRDS], ids=["all day", "by thirds"])
def test_round_the_clock_never_ends(week: Sequence[Hours], zone: ZoneInfo) -> None:
    """Not at a seam, and not where the clock jumps at midnight, as it does in Cairo."""
    now = utc("2027-01-01T00:00")
    for _ in range(400):
        found = shift_covering(week, zone, now)
        assert found is not None
        assert found.ends > now + timedelta(days=7)
        assert shift_after(week, zone, now) is None
        look = next_look(week, zone, now)
        assert look is not None
        assert now < look < found.ends - timedelta(days=7)
        now = look


def test_equal_times_are_24_hours() -> None:
    found = shift_covering([hours(MON, "07:00", "07:00")], VIENNA, utc("2027-01-05T05:59"))
    assert found == Shift(utc("2027-01-04T06:00"), utc("2027-01-05T06:00"))


def test_two_parts_of_a_day_are_two_shifts() -> None:
    week = [hours(MON, "06:00", "10:00"), hours(MON, "16:00", "21:00")]
    first = Shift(utc("2027-01-04T05:00"), utc("2027-01-04T09:00"))
    second = Shift(utc("2027-01-04T15:00"), utc("2027-01-04T20:00"))
    assert shift_after(week, VIENNA, first.starts - TICK) == first
    assert shift_covering(week, VIENNA, utc("2027-01-04T12:00")) is None
    assert shift_after(week, VIENNA, first.starts) == second


times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
# Of any length, several on one day, and with times of either fold.
weeks = st.lists(st.builds(Hours, st.integers(0, 6), times, times), min_size=1, max_size=12)
zones = st.sampled_from([VIENNA, NEW_YORK, LORD_HOWE, ZoneInfo("Asia/Kathmandu")])
moments = st.timedeltas(timedelta(0), timedelta(days=1000)).map(
    lambda span: utc("2026-01-01T00:00") + span
)
jumps = st.sampled_from([utc(row[2]) for row in JUMPS]) | moments


@given(weeks, zones, jumps)
def test_there_is_always_a_next_one_and_it_lies_in_itself(
    week: Sequence[Hours], zone: ZoneInfo, after: datetime
) -> None:
    found, look = shift_after(week, zone, after), next_look(week, zone, after)
    if found is None:  # work without end
        current = shift_covering(week, zone, after)
        assert current is not None
        assert look is not None
        assert after < look < current.ends
        return
    assert look == found.starts > after
    current = shift_covering(week, zone, found.starts)
    assert current is not None
    assert current.starts <= found.starts < current.ends
    # Whoever goes from one to the next misses none: between them nothing begins.
    assert shift_after(week, zone, found.starts - TICK) == found


@given(weeks, zones, jumps)
def test_it_begins_by_the_clock_on_the_wall(
    week: Sequence[Hours], zone: ZoneInfo, after: datetime
) -> None:
    found = shift_after(week, zone, after)
    if found is None:
        return
    here = found.starts.astimezone(zone)
    told = {(one.weekday, one.starts) for one in week}
    skipped = here - timedelta(hours=1), here - timedelta(minutes=30)  # behind a gap
    assert told & {(at.weekday(), at.time()) for at in (here, *skipped)}


@given(weeks, zones, jumps)
def test_whoever_is_at_work_began_and_has_not_ended(
    week: Sequence[Hours], zone: ZoneInfo, now: datetime
) -> None:
    found = shift_covering(week, zone, now)
    if found is not None:
        assert found.starts <= now < found.ends
        # It goes on to its end, and then it is over: what touches has been joined.
        assert shift_covering(week, zone, found.ends - TICK) is not None
        after = shift_covering(week, zone, found.ends)
        assert after is None or found.ends - now > timedelta(days=7)
