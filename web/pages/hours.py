"""Weekly hours: one’s own, and as an admin anybody’s."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from web.acts import hours, people
from web.acts.outcome import Outcome
from web.http.access import for_admins, for_signed_in
from web.http.forms import BadForm, clock_time, read_form
from web.http.parts import now, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm, Hold, once
from web.reads.hours import hours_page
from web.reads.nudge_views import DayHours
from web.rules.hours import Hours

pages = Blueprint("hours", __name__)
_BOTH = "Write when the day begins and when it ends, or leave both empty."
_TIME = "Write a time such as 07:30."
_EQUAL = "The end is the same as the beginning. For a whole day end a minute earlier."
_DAYS = range(7)


class HoursInput(ActForm, extra="ignore"):
    """The key alone: the days are read by `_week`, which keeps what was typed."""


@pages.get("/me/hours")
@for_signed_in
def mine() -> ResponseReturnValue:
    return _page(viewer().id, "/me/hours", 200)


@pages.post("/me/hours")
@for_signed_in
def set_mine() -> ResponseReturnValue:
    return _set(viewer().id, "/me/hours", "/me#hours", people.still_here)


@pages.get("/settings/people/<id:person_id>/hours")
@for_admins
def theirs(person_id: int) -> ResponseReturnValue:
    return _page(person_id, f"/settings/people/{person_id}/hours", 200)


@pages.post("/settings/people/<id:person_id>/hours")
@for_admins
def set_theirs(person_id: int) -> ResponseReturnValue:
    path = f"/settings/people/{person_id}/hours"
    place = f"person-{person_id}"
    return _set(person_id, path, f"/settings?saved={place}#{place}", people.still_admin)


def _set(person_id: int, path: str, onward: str, hold: Hold) -> ResponseReturnValue:
    week, errors = _week()
    try:
        form = read_form(HoursInput, request.form)
    except BadForm as bad:
        errors = (("", bad.sentence), *errors)
    if errors:
        return _page(person_id, path, 422, errors)

    def unit(session: Session, *_: object) -> Outcome:
        hours.set_week(session, person_id, week, now())
        return Outcome("")

    once(form, unit, hold=hold)
    return redirect(onward, 303)


def _week() -> tuple[list[Hours], tuple[tuple[str, str], ...]]:
    """The days on which they work; and what is wrong, by field."""
    week, errors = [], []
    for day in _DAYS:
        starts, ends = request.form.get(f"starts-{day}", ""), request.form.get(f"ends-{day}", "")
        begin, end = clock_time(starts), clock_time(ends)
        if not starts.strip() and not ends.strip():
            continue
        if not starts.strip() or not ends.strip():
            errors.append((f"starts-{day}", _BOTH))
        elif begin is None or end is None:
            errors.append((f"starts-{day}" if begin is None else f"ends-{day}", _TIME))
        elif begin == end:
            errors.append((f"ends-{day}", _EQUAL))
        else:
            week.append(Hours(day, begin, end))
    return week, tuple(errors)


def _page(
    person_id: int, path: str, status: int, errors: tuple[tuple[str, str], ...] = ()
) -> ResponseReturnValue:
    with reading() as session:
        page = hours_page(session, viewer(), people.find(session, person_id), path)
    days = tuple(_typed(day) for day in _DAYS) if errors else page.days
    html = render_template("pages/hours.html", page=page, days=days, errors=errors)
    return make_response(html, status)


def _typed(day: int) -> DayHours:
    starts, ends = (request.form.get(f"{name}-{day}", "")[:8] for name in ("starts", "ends"))
    return DayHours(day, starts, ends)
