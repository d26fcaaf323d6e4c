"""Weekly hours: one’s own, and for admins anybody’s."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import people
from web.acts.shifts import weekly_hours
from web.http.access import for_admins, for_signed_in
from web.http.context import reading
from web.http.forms import BadForm, read_form
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.pages.people_list import place_in_list, saved_in_list
from web.pages.week_form import MOST_PAIRS, is_same, read_week, typed_week
from web.reads.accounts.weekly_hours import hours_page
from web.rules.hours import overlaps

pages = Blueprint("hours", __name__)


class HoursInput(ActForm, extra="ignore"):
    """The key only: the days are read by `read_week`; `typed_week` keeps what was typed."""


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
    return _page(person_id, f"/settings/people/{person_id}/hours{place_in_list()}", 200)


@pages.post("/settings/people/<id:person_id>/hours")
@for_admins
def set_theirs(person_id: int) -> ResponseReturnValue:
    path = f"/settings/people/{person_id}/hours{place_in_list()}"
    onward = saved_in_list(f"/settings/people/{person_id}")
    return _set(person_id, path, onward, as_admin=True)


def _set(person_id: int, path: str, onward: str, *, as_admin: bool = False) -> ResponseReturnValue:
    week, errors = read_week(request.form)
    try:
        form = read_form(HoursInput)
    except BadForm as bad:
        errors = (("", bad.sentence), *errors)
    if errors:
        return _page(person_id, path, 422, errors)
    perform(form, lambda tap: weekly_hours.set_week(tap, person_id, week), as_admin=as_admin)
    # Where parts overlap, the page says what was joined.
    return redirect(f"{path}#overlaps" if overlaps(week) else onward, 303)


def _page(
    person_id: int, path: str, status: int, errors: tuple[tuple[str, str], ...] = ()
) -> ResponseReturnValue:
    with reading() as session:
        page = hours_page(session, viewer(), people.find(session, person_id), path)
    days = typed_week(request.form) if errors else page.days
    html = render_template(
        "weekly_hours.html",
        page=page,
        days=days,
        errors=errors,
        most=MOST_PAIRS,
        same=is_same(request.form),
        place=place_in_list(),
    )
    return make_response(html, status)
