"""The rows of a form for other hours on certain dates. Keeps what was typed.

Fields are `date-0`, `opens-0` and `closes-0`; without times it is closed on that date.
"""

from collections.abc import Mapping
from datetime import date

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.week_form import Errors
from web.reads.accounts.opening_hours import ExceptionRow
from web.rules.dates import date_typed
from web.rules.opening import OtherHours
from web.rules.time_of_day import clock_time, ending_time

MOST = 60
_BOTH = N_("Write when it opens and closes, or leave both empty if it is closed.")
_TIME = N_("Write a time such as 07:30.")
_NO_DATE = N_("Choose the date of these hours, or empty both times to take them out.")
_DATE = N_("Write the date as year, month and day, such as 2026-12-24.")
_PAST = N_("This date has passed. Choose one to come, or leave it empty.")
_TWICE = N_("This date is there twice. Write it once.")


def read_exceptions(form: Mapping[str, str], today: date) -> tuple[tuple[OtherHours, ...], Errors]:
    """By date; and what is wrong, by field. A row without date and times is left out."""
    found: dict[date, OtherHours] = {}
    errors: list[tuple[str, str]] = []
    for number in range(MOST):
        row = _row(form, number)
        if row == ExceptionRow():
            continue
        read = _read(row, number, today)
        if not isinstance(read, OtherHours):
            errors.append(read)
        elif read.day in found:
            errors.append((f"date-{number}", _(_TWICE)))
        else:
            found[read.day] = read
    return tuple(found[day] for day in sorted(found)), tuple(errors)


def typed_exceptions(form: Mapping[str, str]) -> tuple[ExceptionRow, ...]:
    """For the form that is shown again."""
    rows = [_row(form, number) for number in range(MOST)]
    while rows and rows[-1] == ExceptionRow():
        rows.pop()
    return tuple(rows)


def _row(form: Mapping[str, str], number: int) -> ExceptionRow:
    names = (f"date-{number}", f"opens-{number}", f"closes-{number}")
    return ExceptionRow(*(form.get(name, "").strip()[:40] for name in names))


def _read(row: ExceptionRow, number: int, today: date) -> OtherHours | tuple[str, str]:
    """What the row says, or the field and sentence of what is wrong."""
    day = date_typed(row.day)
    if day is None:
        return f"date-{number}", _(_DATE if row.day else _NO_DATE)
    if day < today:
        return f"date-{number}", _(_PAST)
    if not row.starts and not row.ends:
        return OtherHours(day)
    opens, closes = clock_time(row.starts), ending_time(row.ends)
    if not row.starts or not row.ends:
        return f"opens-{number}", _(_BOTH)
    if opens is None:
        return f"opens-{number}", _(_TIME)
    if closes is None:
        return f"closes-{number}", _(_TIME)
    return OtherHours(day, opens, closes)
