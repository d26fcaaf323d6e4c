"""The days of a report, and their weeks."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.rules.figure_periods import Period, days_of


@pytest.mark.parametrize(
    ("period", "first", "last", "before"),
    [
        (Period.WEEKS, "2026-09-14", "2026-12-01", ("2026-06-22", "2026-09-13")),
        (Period.MONTH, "2026-12-01", "2026-12-01", ("2026-11-01", "2026-11-01")),
        (Period.LAST_MONTH, "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        (Period.YEAR, "2025-12-08", "2026-12-01", ("2024-12-09", "2025-12-07")),
    ],
)
def test_periods(period: Period, first: str, last: str, before: tuple[str, str]) -> None:
    days = days_of(period, date(2026, 12, 1), 0)  # a Tuesday
    found = (days.first, days.last, (days.before_first, days.before_last))
    assert tuple(map(str, found[:2])) == (first, last)
    assert tuple(map(str, found[2])) == before


def test_a_long_month_is_compared_with_all_of_a_short_one() -> None:
    days = days_of(Period.MONTH, date(2026, 3, 31), 0)
    assert (days.before_first, days.before_last) == (date(2026, 2, 1), date(2026, 2, 28))


@given(st.sampled_from(Period), st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
@settings(derandomize=True, database=None, deadline=None)
def test_each_day_of_a_period_is_in_one_of_its_weeks(
    period: Period, today: date, begins: int
) -> None:
    days = days_of(period, today, begins)
    assert days.before_first <= days.before_last < days.first <= days.last <= today
    numbers = [number for number, _first in days.weeks()]
    assert len(numbers) == {Period.WEEKS: 12, Period.YEAR: 52}.get(period, len(numbers))
    day = days.first
    while day <= days.last:
        assert (day - days.base).days // 7 in numbers
        day += timedelta(days=1)
