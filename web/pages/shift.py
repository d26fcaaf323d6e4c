"""My shift: its beginning, and what becomes of my open issues at its end."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Literal

from flask import Blueprint, Response, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from web.acts import issues, shifts
from web.acts.outcome import Outcome
from web.http.access import for_signed_in
from web.http.answers import answer, on_card, with_form
from web.http.parts import now, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm
from web.http.templating import Notice
from web.pages.issues import PromiseInput
from web.reads.shift import shift_end_page
from web.rules.people import Viewer

pages = Blueprint("shift", __name__)


class ShiftInput(ActForm):
    sentences: ClassVar = {"hours": "A shift lasts from 0 to 24 hours."}
    hours: int = Field(ge=0, le=24)
    leave: Literal["yes", ""] = ""


@pages.post("/me/shift")
@for_signed_in
def shift() -> ResponseReturnValue:
    """Hours from now; with 0 and open issues it asks first what becomes of them."""

    def set_shift(session: Session, who: Viewer, form: ShiftInput, at: datetime) -> Outcome:
        leave = form.leave == "yes"
        return Outcome("", shifts.set_shift(session, who, form.hours, leave=leave, now=at))

    def onward(outcome: Outcome, _applied: bool) -> str:
        return "/me/shift/end" if outcome.refusal else "/me#shift"

    goes_on = replace(on_card(_end_page, onward), refused=_to_the_end, done=_to_my_shift)
    return answer(ShiftInput, with_form(set_shift), goes_on)


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

    def act(session: Session, who: Viewer, form: PromiseInput, at: datetime) -> Outcome:
        return issues.promise(session, who, ref, form.length, at)

    shown = replace(on_card(_end_page, lambda *_: "/me/shift/end"), done=_to_the_end)
    return answer(PromiseInput, with_form(act), shown)


@pages.get("/me/shift/end/<ref>/promise")
@for_signed_in
def after_refusal(ref: str) -> ResponseReturnValue:  # noqa: ARG001
    return redirect("/me/shift/end", 303)


def _to_the_end(*_: object) -> AnyResponse:
    return redirect("/me/shift/end", 303)


def _to_my_shift(*_: object) -> AnyResponse:
    return redirect("/me#shift", 303)


def _end_page(status: int, notice: Notice | None = None, *_: object) -> Response:
    with reading() as session:
        page = shift_end_page(session, viewer(), now())
    return make_response(render_template("pages/shift_end.html", page=page, notice=notice), status)
