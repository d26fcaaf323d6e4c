"""My shift: its beginning, and what becomes of my open issues at its end."""

from typing import ClassVar, Literal

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import Session

from web.acts import issues, shifts
from web.acts.outcome import Outcome
from web.http.access import for_signed_in
from web.http.forms import BadForm, read_form
from web.http.parts import now, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm, once
from web.pages.issues import PromiseInput
from web.reads.shift import shift_end_page
from web.reads.views import Notice

pages = Blueprint("shift", __name__)


class ShiftInput(ActForm):
    sentences: ClassVar = {"hours": "A shift lasts from 0 to 24 hours."}
    hours: int = Field(ge=0, le=24)
    leave: Literal["yes", ""] = ""


@pages.post("/me/shift")
@for_signed_in
def shift() -> ResponseReturnValue:
    """Hours from now; with 0 and open issues it asks first what becomes of them."""
    try:
        form = read_form(ShiftInput, request.form)
    except BadForm as bad:
        return _end_page(422, Notice(bad.sentence, bad=True))

    def set_shift(session: Session, *_: object) -> Outcome:
        leave = form.leave == "yes"
        return Outcome("", shifts.set_shift(session, viewer(), form.hours, leave=leave, now=now()))

    outcome, _ = once(form, set_shift)
    if outcome.refusal:
        return redirect("/me/shift/end", 303)
    return redirect("/me#shift", 303)


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
    """The same promise as on the issue's page; from here one stays here."""
    try:
        form = read_form(PromiseInput, request.form)
    except BadForm as bad:
        return _end_page(422, Notice(bad.sentence, bad=True))
    minutes = form.minutes_from(now())
    outcome, _ = once(form, lambda db, who, at: issues.promise(db, who, ref, minutes, at))
    if outcome.refusal:
        return _end_page(409, Notice(outcome.refusal.sentence, bad=True))
    return redirect("/me/shift/end", 303)


@pages.get("/me/shift/end/<ref>/promise")
@for_signed_in
def after_refusal(ref: str) -> ResponseReturnValue:  # noqa: ARG001
    return redirect("/me/shift/end", 303)


def _end_page(status: int, notice: Notice | None = None) -> ResponseReturnValue:
    with reading() as session:
        page = shift_end_page(session, viewer(), now())
    return make_response(render_template("pages/shift_end.html", page=page, notice=notice), status)
