"""The time of day, and the hour that clocks show twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from web.rules.clock import time_of_day, time_zone

VIENNA, UTC_ZONE = ZoneInfo("Europe/Vienna"), ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("zone", "utc", "shown"),
    [
        ("Europe/Vienna", "2026-10-24T23:59", "01:59"),
        ("Europe/Vienna", "2026-10-25T00:00", "02:00 summer time"),
        ("Europe/Vienna", "2026-10-25T00:59", "02:59 summer time"),
        ("Europe/Vienna", "2026-10-25T01:00", "02:00 winter time"),
        ("Europe/Vienna", "2026-10-25T01:59", "02:59 winter time"),
        ("Europe/Vienna", "2026-10-25T02:00", "03:00"),
        ("Europe/Vienna", "2026-03-29T00:59", "01:59"),  # an hour is left out: nothing is doubled
        ("Europe/Vienna", "2026-03-29T01:00", "03:00"),
        ("America/New_York", "2026-11-01T05:30", "01:30 summer time"),
        ("America/New_York", "2026-11-01T06:30", "01:30 winter time"),
        ("Australia/Lord_Howe", "2026-04-04T14:45", "01:45 summer time"),  # by half an hour
        ("Australia/Lord_Howe", "2026-04-04T15:15", "01:45 winter time"),
        ("Asia/Tokyo", "2026-10-25T00:30", "09:30"),
        ("UTC", "2026-10-25T00:30", "00:30"),
    ],
)
def test_the_doubled_hour_says_which_of_the_two(zone: str, utc: str, shown: str) -> None:
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert time_of_day(at.astimezone(ZoneInfo(zone))) == shown


def test_two_minutes_of_a_day_are_never_shown_alike() -> None:
    begins = datetime(2026, 10, 24, 22, tzinfo=UTC)
    minutes = [begins + timedelta(minutes=number) for number in range(25 * 60)]
    shown = {time_of_day(one.astimezone(VIENNA)) for one in minutes}
    assert len(shown) == len(minutes)


UNKNOWN = [
    "",
    "Mars/Base",
    "Europe",
    "/etc/passwd",
    "../x",
    "Europe/Vienna\0",
    "leapseconds",
    "é" * 300,
]


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_zone_that_is_not_known_here_is_utc(name: str) -> None:
    assert time_zone(name) == UTC_ZONE


def test_a_known_zone_is_itself() -> None:
    assert time_zone("Europe/Vienna") == VIENNA
