"""An owner change: whom the owner asks to become the next one, its page, and the answers."""

from functools import partial
from typing import ClassVar

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts import owner_changes
from web.acts.outcome import Outcome
from web.acts.owner_changes import HandOver
from web.http.access import for_signed_in
from web.http.answers import (
    AForm,
    Answers,
    answer,
    answer_act,
    done_with_issue,
    issue_card,
    said,
)
from web.http.answers import Do as DoWithForm
from web.http.forms import MaybeLine, MaybeWords
from web.http.keeping import may_be_kept
from web.http.parts import now, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm, Do
from web.http.templating import Notice, htmx, use_zone
from web.reads import asking
from web.reads.change_page import change_page
from web.rules.words import Act, ChangeAct, ChangeReason

pages = Blueprint("changes", __name__)
_LONGEST_FIND = 80


class HandOverInput(ActForm):
    sentences: ClassVar = {
        "to_id": "Choose whom you ask to become the owner.",
        "reason": "Choose why it moves.",
        "line": "The reason may have up to 200 characters.",
        "find": "A search may have up to 80 characters.",
    }
    to_id: int = Field(ge=1, le=2**31 - 1)
    reason: ChangeReason
    line: MaybeLine = Field(default=None, max_length=200)
    find: MaybeLine = Field(default=None, max_length=_LONGEST_FIND)


class DeclineInput(ActForm):
    sentences: ClassVar = {"text": "Write at most 200 characters."}
    text: MaybeWords = Field(default=None, max_length=200)


@pages.get("/issues/<ref>/owner-change")
@for_signed_in
def choose(ref: str) -> ResponseReturnValue:
    return _choose_page(ref, request.args.to_dict())


@pages.post("/issues/<ref>/owner-change")
@for_signed_in
def ask(ref: str) -> ResponseReturnValue:
    typed = request.form.to_dict()

    def prepare(form: HandOverInput) -> Do:
        asked = HandOver(form.to_id, form.reason, form.line)
        return lambda db, who, at: owner_changes.ask(db, who, ref, asked, at)

    def onward(outcome: Outcome, _applied: bool) -> str:
        is_end = typed.get("reason") == ChangeReason.SHIFT_ENDS and not outcome.refusal
        # At a shift's end the other issues wait there.
        return "/me/shift/end" if is_end else f"/issues/{outcome.ref}"

    answers = Answers(
        bad=lambda bad: _choose_page(ref, bad.typed, bad.errors, status=422),
        refused=lambda outcome: _choose_page(ref, typed, {"": said(outcome)}, status=409),
        done=lambda outcome, applied: done_with_issue(outcome, onward(outcome, applied)),
        onward=onward,
    )
    return answer(HandOverInput, prepare, answers)


@pages.get("/owner-changes/<id:change_id>")
@for_signed_in
def show(change_id: int) -> ResponseReturnValue:
    return _card(change_id, 200)


@pages.get("/owner-changes/<id:change_id>/<any(accept, decline, withdraw):act>")
@for_signed_in
def after_refusal(change_id: int, act: str) -> ResponseReturnValue:  # noqa: ARG001
    """A refused form without script stays at its address: loading that again shows the page."""
    return redirect(f"/owner-changes/{change_id}", 303)


@pages.post("/owner-changes/<id:change_id>/accept")
@for_signed_in
def accept(change_id: int) -> ResponseReturnValue:
    return _act(
        change_id, ActForm, lambda db, who, _, at: owner_changes.accept(db, who, change_id, at)
    )


@pages.post("/owner-changes/<id:change_id>/decline")
@for_signed_in
def decline(change_id: int) -> ResponseReturnValue:
    return _act(
        change_id,
        DeclineInput,
        lambda db, who, form, at: owner_changes.decline(db, who, change_id, form.text, at),
    )


@pages.post("/owner-changes/<id:change_id>/withdraw")
@for_signed_in
def withdraw(change_id: int) -> ResponseReturnValue:
    return _act(
        change_id, ActForm, lambda db, who, _, at: owner_changes.withdraw(db, who, change_id, at)
    )


def _act(change_id: int, model: type[AForm], act: DoWithForm[AForm]) -> ResponseReturnValue:
    """Whoever may not see it learns nothing of it. Who has said yes goes on as the owner."""

    def onward(outcome: Outcome, _applied: bool) -> str:
        is_yes = request.path.rpartition("/")[2] == ChangeAct.ACCEPT and outcome.refusal is None
        return f"/issues/{outcome.ref}?owned=1" if is_yes else f"/owner-changes/{change_id}"

    return answer_act(model, act, partial(_card, change_id), onward)


def _card(
    change_id: int,
    status: int,
    notice: Notice | None = None,
    typed: dict[str, str] | None = None,
    _typed_act: str = "",
) -> Response:
    with reading() as session:
        page = change_page(session, viewer(), change_id, now())
    use_zone(page.brief.zone)
    template = "cards/change.html" if htmx else "pages/change.html"
    shown = render_template(template, page=page, notice=notice, typed=typed or {})
    response = make_response(shown, status)
    return may_be_kept(response, page.brief.version) if page.change.is_to_me else response


def _choose_page(
    ref: str, typed: dict[str, str], errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    """The form as typed so far; the issue with a sentence, where nobody can be asked."""
    why = typed.get("reason", "")
    with reading() as session:
        refused = asking.refused(session, viewer(), ref, Act.HAND_OVER)
    if refused:
        return issue_card(ref, 409, Notice(refused.sentence, bad=True))
    with reading() as session:
        page = asking.hand_over_page(
            session,
            viewer(),
            ref,
            now(),
            reason=ChangeReason(why) if why in list(ChangeReason) else None,
            line=typed.get("line", "")[:200],
            find=typed.get("find", "")[:_LONGEST_FIND],
        )
    shown = render_template("pages/owner_change.html", page=page, errors=errors or {}, notice=None)
    return make_response(shown, status)
