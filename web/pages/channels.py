"""Other ways to reach me than my phones, as far as this installation has them."""

from typing import ClassVar

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import Session

from push.trouble import Refused
from web.acts import ways
from web.acts.outcome import Outcome
from web.http.access import for_signed_in
from web.http.forms import BadForm, OneLine, read_form
from web.http.parts import now, parts
from web.http.sign_in import viewer
from web.http.taps import ActForm, once
from web.http.templating import Notice
from web.pages.me import me_page
from web.rules.issue import Refusal

pages = Blueprint("channels", __name__, url_prefix="/me/channels")
_ADDRESS = "Write the address, in at most 200 characters."


class AddressInput(ActForm):
    sentences: ClassVar = {"address": _ADDRESS}
    address: OneLine = Field(min_length=1, max_length=200)


@pages.post("/<kind>")
@for_signed_in
def save(kind: str) -> ResponseReturnValue:
    _known(kind)
    try:
        form = read_form(AddressInput, request.form)
    except BadForm as bad:
        return _refused(kind, bad.sentence, 422)

    def unit(session: Session, *_: object) -> Outcome:
        try:
            ways.save(session, viewer(), kind, form.address, now())
        except Refused as refused:
            return Outcome("", Refusal(str(refused)))
        return Outcome("")

    outcome, _ = once(form, unit)
    if outcome.refusal:
        return _refused(kind, outcome.refusal.sentence, 422)
    return redirect("/me#channels", 303)


@pages.post("/<kind>/test")
@for_signed_in
def test(kind: str) -> ResponseReturnValue:
    _known(kind)
    form = read_form(ActForm, request.form)

    def unit(session: Session, *_: object) -> Outcome:
        return Outcome("", ways.try_it(session, viewer(), kind, now()))

    outcome, _ = once(form, unit)
    if outcome.refusal:
        return me_page(notice=Notice(outcome.refusal.sentence, bad=True), status=409)
    return redirect("/me?sent#channels", 303)


@pages.post("/<kind>/remove")
@for_signed_in
def remove(kind: str) -> ResponseReturnValue:
    _known(kind)
    form = read_form(ActForm, request.form)

    def unit(session: Session, *_: object) -> Outcome:
        ways.remove(session, viewer(), kind)
        return Outcome("")

    once(form, unit)
    return redirect("/me#channels", 303)


@pages.get("/<kind>")
@pages.get("/<kind>/<any(test, remove):act>")
@for_signed_in
def after_answer(kind: str, act: str = "") -> ResponseReturnValue:  # noqa: ARG001
    return redirect("/me#channels", 303)


def _known(kind: str) -> None:
    if kind not in parts().config.channels:
        abort(404)


def _refused(kind: str, sentence: str, status: int) -> ResponseReturnValue:
    typed = {kind: request.form.get("address", "")}
    return me_page(notice=Notice(sentence, bad=True), typed=typed, status=status)
