"""Channels of the viewer, as far as this installation has them."""

from typing import ClassVar

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from push.errors import InvalidInput
from web.acts.core.tap import Tap
from web.acts.phones import channels
from web.http.access import for_signed_in
from web.http.context import app_context
from web.http.forms import BadForm, OneLine, read_form
from web.http.idempotency import ActForm, ActRefused, perform
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.me import me_page
from web.rules.issues import Refusal

pages = Blueprint("channels", __name__, url_prefix="/me/channels")
_ADDRESS = N_("Write the address, in at most 200 characters.")


class AddressInput(ActForm):
    sentences: ClassVar = {"address": _ADDRESS}
    address: OneLine = Field(min_length=1, max_length=200)


@pages.post("/<kind>")
@for_signed_in
def save(kind: str) -> ResponseReturnValue:
    _known(kind)
    try:
        form = read_form(AddressInput)
        perform(form, lambda tap: _save(tap, kind, form.address))
    except (BadForm, ActRefused) as error:
        typed = {kind: request.form.get("address", "")}
        return me_page(notice=Notice(error.sentence, bad=True), typed=typed, status=422)
    return redirect("/me?saved=channel#channels", 303)


def _save(tap: Tap, kind: str, address: str) -> Refusal | None:
    try:
        channels.save(tap, kind, address)
    except InvalidInput as refused:
        return Refusal(_(refused.sentence))
    return None


@pages.post("/<kind>/test")
@for_signed_in
def test(kind: str) -> ResponseReturnValue:
    _known(kind)
    try:
        perform(read_form(ActForm), lambda tap: channels.send_test(tap, kind))
    except ActRefused as error:
        return me_page(notice=Notice(error.sentence, bad=True), status=409)
    return redirect("/me?sent#channels", 303)


@pages.post("/<kind>/remove")
@for_signed_in
def remove(kind: str) -> ResponseReturnValue:
    _known(kind)
    perform(read_form(ActForm), lambda tap: channels.remove(tap, kind))
    return redirect("/me?saved=none#channels", 303)


@pages.get("/<kind>")
@pages.get("/<kind>/<any(test, remove):act>")
@for_signed_in
def after_answer(kind: str, act: str = "") -> ResponseReturnValue:  # noqa: ARG001
    return redirect("/me#channels", 303)


def _known(kind: str) -> None:
    if kind not in app_context().config.channels:
        abort(404)
