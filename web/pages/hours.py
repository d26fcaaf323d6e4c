"""Weekly hours: one’s own, and for admins anybody’s."""

from datetime import time
from itertools import product

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import people
from web.acts.shifts import weekly_hours
from web.http.access import for_admins, for_signed_in
from web.http.context import reading
from web.http.forms import BadForm, clock_time, ending_time, read_form
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.reads.accounts.weekly_hours import DayHours, Pair, hours_page
from web.rules.hours import Hours, overlaps

pages = Blueprint("hours", __name__)
_BOTH = "Write when the work begins and when it ends, or leave both empty."
_TIME = "Write a time such as 07:30."
_TWICE = "Another part of this day begins at the same time. Write each part once."
MOST_PAIRS = 4  # of one day
_DAYS = range(7)


class HoursInput(ActForm, extra="ignore"):
    """The key only: the days are read by `_week`, which keeps what was typed."""


@pages.get("/me/hours")
@for_signed_in
def mine() -> ResponseReturnValue:
    return _page(viewer().id, "/me/hours", 200)


@pages.post("/me/hours")
@for_signed_in
def set_mine() -> ResponseReturnValue:
    return _set(viewer().id, "/me/hours", "/me#hours")


@pages.get("/settings/people/<id:person_id>/hours")
@for_admins
def theirs(person_id: int) -> ResponseReturnValue:
    return _page(person_id, f"/settings/people/{person_id}/hours", 200)


@pages.post("/settings/people/<id:person_id>/hours")
@for_admins
def set_theirs(person_id: int) -> ResponseReturnValue:
    path = f"/settings/people/{person_id}/hours"
    place = f"person-{person_id}"
    return _set(person_id, path, f"/settings?saved={place}#{place}", as_admin=True)


def _set(person_id: int, path: str, onward: str, *, as_admin: bool = False) -> ResponseReturnValue:
    week, errors = _week()
    try:
        form = read_form(HoursInput)
    except BadForm as bad:
        errors = (("", bad.sentence), *errors)
    if errors:
        return _page(person_id, path, 422, errors)
    perform(form, lambda tap: weekly_hours.set_week(tap, person_id, week), as_admin=as_admin)
    # Where parts overlap, the page says what was joined.
    return redirect(f"{path}#overlaps" if overlaps(week) else onward, 303)


def _week() -> tuple[list[Hours], tuple[tuple[str, str], ...]]:
    """All parts of all days; and what is wrong, by field."""
    week: dict[tuple[int, time], Hours] = {}
    errors: list[tuple[str, str]] = []
    for day, number in product(_DAYS, range(MOST_PAIRS)):
        try:
            part = _part(day, number)
        except _Wrong as wrong:
            errors.append((wrong.field, wrong.sentence))
            continue
        if part and (day, part.starts) in week:
            errors.append((_names(day, number)[0], _TWICE))
        elif part:
            week[day, part.starts] = part
    return list(week.values()), tuple(errors)


class _Wrong(Exception):
    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


def _part(day: int, number: int) -> Hours | None:
    """None for an empty one. Raises _Wrong."""
    names = _names(day, number)
    starts, ends = (request.form.get(name, "").strip() for name in names)
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
    """Names of the fields: `starts-0` and `ends-0` for the first part of Monday, then `starts-0-1`
    …"""
    which = f"{day}-{number}" if number else f"{day}"
    return f"starts-{which}", f"ends-{which}"


def _page(
    person_id: int, path: str, status: int, errors: tuple[tuple[str, str], ...] = ()
) -> ResponseReturnValue:
    with reading() as session:
        page = hours_page(session, viewer(), people.find(session, person_id), path)
    days = tuple(_typed(day) for day in _DAYS) if errors else page.days
    html = render_template(
        "weekly_hours.html", page=page, days=days, errors=errors, most=MOST_PAIRS
    )
    return make_response(html, status)


def _typed(day: int) -> DayHours:
    pairs = [
        Pair(*(request.form.get(name, "")[:8] for name in _names(day, number)))
        for number in range(MOST_PAIRS)
    ]
    while pairs and not (pairs[-1].starts or pairs[-1].ends):
        pairs.pop()
    return DayHours(day, tuple(pairs))
