"""Practice: one made-up issue, for whoever is signed in alone. Plain forms, each to a station."""

from typing import ClassVar

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.accounts import practice as acts
from web.http.access import for_leads, for_signed_in
from web.http.context import now, reading
from web.http.forms import FormError, MaybeWords, Words, read_form
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.http.templating import Notice, use_zone
from web.language.messages import gettext_noop as N_
from web.pages.people_list import place_in_list
from web.reads.practice import customers_view, practice_page, station_of
from web.rules.event_data import known
from web.rules.practice import PracticeAct
from web.store.errors import NotFound

pages = Blueprint("practice", __name__)


class ToldInput(ActForm):
    sentences: ClassVar = {"text": N_("Write at most 2,000 characters.")}
    text: MaybeWords = Field(default=None, max_length=2000)


class DoneInput(ActForm):
    sentences: ClassVar = {
        "text": N_("Write at least one word, and at most 2,000 characters."),
    }
    text: Words = Field(min_length=1, max_length=2000)


_FORMS: dict[PracticeAct, type[ActForm]] = {
    PracticeAct.UPDATE: ToldInput,
    PracticeAct.RESOLVE: DoneInput,
}


@pages.get("/practice")
@for_signed_in
def show() -> ResponseReturnValue:
    return _page()


@pages.get("/practice/page")
@for_signed_in
def customers_page() -> ResponseReturnValue:
    """The customer's page as they see it, of this practice."""
    with reading() as session:
        view = customers_view(session, viewer(), now())
    use_zone(view.zone)
    return make_response(render_template("customer/page.html", status=view, is_practice=True))


@pages.get("/practice/state")
@for_signed_in
def state() -> ResponseReturnValue:
    """An open page polls this while it waits for Robin."""
    with reading() as session:
        return jsonify(state=station_of(session, viewer(), now()).value)


@pages.post("/practice/<act>")
@for_signed_in
def go_on(act: str) -> ResponseReturnValue:
    done = _act(act)
    form = read_form(_FORMS.get(done, ActForm))
    words = getattr(form, "text", None)
    perform(form, lambda tap: acts.apply(tap, done, words))
    return redirect("/practice", 303)


@pages.post("/practice/hide")
@for_signed_in
def hide() -> ResponseReturnValue:
    perform(read_form(ActForm), acts.hide)
    return redirect("/", 303)


@pages.post("/people/<id:person_id>/practice")
@for_leads
def remind(person_id: int) -> ResponseReturnValue:
    perform(read_form(ActForm), lambda tap: acts.remind(tap, person_id))
    return redirect(f"/people{place_in_list()}#person-{person_id}", 303)


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    return _page(error)


def _act(name: str) -> PracticeAct:
    found = known(PracticeAct, name)
    if found is None:
        raise NotFound
    return found


def _page(error: FormError | None = None) -> Response:
    """With what was typed, where it was refused."""
    with reading() as session:
        view = practice_page(session, viewer(), now())
    html = render_template(
        "practice/page.html",
        practice=view,
        typed=request.form.to_dict(),
        errors=error.errors if error else {},
        notice=Notice(error.sentence, bad=True) if error and "text" not in error.errors else None,
    )
    return make_response(html, error.status if error else 200)
