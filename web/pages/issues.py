"""An issue's page, and one URL for each act on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar, Literal

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import AwareDatetime, Field, model_validator

from web.acts import issues, offers
from web.acts.issues import Settled
from web.acts.outcome import Outcome
from web.http.access import for_signed_in
from web.http.answers import AForm, Do, Prepare, answer, issue_card, on_card, with_form
from web.http.forms import MaybeLine, MaybeNumber, MaybeWords, OneLine, Words
from web.http.parts import reading
from web.http.phone import tapped_at
from web.http.photos import allow_photos, missing_sentence, uploaded_photos
from web.http.sign_in import viewer
from web.http.taps import ActForm
from web.http.taps import Do as DoNow
from web.http.templating import Notice
from web.reads import asking
from web.store.visible import find_issue

pages = Blueprint("issues", __name__)

_WORDS = "Write at least one word, and at most 2,000 characters."
_WHY = "Say why in a few words, at most 200 characters."
_TIME = "Choose a time to come by which the customer hears from you."


class PromiseInput(ActForm):
    """One of the two: so many minutes from this tap on, or a certain time."""

    sentences: ClassVar = {"": _TIME, "minutes": _TIME, "until": _TIME}
    minutes: int | None = Field(default=None, ge=1, le=60 * 24 * 14)
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "PromiseInput":
        if (self.minutes is None) == (self.until is None):
            raise ValueError("exactly one is needed")
        if self.until is not None and not 0 < self.length <= 60 * 24 * 14:
            raise ValueError("too late, or too far away")
        return self

    @property
    def length(self) -> float:
        """Minutes from the tap on: what was promised then was said to the customer then."""
        if self.until is None:
            return self.minutes or 0
        return (self.until - tapped_at()) / timedelta(minutes=1)


class ToldInput(PromiseInput):
    sentences: ClassVar = {**PromiseInput.sentences, "text": "Write at most 2,000 characters."}
    text: MaybeWords = Field(default=None, max_length=2000)


class OnItInput(ActForm):
    back: Literal["site", ""] = ""  # from the board one comes back to the board


class LaterInput(PromiseInput):
    sentences: ClassVar = {**PromiseInput.sentences, "text": _WHY}
    text: OneLine = Field(min_length=1, max_length=200)


class WordsInput(ActForm):
    sentences: ClassVar = {"text": _WORDS}
    text: Words = Field(min_length=1, max_length=2000)


class ResolveInput(WordsInput):
    sentences: ClassVar = {
        **WordsInput.sentences,
        "used": "What you used may have up to 120 characters.",
        "retold": "Choose how often the story had to be told again, or leave it open.",
    }
    used: MaybeLine = Field(default=None, max_length=120)
    retold: MaybeNumber = Field(default=None, ge=0, le=3)
    photos: Literal["leave", ""] = ""


class MaybeWordsInput(ActForm):
    sentences: ClassVar = {"text": "Write at most 2,000 characters."}
    text: MaybeWords = Field(default=None, max_length=2000)


@pages.get("/issues/<ref>")
@for_signed_in
def show(ref: str) -> ResponseReturnValue:
    return issue_card(ref, 200, just_owned="owned" in request.args)


@pages.get("/issues/<ref>/state")
@for_signed_in
def state(ref: str) -> ResponseReturnValue:
    """What an open page of an owner asks now and then: has anything happened?"""
    with reading() as session:
        version = find_issue(session, viewer(), ref).version
    return jsonify(state=str(version))


@pages.get(
    '/issues/<ref>/<any(own, promise, told, "on-it", later, note, resolve, reopen, offer):act>'
)
@for_signed_in
def after_refusal(ref: str, act: str) -> ResponseReturnValue:  # noqa: ARG001
    """A refused form without script stays at its address: loading that again shows the issue."""
    return redirect(url_for("issues.show", ref=ref), 303)


@pages.post("/issues/<ref>/own")
@for_signed_in
def own(ref: str) -> ResponseReturnValue:
    return _act(ref, ActForm, lambda db, who, _form, now: issues.own(db, who, ref, now))


@pages.post("/issues/<ref>/promise")
@for_signed_in
def promise(ref: str) -> ResponseReturnValue:
    return _act(
        ref,
        PromiseInput,
        lambda db, who, form, now: issues.promise(db, who, ref, form.length, now),
    )


@pages.post("/issues/<ref>/on-it")
@for_signed_in
def on_it(ref: str) -> ResponseReturnValue:
    return _act(ref, OnItInput, lambda db, who, _form, now: issues.acknowledge(db, who, ref, now))


@pages.post("/issues/<ref>/later")
@for_signed_in
def later(ref: str) -> ResponseReturnValue:
    return _act(
        ref,
        LaterInput,
        lambda db, who, form, now: issues.put_off(db, who, ref, form.text, form.length, now),
    )


@pages.post("/issues/<ref>/told")
@for_signed_in
def told(ref: str) -> ResponseReturnValue:
    return _act(
        ref,
        ToldInput,
        lambda db, who, form, now: issues.told(db, who, ref, form.text, form.length, now),
    )


@pages.post("/issues/<ref>/note")
@for_signed_in
def note(ref: str) -> ResponseReturnValue:
    return _act(
        ref, WordsInput, lambda db, who, form, now: issues.note(db, who, ref, form.text, now)
    )


@pages.post("/issues/<ref>/resolve")
@for_signed_in
def resolve(ref: str) -> ResponseReturnValue:
    allow_photos()

    def settle(form: ResolveInput) -> DoNow:
        settled = Settled(form.text, form.used, form.retold, uploaded_photos())
        return lambda db, who, now: issues.resolve(db, who, ref, settled, now)

    return _prepared(ref, ResolveInput, settle, remark=missing_sentence)


@pages.post("/issues/<ref>/reopen")
@for_signed_in
def reopen(ref: str) -> ResponseReturnValue:
    return _act(
        ref,
        MaybeWordsInput,
        lambda db, who, form, now: issues.reopen(db, who, ref, form.text, now),
    )


@pages.post("/issues/<ref>/offer")
@for_signed_in
def offer(ref: str) -> ResponseReturnValue:
    return _act(ref, ActForm, lambda db, who, _form, now: offers.offer(db, who, ref, now))


def _act(ref: str, model: type[AForm], act: Do[AForm]) -> ResponseReturnValue:
    return _prepared(ref, model, with_form(act))


def _prepared(
    ref: str,
    model: type[AForm],
    prepare: Prepare[AForm],
    remark: Callable[[], str | None] = lambda: None,
) -> ResponseReturnValue:
    """Whoever may not see the issue learns nothing of it."""
    is_own = request.path.endswith("/own")

    def card(status: int, notice: Notice | None, typed: dict[str, str], name: str) -> Response:
        just_owned = is_own and status == 200 and notice is None
        return issue_card(ref, status, notice, just_owned=just_owned, typed=typed, typed_act=name)

    def onward(outcome: Outcome, applied: bool) -> str:
        if request.form.get("back") == "site":
            with reading() as session:
                return f"/site?site={find_issue(session, viewer(), outcome.ref).site_id}"
        return f"/issues/{outcome.ref}" + ("?owned=1" if is_own and applied else "")

    answers = replace(on_card(card, onward), remark=remark)
    return answer(model, prepare, replace(answers, offer=_offer) if is_own else answers)


def _offer(outcome: Outcome) -> str | None:
    """Where who came too late may say that they can help."""
    with reading() as session:
        may = asking.may_offer(session, viewer(), outcome.ref)
    return f"/issues/{outcome.ref}/offer" if may else None
