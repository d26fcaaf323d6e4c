"""Which time counts at a site: against the minutes of the clock on the wall, one by one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.hours import Hours
from web.rules.opening import (
    LONGEST_CLOSURE,
    OpeningHours,
    OtherHours,
    after,
    first_open,
    never_opens,
    open_span_at,
    time_open,
)

VIENNA, NEW_YORK = ZoneInfo("Europe/Vienna"), ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # by half an hour
MINUTE = timedelta(minutes=1)
NINE_TO_EIGHT = tuple(Hours(day, time(9), time(20)) for day in range(6))  # not on Sundays
STORE = OpeningHours(VIENNA, NINE_TO_EIGHT)
BAR = OpeningHours(VIENNA, tuple(Hours(day, time(18), time(2)) for day in range(7)))
HOLIDAYS = OpeningHours(
    VIENNA,
    NINE_TO_EIGHT,
    (OtherHours(date(2026, 12, 24), time(9), time(14)), OtherHours(date(2026, 12, 25))),
)
CLOSED = OpeningHours(VIENNA, ())
ROUND_THE_CLOCK = OpeningHours(VIENNA, tuple(Hours(day, time(0), time(0)) for day in range(7)))


def at(text: str, zone: ZoneInfo = VIENNA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("opening", "start", "minutes", "expected"),
    [
        # 23 November 2026 is a Monday.
        (None, "2026-11-23T23:00", 240, "2026-11-24T03:00"),
        (STORE, "2026-11-23T10:00", 240, "2026-11-23T14:00"),
        (STORE, "2026-11-23T18:00", 240, "2026-11-24T11:00"),  # over closing
        (STORE, "2026-11-23T03:08", 30, "2026-11-23T09:30"),  # before opening
        (STORE, "2026-11-23T19:30", 30, "2026-11-23T20:00"),  # to the moment of closing
        (STORE, "2026-11-23T20:00", 0, "2026-11-23T20:00"),
        (STORE, "2026-11-23T20:01", 0, "2026-11-24T09:00"),
        (STORE, "2026-11-28T19:00", 120, "2026-11-30T10:00"),  # over Sunday
        (STORE, "2026-11-23T09:00", 11 * 60 * 6 + 1, "2026-11-30T09:01"),  # more than a week
        (BAR, "2026-11-23T23:30", 240, "2026-11-24T19:30"),  # over midnight, then over closing
        (BAR, "2026-11-23T01:00", 60, "2026-11-23T02:00"),  # what began on Sunday
        (HOLIDAYS, "2026-12-24T13:00", 240, "2026-12-26T12:00"),  # other hours, then closed
        (HOLIDAYS, "2026-12-25T12:00", 0, "2026-12-26T09:00"),
        (CLOSED, "2026-11-23T23:00", 240, "2026-11-24T03:00"),
        (ROUND_THE_CLOCK, "2026-11-23T23:00", 240, "2026-11-24T03:00"),
        (ROUND_THE_CLOCK, "2026-11-23T23:00", 90 * 1440, "2027-02-21T23:00"),
    ],
)
def test_time_counts_while_it_is_open(
    opening: OpeningHours | None, start: str, minutes: int, expected: str
) -> None:
    assert after(opening, at(start), minutes * MINUTE) == at(expected)


@pytest.mark.parametrize(
    ("zone", "hours", "start", "minutes", "expected"),
    [
        # Forward, at two in the night of 28 March 2027: an hour of the night is missing.
        (VIENNA, (5, "22:00", "06:00"), "2027-03-27T22:00", 7 * 60, "2027-03-28T06:00"),
        (VIENNA, (6, "09:00", "20:00"), "2027-03-27T12:00", 60, "2027-03-28T10:00"),
        # Back, at three in the night of 31 October: an hour comes twice.
        (VIENNA, (5, "22:00", "06:00"), "2027-10-30T22:00", 9 * 60, "2027-10-31T06:00"),
        (NEW_YORK, (6, "09:00", "17:00"), "2027-11-06T12:00", 60, "2027-11-07T10:00"),
        (LORD_HOWE, (6, "01:00", "04:00"), "2027-10-03T00:00", 150, "2027-10-03T04:00"),
    ],
)
def test_when_the_clock_jumps(
    zone: ZoneInfo, hours: tuple[int, str, str], start: str, minutes: int, expected: str
) -> None:
    day, starts, ends = hours
    one = Hours(day, time.fromisoformat(starts), time.fromisoformat(ends))
    opening = OpeningHours(zone, (one,))
    assert after(opening, at(start, zone), minutes * MINUTE) == at(expected, zone)


def test_another_hour_on_the_day_of_a_clock_change() -> None:
    other = OtherHours(date(2027, 3, 28), time(1), time(4))
    opening = OpeningHours(VIENNA, NINE_TO_EIGHT, (other,))
    assert after(opening, at("2027-03-27T20:30"), 2 * 60 * MINUTE) == at("2027-03-28T04:00")
    assert after(opening, at("2027-03-27T20:30"), 121 * MINUTE) == at("2027-03-29T09:01")


def test_a_closure_of_more_than_two_weeks_counts_as_open() -> None:
    """All of it: what was planned in its first days does not move in its last."""
    days = [date(2026, 12, 1) + timedelta(days=count) for count in range(20)]
    long = OpeningHours(VIENNA, NINE_TO_EIGHT, tuple(OtherHours(day) for day in days))
    night = at("2026-12-05T03:00")
    assert first_open(long, night) == night
    assert first_open(long, at("2026-12-19T03:00")) == at("2026-12-19T03:00")
    assert first_open(long, at("2026-12-22T03:00")) == at("2026-12-22T09:00")
    short = OpeningHours(VIENNA, NINE_TO_EIGHT, tuple(OtherHours(day) for day in days[:13]))
    assert first_open(short, night) == at("2026-12-14T09:00")
    assert never_opens(long, at("2026-12-01T03:00"))
    assert not never_opens(short, night)
    assert never_opens(CLOSED, night)


def test_only_what_is_open_now_or_next_is_named() -> None:
    span = open_span_at(STORE, at("2026-11-23T10:00"))
    assert (span.starts, span.ends) == (at("2026-11-23T09:00"), at("2026-11-23T20:00"))
    assert open_span_at(STORE, at("2026-11-23T20:00")).starts == at("2026-11-24T09:00")
    assert open_span_at(STORE, at("2026-11-28T22:00")).starts == at("2026-11-30T09:00")


times = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))
weeks = st.lists(st.builds(Hours, st.integers(0, 6), times, times), min_size=1, max_size=6)
zones = st.sampled_from([VIENNA, NEW_YORK, LORD_HOWE, ZoneInfo("Asia/Kathmandu")])
# Days around clock changes of these zones, and any others.
days = st.sampled_from(
    [date(2027, 3, 27), date(2027, 10, 30), date(2027, 3, 13), date(2027, 11, 6), date(2027, 4, 3)]
) | st.dates(date(2026, 1, 1), date(2028, 1, 1))


@st.composite
def situations(draw: st.DrawFn) -> tuple[OpeningHours, datetime]:
    zone, first = draw(zones), draw(days)
    exceptions = []
    for offset in draw(st.lists(st.integers(0, 3), max_size=3, unique=True)):
        pair = draw(st.none() | st.tuples(times, times))
        exceptions.append(OtherHours(first + timedelta(days=offset), *(pair or ())))
    opening = OpeningHours(zone, tuple(draw(weeks)), tuple(exceptions))
    begins = datetime.combine(first, time(), zone).astimezone(UTC)
    return opening, begins + draw(st.integers(0, 3 * 1440)) * MINUTE


def is_open(opening: OpeningHours, now: datetime) -> bool:
    """By the clock on the wall: of today’s hours, or of those that began yesterday."""
    today = now.astimezone(opening.zone).date()
    return any(
        _instant(day, hours.starts, opening.zone) <= now < _end(day, hours, opening.zone)
        for day in (today - timedelta(days=2), today - timedelta(days=1), today)
        for hours in hours_of(opening, day)
    )


def hours_of(opening: OpeningHours, day: date) -> Sequence[Hours]:
    for other in opening.exceptions:
        if other.day == day:
            if other.starts is None or other.ends is None:
                return ()
            return (Hours(0, other.starts, other.ends),)
    return [one for one in opening.week if one.weekday == day.weekday()]


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _end(day: date, hours: Hours, zone: ZoneInfo) -> datetime:
    last = day if hours.ends > hours.starts else day + timedelta(days=1)
    return _instant(last, hours.ends, zone)


@given(situations(), st.integers(0, 2000))
def test_it_counts_the_open_minutes_one_by_one(
    situation: tuple[OpeningHours, datetime], minutes: int
) -> None:
    opening, start = situation
    now, counted = start, 0
    while counted < minutes or not (is_open(opening, now) or is_open(opening, now - MINUTE)):
        counted += is_open(opening, now)
        now += MINUTE
        if now > start + LONGEST_CLOSURE:
            return  # further than minutes are counted one by one
    assert after(opening, start, minutes * MINUTE) == now
    assert time_open(opening, start, now) == minutes * MINUTE


@given(situations(), st.timedeltas(timedelta(0), timedelta(days=40)), st.data())
def test_waits_follow_one_another(
    situation: tuple[OpeningHours, datetime], span: timedelta, data: st.DataObject
) -> None:
    """Nothing comes before its time, and two waits are one wait of both."""
    opening, start = situation
    found = after(opening, start, span)
    assert found >= start + span
    assert time_open(opening, start, found) == span
    part = data.draw(st.timedeltas(timedelta(0), span))
    assert after(opening, after(opening, start, part), span - part) == found
    assert first_open(opening, found) == found
