"""A step of the walk: its page, and one URL for each act on it."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts import codes, steps
from web.http.access import for_signed_in
from web.http.answers import AForm, Do, answer_act
from web.http.forms import MaybeLine, MaybeWords, OneLine
from web.http.keeping import may_be_kept
from web.http.links import public_url, qr_svg
from web.http.parts import now, parts, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm
from web.http.templating import Notice, htmx, use_zone
from web.reads import walk
from web.reads.walk import StepPage
from web.rules.steps import WAITING
from web.rules.words import Introduction, StepState, Why

pages = Blueprint("steps", __name__)


@dataclass(frozen=True)
class Code:
    """The owner's code for a step, as the colleague's camera sees it."""

    url: str
    qr_svg: str
    expires_at: datetime


class DeclineInput(ActForm):
    sentences: ClassVar = {
        "why": "Choose why you can’t.",
        "could": "Who could help may have up to 80 characters.",
    }
    why: Why
    could: MaybeLine = Field(default=None, max_length=80)


class DoneInput(ActForm):
    sentences: ClassVar = {"text": "Write at most 500 characters."}
    text: MaybeWords = Field(default=None, max_length=500)


class WithdrawInput(ActForm):
    saw: StepState | None = None  # in which state the owner saw the step


class ProposeInput(ActForm):
    sentences: ClassVar = {"who": "Say who could help, in at most 80 characters."}
    who: OneLine = Field(min_length=1, max_length=80)


@pages.get("/steps/<id:step_id>")
@for_signed_in
def show(step_id: int) -> ResponseReturnValue:
    return _card(step_id, 200)


@pages.get("/steps/<id:step_id>/<any(accept, decline, done, withdraw, propose):act>")
@for_signed_in
def after_refusal(step_id: int, act: str) -> ResponseReturnValue:  # noqa: ARG001
    return redirect(f"/steps/{step_id}", 303)


@pages.get("/steps/<id:step_id>/state")
@for_signed_in
def state(step_id: int) -> ResponseReturnValue:
    """What the owner’s screen asks while it shows the code."""
    with reading() as session:
        found = walk.step_state(session, viewer(), step_id, now())
    return jsonify(state=found.value)


@pages.post("/steps/<id:step_id>/accept")
@for_signed_in
def accept(step_id: int) -> ResponseReturnValue:
    return _act(step_id, ActForm, lambda db, who, _, at: steps.accept(db, who, step_id, at))


@pages.post("/steps/<id:step_id>/decline")
@for_signed_in
def decline(step_id: int) -> ResponseReturnValue:
    return _act(
        step_id,
        DeclineInput,
        lambda db, who, form, at: steps.decline(db, who, step_id, form.why, form.could, at),
    )


@pages.post("/steps/<id:step_id>/done")
@for_signed_in
def done(step_id: int) -> ResponseReturnValue:
    return _act(
        step_id, DoneInput, lambda db, who, form, at: steps.done(db, who, step_id, form.text, at)
    )


@pages.post("/steps/<id:step_id>/withdraw")
@for_signed_in
def withdraw(step_id: int) -> ResponseReturnValue:
    return _act(
        step_id,
        WithdrawInput,
        lambda db, who, form, at: steps.withdraw(db, who, step_id, at, form.saw),
    )


@pages.post("/steps/<id:step_id>/propose")
@for_signed_in
def propose(step_id: int) -> ResponseReturnValue:
    return _act(
        step_id,
        ProposeInput,
        lambda db, who, form, at: steps.propose(db, who, step_id, form.who, at),
    )


def _act(step_id: int, model: type[AForm], act: Do[AForm]) -> ResponseReturnValue:
    """Whoever may not see the step learns nothing of it."""
    return answer_act(model, act, partial(_card, step_id), lambda *_: f"/steps/{step_id}")


def _card(
    step_id: int,
    status: int,
    notice: Notice | None = None,
    typed: dict[str, str] | None = None,
    typed_act: str = "",
) -> Response:
    with reading() as session:
        page = walk.step_page(session, viewer(), step_id, now())
    use_zone(page.brief.zone)
    template = "cards/step.html" if htmx else "pages/step.html"
    shown = render_template(
        template,
        page=page,
        code=_code(page),
        notice=notice,
        typed=typed or {},
        typed_act=typed_act,
    )
    response = make_response(shown, status)
    return may_be_kept(response, page.brief.version) if page.step.is_helper else response


def _code(page: StepPage) -> Code | None:
    """For the owner who walks over, until somebody has said yes."""
    step = page.step
    is_near = step.introduction is Introduction.IN_PERSON
    if not (step.is_owner and is_near and step.state in WAITING):
        return None
    code, expires_at = codes.code_for(parts().keys.secret, step.id, now())
    url = public_url(f"/steps/{step.id}/with/{code}")
    return Code(url, qr_svg(url), expires_at)
