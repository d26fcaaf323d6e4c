"""The viewer's shift: its beginning, and open issues at its end."""

from typing import ClassVar, Literal

from flask import Blueprint, Response, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.issues import lifecycle
from web.acts.shifts import shifts
from web.http.access import for_signed_in
from web.http.answers import form_error_json, path_argument, redirect_or_json
from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import FormError, page_number, read_form
from web.http.idempotency import ActForm, ActRefused, perform
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.language.messages import gettext_noop as N_
from web.pages.issue_forms import PromiseInput
from web.reads.accounts.shift_end import shift_end_page

pages = Blueprint("shift", __name__)


class ShiftInput(ActForm):
    sentences: ClassVar = {"hours": N_("A shift lasts up to 24 hours.")}
    hours: int = Field(ge=0, le=24)
    leave: Literal["yes", ""] = ""


@pages.post("/me/shift")
@for_signed_in
def shift() -> ResponseReturnValue:
    """Hours from now; 0 with open issues asks first what becomes of them."""
    form = read_form(ShiftInput)
    leave = form.leave == "yes"
    result = perform(form, lambda tap: shifts.set_shift(tap, form.hours, leave=leave))
    return redirect_or_json(result, "/me#shift")


@pages.get("/me/shift")
@for_signed_in
def after_answer() -> ResponseReturnValue:
    return redirect("/me#shift", 303)


@pages.get("/me/shift/end")
@for_signed_in
def end() -> ResponseReturnValue:
    return _end_page(200)


@pages.post("/me/shift/end/<ref>/promise")
@for_signed_in
def promise(ref: str) -> ResponseReturnValue:
    """The same promise as on the issue's page; returns here."""
    form = read_form(PromiseInput)
    result = perform(form, lambda tap: lifecycle.promise(tap, ref, form.by))
    return redirect_or_json(result, "/me/shift/end")


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    """On the page of a shift's end, where what is open waits for an answer."""
    if prefers_json():
        return form_error_json(error, "/me/shift/end")
    if isinstance(error, ActRefused) and path_argument("ref") is None:
        return redirect("/me/shift/end", 303)
    return _end_page(error.status, Notice(error.sentence, bad=True))


def _end_page(status: int, notice: Notice | None = None) -> Response:
    number = page_number()
    with reading() as session:
        page = shift_end_page(session, viewer(), now(), number)
    html = render_template("shift_end.html", page=page, number=number, notice=notice)
    return make_response(html, status)
