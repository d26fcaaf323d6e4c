"""The number or extension by which colleagues may call somebody: their own choice."""

from typing import ClassVar

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.accounts import people
from web.http.access import for_signed_in
from web.http.context import reading
from web.http.forms import FormError, MaybeLine, read_form
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.language.messages import gettext_noop as N_

pages = Blueprint("numbers", __name__)


class NumberInput(ActForm):
    sentences: ClassVar = {"phone": N_("A number or extension may have up to 40 characters.")}
    phone: MaybeLine = Field(default=None, max_length=40)


@pages.get("/me/phone")
@for_signed_in
def mine() -> ResponseReturnValue:
    return _page(200)


@pages.post("/me/phone")
@for_signed_in
def save() -> ResponseReturnValue:
    form = read_form(NumberInput)
    perform(form, lambda tap: people.set_phone(tap, form.phone))
    return redirect("/me", 303)


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    return _page(error.status, error)


def _page(status: int, error: FormError | None = None) -> Response:
    with reading() as session:
        phone = people.find(session, viewer().id).phone or ""
    typed = request.form.get("phone", "") if error else phone
    errors = error.errors if error else {}
    return make_response(render_template("me/phone.html", phone=typed, errors=errors), status)
