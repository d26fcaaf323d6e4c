"""Times, days, numbers and lists as the readers of a language write them (Unicode CLDR, by Babel).

All datetimes are local already: those who call know the zone.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Literal

from babel.dates import DateTimePattern, get_day_names, parse_pattern
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from web.language.current import current_language
from web.language.known import ENGLISH, PSEUDO, Language, locale_of

_NO_BREAK = "\u00a0"  # “AM” does not begin a line
# CLDR sets a comma into days with a year only; ours are alike.
_ENGLISH = {"yMMMEd": "E d MMM y"}


def time_in_words(at: datetime | time) -> str:
    """`10:28`, or `10:28 AM` in one piece where clocks have twelve hours."""
    language = current_language()
    if language is ENGLISH:
        return f"{at:%H:%M}"
    return _applied(time(at.hour, at.minute), "short", language).replace(" ", _NO_BREAK)


def hour_in_words(at: datetime) -> str:
    """`9` or `9:30` for times that are offered in English, else as all others."""
    if current_language() not in (ENGLISH, PSEUDO):
        return time_in_words(at)
    return f"{at.hour}:{at.minute:02}" if at.minute else f"{at.hour}"


def day_in_words(at: date) -> str:
    """`Tue 24 Nov`."""
    return _day(at, "MMMEd")


def day_of_year_in_words(at: date) -> str:
    """`Tue 24 Nov 2026`."""
    return _day(at, "yMMMEd")


def date_in_words(at: date) -> str:
    """`24 Nov 2026`."""
    return _day(at, "yMMMd")


def weekday(number: int) -> str:
    """`Tuesday` for 1, as it stands alone."""
    return _weekdays(current_language(), "wide")[number]


def short_weekday(number: int) -> str:
    """`Tue` for 1."""
    return _weekdays(current_language(), "abbreviated")[number]


def week() -> tuple[int, ...]:
    """The numbers of the days of a week in their order: Monday is 0."""
    first = locale_of(current_language()).first_week_day
    return tuple((first + n) % 7 for n in range(7))


def listed(several: Sequence[str]) -> str:
    """`Ana, Ben and Kim`."""
    if len(several) == 1:
        return several[0]
    return format_list(several, locale=locale_of(current_language()))


def number(count: int) -> str:
    """`2,500`."""
    return format_decimal(count, locale=locale_of(current_language()))


def average_in_words(value: float) -> str:
    """`1.4`."""
    return format_decimal(round(value, 1), locale=locale_of(current_language()))


def share_in_words(value: float) -> str:
    """`82%` for 0.82; rounded down, so that 100% is all of it."""
    whole = int(value * 100 + 1e-9) / 100
    return format_percent(whole, locale=locale_of(current_language()))


def _day(at: date, skeleton: str) -> str:
    day = at.date() if isinstance(at, datetime) else at
    return _applied(day, skeleton, current_language())


@lru_cache(maxsize=2048)  # a page has the same few days and times again and again
def _applied(at: date | time, skeleton: str, language: Language) -> str:
    return _pattern(language, skeleton).apply(at, locale_of(language))


@cache
def _pattern(language: Language, skeleton: str) -> DateTimePattern:
    locale = locale_of(language)
    if skeleton == "short":
        return parse_pattern(locale.time_formats["short"])
    is_english = language in (ENGLISH, PSEUDO)
    own = _ENGLISH.get(skeleton) if is_english else None
    return parse_pattern(own or locale.datetime_skeletons[skeleton].pattern)


@cache
def _weekdays(language: Language, width: Literal["abbreviated", "wide"]) -> dict[int, str]:
    return dict(get_day_names(width, "stand-alone", locale=locale_of(language)))
