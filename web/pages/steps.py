"""A step: its page, and one URL for each act on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.handoffs import scan_codes, steps
from web.http.access import for_signed_in
from web.http.answers import (
    act_name,
    allow_offline_copy,
    form_error_json,
    harmless_notice,
    path_argument,
    redirect_or_json,
    wants_card,
)
from web.http.client_headers import prefers_json
from web.http.context import app_context, now, reading
from web.http.forms import FormError, MaybeLine, MaybeWords, OneLine, read_form
from web.http.idempotency import ActForm, ActResult, perform
from web.http.links import public_url, qr_svg
from web.http.sign_in import viewer
from web.http.templating import Notice, htmx, use_zone
from web.language.messages import gettext_noop as N_
from web.reads.handoffs import step_page
from web.reads.handoffs.step_page import StepPage
from web.rules.steps import WAITING
from web.rules.vocabulary import DeclineReason, Introduction, StepState

pages = Blueprint("steps", __name__)


@dataclass(frozen=True)
class Code:
    """The owner's code for a step, as the colleague's camera sees it."""

    url: str
    qr_svg: str
    expires_at: datetime


class DeclineInput(ActForm):
    sentences: ClassVar = {
        "why": N_("Choose why you can’t."),
        "could": N_("A name may have up to 80 characters."),
    }
    why: DeclineReason
    could: MaybeLine = Field(default=None, max_length=80)


class DoneInput(ActForm):
    sentences: ClassVar = {"text": N_("Write at most 500 characters.")}
    text: MaybeWords = Field(default=None, max_length=500)


class WithdrawInput(ActForm):
    saw: StepState | None = None  # the state in which the owner saw the step


class ProposeInput(ActForm):
    sentences: ClassVar = {"who": N_("Say who could help, in at most 80 characters.")}
    who: OneLine = Field(min_length=1, max_length=80)


@pages.get("/steps/<id:step_id>")
@for_signed_in
def show(step_id: int) -> ResponseReturnValue:
    return _card(step_id, 200)


@pages.get("/steps/<id:step_id>/state")
@for_signed_in
def state(step_id: int) -> ResponseReturnValue:
    """The owner’s screen polls this while it shows the code."""
    with reading() as session:
        state = step_page.step_state(session, viewer(), step_id, now())
    return jsonify(state=state.value)


@pages.post("/steps/<id:step_id>/accept")
@for_signed_in
def accept(step_id: int) -> ResponseReturnValue:
    return _answer(step_id, perform(read_form(ActForm), lambda tap: steps.accept(tap, step_id)))


@pages.post("/steps/<id:step_id>/decline")
@for_signed_in
def decline(step_id: int) -> ResponseReturnValue:
    form = read_form(DeclineInput)
    result = perform(form, lambda tap: steps.decline(tap, step_id, form.why, form.could))
    return _answer(step_id, result)


@pages.post("/steps/<id:step_id>/done")
@for_signed_in
def done(step_id: int) -> ResponseReturnValue:
    form = read_form(DoneInput)
    return _answer(step_id, perform(form, lambda tap: steps.done(tap, step_id, form.text)))


@pages.post("/steps/<id:step_id>/withdraw")
@for_signed_in
def withdraw(step_id: int) -> ResponseReturnValue:
    form = read_form(WithdrawInput)
    return _answer(step_id, perform(form, lambda tap: steps.withdraw(tap, step_id, form.saw)))


@pages.post("/steps/<id:step_id>/propose")
@for_signed_in
def propose(step_id: int) -> ResponseReturnValue:
    form = read_form(ProposeInput)
    return _answer(step_id, perform(form, lambda tap: steps.propose(tap, step_id, form.who)))


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    """On the step’s card, with what was typed. Whoever may not see it learns nothing of it."""
    step_id = path_argument("step_id")
    if prefers_json():
        return form_error_json(error, f"/steps/{step_id}")
    notice, typed = Notice(error.sentence, bad=True), request.form.to_dict()
    return _card(step_id, error.status, notice, typed, act_name())


def _answer(step_id: int, result: ActResult) -> ResponseReturnValue:
    if not wants_card():
        return redirect_or_json(result, f"/steps/{step_id}")
    return _card(step_id, 200, harmless_notice(result))


def _card(
    step_id: int,
    status: int,
    notice: Notice | None = None,
    typed: dict[str, str] | None = None,
    typed_act: str = "",
) -> Response:
    with reading() as session:
        page = step_page.step_page(session, viewer(), step_id, now())
    use_zone(page.brief.zone)
    template = "cards/step.html" if htmx else "step/page.html"
    shown = render_template(
        template,
        page=page,
        code=_code(page),
        notice=notice,
        typed=typed or {},
        typed_act=typed_act,
    )
    response = make_response(shown, status)
    return allow_offline_copy(response, page.brief.version) if page.step.is_helper else response


def _code(page: StepPage) -> Code | None:
    """For an owner who walks over, until somebody has accepted."""
    step = page.step
    is_near = step.introduction is Introduction.IN_PERSON
    if not (step.is_owner and is_near and step.state in WAITING):
        return None
    code, expires_at = scan_codes.code_for(app_context().keys.secret, step.id, now())
    url = public_url(f"/steps/{step.id}/with/{code}")
    return Code(url, qr_svg(url), expires_at)
