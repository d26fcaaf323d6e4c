"""What leads are asked again and again, and always allow: one adds it to the list of the site, or
says that it is not for the list."""

from typing import ClassVar

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import always_yes
from web.http.access import for_leads
from web.http.answers import form_error_json, path_argument, redirect_or_json
from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import FormError, MaybeNumber, read_form
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.pages.allowances import AllowanceInput
from web.reads.board.repeated_asks import new_allowance
from web.store.tables.repeated_asks import RepeatedAsk

pages = Blueprint("always_yes", __name__)


class DismissInput(ActForm):
    sentences: ClassVar[dict[str, str]] = {}
    site: MaybeNumber = None  # whose board it stands on


@pages.get("/site/always-yes/<id:ask_id>/add")
@for_leads
def show(ask_id: int) -> ResponseReturnValue:
    return _page(ask_id)


@pages.post("/site/always-yes/<id:ask_id>/add")
@for_leads
def add(ask_id: int) -> ResponseReturnValue:
    form = read_form(AllowanceInput)
    result = perform(form, lambda tap: always_yes.add_to_list(tap, ask_id, form.wanted))
    with reading() as session:
        site_id = session.get_one(RepeatedAsk, ask_id).site_id
    return redirect_or_json(result, _board(site_id, "added"))


@pages.post("/site/always-yes/<id:ask_id>/dismiss")
@for_leads
def dismiss(ask_id: int) -> ResponseReturnValue:
    form = read_form(DismissInput)
    result = perform(form, lambda tap: always_yes.dismiss(tap, ask_id))
    return redirect_or_json(result, _board(form.site))


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    """With what was typed."""
    if prefers_json():
        return form_error_json(error, "/site")
    if request.path.endswith("/dismiss"):
        return redirect("/site", 303)
    return make_response(_page(path_argument("ask_id"), error), error.status)


def _page(ask_id: int, error: FormError | None = None) -> str:
    with reading() as session:
        wanted = new_allowance(session, viewer(), ask_id, now())
    errors = {name: words for name, words in error.errors.items() if name} if error else {}
    notice = Notice(error.sentence, bad=True) if error and not errors else None
    return render_template(
        "settings/always_yes.html",
        page=wanted,
        typed=request.form.to_dict(),
        errors=errors,
        notice=notice,
    )


def _board(site_id: int | None, *more: str) -> str:
    site = [f"site={site_id}"] if site_id and viewer().is_admin else []
    query = "&".join([*site, *more])
    return f"/site?{query}" if query else "/site"
