"""Which days a report is about, in which weeks. Pure.

Days are those of a site's clock; in all sites together each issue has the day of its own site.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

A_WEEK = 7
_A_DAY = timedelta(days=1)
_WEEKS = 12
_YEAR = 52  # weeks


class Period(StrEnum):
    """The values stand in addresses."""

    WEEKS = "weeks"  # this week and the eleven before it
    MONTH = "month"  # this month until today
    LAST_MONTH = "last-month"
    YEAR = "year"  # this week and the 51 before it


@dataclass(frozen=True)
class Days:
    """From `first` to `last`, and the days they are compared with; all of them inclusive."""

    first: date
    last: date
    before_first: date
    before_last: date
    week_begins: int  # Monday is 0

    @property
    def base(self) -> date:
        """Begins the week that has the first of all these days: weeks are numbered from it."""
        return week_of(self.before_first, self.week_begins)

    def weeks(self) -> Iterator[tuple[int, date]]:
        """Number and first day of each week; of the first and last one a part may count."""
        day = week_of(self.first, self.week_begins)
        while day <= self.last:
            yield (day - self.base).days // A_WEEK, max(day, self.first)
            day += timedelta(days=A_WEEK)


def days_of(period: Period, today: date, week_begins: int) -> Days:
    if period in (Period.WEEKS, Period.YEAR):
        count = _WEEKS if period is Period.WEEKS else _YEAR
        first = week_of(today, week_begins) - timedelta(days=A_WEEK * (count - 1))
        before = first - timedelta(days=A_WEEK * count)
        return Days(first, today, before, first - _A_DAY, week_begins)
    month = today.replace(day=1)
    last_month = (month - _A_DAY).replace(day=1)
    if period is Period.MONTH:
        # As many days of the month before, as far as it has them.
        until = min(last_month + (today - month), month - _A_DAY)
        return Days(month, today, last_month, until, week_begins)
    before = (last_month - _A_DAY).replace(day=1)
    return Days(last_month, month - _A_DAY, before, last_month - _A_DAY, week_begins)


def week_of(day: date, begins: int) -> date:
    """The first day of its week."""
    return day - timedelta(days=(day.weekday() - begins) % A_WEEK)
