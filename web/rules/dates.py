"""Dates as people type them where a browser shows no calendar. Pure."""

import re
from datetime import date

from web.rules.text import number_keyed_in

# As browsers send it (HTML, “valid date string”); also 2026/12/24 and 2026.12.24.
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", re.ASCII)
# 24.12.2026 and 24. 12. 26 begin with the day; 24/12/2026 and 24-12-2026 may begin with the month.
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{2})", re.ASCII)
# 24 Dec 2026, 24th of December 2026, December 24, 2026.
_DAY_NAMED = re.compile(
    r"([0-9]{1,2})(?:\.|st|nd|rd|th)?(?: of)?[ -]?([a-z]{3,9})\.?,?[ -]([0-9]{4})", re.ASCII
)
_MONTH_NAMED = re.compile(r"([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", re.ASCII)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]* (?=.)", re.ASCII)
_CENTURY = 2000  # of a year of two digits
_LAST_MONTH = 12


def date_typed(text: str) -> date | None:
    """None for what is no date, and for one that can be read in two ways, such as 04/05/2026."""
    keyed_in = " ".join((number_keyed_in(text) or "").lower().split())
    plain = _WEEKDAY.sub("", keyed_in, count=1)
    try:
        return _read(plain)
    except ValueError:  # such as 30 February
        return None


def _read(text: str) -> date | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.fullmatch(text.rstrip(".")):
        year = int(match[4]) + (_CENTURY if len(match[4]) == len("26") else 0)
        return _day_and_month(int(match[1]), int(match[3]), year, is_day_first=match[2] == ".")
    if match := _DAY_NAMED.fullmatch(text):
        return _in_month(match[2], int(match[1]), int(match[3]))
    if match := _MONTH_NAMED.fullmatch(text):
        return _in_month(match[1], int(match[2]), int(match[3]))
    return None


def _day_and_month(first: int, second: int, year: int, *, is_day_first: bool) -> date | None:
    if is_day_first or first > _LAST_MONTH or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > _LAST_MONTH else None


def _in_month(name: str, day: int, year: int) -> date | None:
    found = [number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name)]
    return date(year, found[0], day) if len(found) == 1 else None
