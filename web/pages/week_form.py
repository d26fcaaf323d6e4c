"""The form of a week, with “the same on Tuesday to Friday”. Keeps what was typed.

Fields are `starts-0` and `ends-0` for the first part of Monday, then `starts-0-1` …
"""

from collections.abc import Mapping
from datetime import time
from itertools import product

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.reads.accounts.weekly_hours import DayHours, Pair
from web.rules.hours import Hours
from web.rules.time_of_day import LONGEST, clock_time, ending_time

_BOTH = N_("Write when it starts and ends, or leave both empty.")
_TIME = N_("Write a time such as 07:30.")
_TWICE = N_("Another part of this day starts at the same time. Write each part once.")
MOST_PAIRS = 4  # of one day
_DAYS = range(7)
_MONDAY, _AS_MONDAY = 0, range(1, 5)

Errors = tuple[tuple[str, str], ...]  # (name of a field, sentence)


def is_same(form: Mapping[str, str]) -> bool:
    """Whether Monday stands for Tuesday to Friday, whatever is in their fields."""
    return form.get("same") == "yes"


def read_week(form: Mapping[str, str]) -> tuple[list[Hours], Errors]:
    """All parts of all days; and what is wrong, by field."""
    week: dict[tuple[int, time], Hours] = {}
    errors: list[tuple[str, str]] = []
    days = [day for day in _DAYS if not (is_same(form) and day in _AS_MONDAY)]
    for day, number in product(days, range(MOST_PAIRS)):
        try:
            part = _part(form, day, number)
        except _Wrong as wrong:
            errors.append((wrong.field, _(wrong.sentence)))
            continue
        if part and (day, part.starts) in week:
            errors.append((_names(day, number)[0], _(_TWICE)))
        elif part:
            week[day, part.starts] = part
    parts = list(week.values())
    if is_same(form):
        of_monday = [part for part in parts if part.weekday == _MONDAY]
        parts += [Hours(day, p.starts, p.ends) for day in _AS_MONDAY for p in of_monday]
    return parts, tuple(errors)


def typed_week(form: Mapping[str, str]) -> tuple[DayHours, ...]:
    """For the form that is shown again."""
    return tuple(_typed(form, day) for day in _DAYS)


class _Wrong(Exception):
    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


def _part(form: Mapping[str, str], day: int, number: int) -> Hours | None:
    """None for an empty one. Raises _Wrong."""
    names = _names(day, number)
    starts, ends = (form.get(name, "").strip() for name in names)
    if not starts and not ends:
        return None
    if not starts or not ends:
        raise _Wrong(names[0], _BOTH)
    begin, end = clock_time(starts), ending_time(ends)
    if begin is None:
        raise _Wrong(names[0], _TIME)
    if end is None:
        raise _Wrong(names[1], _TIME)
    return Hours(day, begin, end)


def _names(day: int, number: int) -> tuple[str, str]:
    which = f"{day}-{number}" if number else f"{day}"
    return f"starts-{which}", f"ends-{which}"


def _typed(form: Mapping[str, str], day: int) -> DayHours:
    pairs = [
        Pair(*(form.get(name, "")[:LONGEST] for name in _names(day, number)))
        for number in range(MOST_PAIRS)
    ]
    while pairs and not (pairs[-1].starts or pairs[-1].ends):
        pairs.pop()
    return DayHours(day, tuple(pairs))
