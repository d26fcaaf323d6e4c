"""Names: people correct their own, admins everybody's."""

from typing import ClassVar

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.accounts import people
from web.http.access import for_admins, for_signed_in
from web.http.context import reading
from web.http.forms import FormError, PersonName, read_form
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.language.messages import gettext_noop as N_
from web.pages.people_list import place_in_list

pages = Blueprint("names", __name__)


class NameInput(ActForm):
    sentences: ClassVar = {
        "first_name": N_("Write the first name in letters, at most 60 characters."),
        "last_name": N_("A last name has letters, at most 60 characters."),
    }
    first_name: PersonName = Field(min_length=1, max_length=60)
    last_name: PersonName = Field(default="", max_length=60)


@pages.get("/me/name")
@for_signed_in
def mine() -> ResponseReturnValue:
    return _page(viewer().id, 200)


@pages.post("/me/name")
@for_signed_in
def save_mine() -> ResponseReturnValue:
    _save(viewer().id, as_admin=False)
    return redirect("/me", 303)


@pages.get("/settings/people/<id:person_id>/name")
@for_admins
def anybodys(person_id: int) -> ResponseReturnValue:
    return _page(person_id, 200)


@pages.post("/settings/people/<id:person_id>/name")
@for_admins
def save_anybodys(person_id: int) -> ResponseReturnValue:
    _save(person_id, as_admin=True)
    return redirect(f"/settings/people/{person_id}{place_in_list()}", 303)


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    person_id = (request.view_args or {}).get("person_id", viewer().id)
    return _page(person_id, error.status, error)


def _save(person_id: int, *, as_admin: bool) -> None:
    form = read_form(NameInput)
    perform(
        form,
        lambda tap: people.rename(tap, person_id, form.first_name, form.last_name),
        as_admin=as_admin,
    )


def _page(person_id: int, status: int, error: FormError | None = None) -> Response:
    with reading() as session:
        person = people.find(session, person_id)
        typed = {"first_name": person.first_name, "last_name": person.last_name}
    is_mine = request.path == "/me/name"
    shown = render_template(
        "name.html",
        is_mine=is_mine,
        place="" if is_mine else place_in_list(),
        typed=request.form.to_dict() if error else typed,
        errors=error.errors if error else {},
    )
    return make_response(shown, status)
