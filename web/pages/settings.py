"""*Settings*, for admins: the way to all that can be set, and the organisation."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import first_steps as acts
from web.acts.accounts import sites
from web.http.access import for_admins
from web.http.context import now, reading
from web.http.forms import BadForm
from web.http.idempotency import ActForm
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.pages.settings_answers import change, saved_at
from web.pages.settings_forms import NameInput
from web.reads.accounts import settings as read
from web.reads.accounts.first_steps import first_steps

pages = Blueprint("settings", __name__)


@pages.get("/settings")
@for_admins
def show() -> ResponseReturnValue:
    with reading() as session:
        most = None if request.args.get("sites") == "all" else read.SITES
        view = read.overview(session, now(), most)
    notice = Notice(_("The site is added.")) if "saved" in request.args else None
    return render_template("settings/page.html", settings=view, notice=notice)


@pages.get("/settings/first-steps")
@for_admins
def steps() -> ResponseReturnValue:
    with reading() as session:
        view = first_steps(session, viewer(), now())
    return render_template("settings/first_steps.html", steps=view)


@pages.post("/settings/first-steps/<any(hide, show):act>")
@for_admins
def show_steps(act: str) -> ResponseReturnValue:
    do = acts.hide if act == "hide" else acts.show
    return change(ActForm, lambda tap, _form: do(tap), "/", _page)


@pages.get("/settings/organisation")
@for_admins
def organisation() -> ResponseReturnValue:
    return _page(notice=Notice(_("Saved.")) if "saved" in request.args else None)


@pages.post("/settings/organisation")
@for_admins
def rename() -> ResponseReturnValue:
    return change(
        NameInput,
        lambda tap, form: sites.rename_organisation(tap, form.name),
        saved_at("/settings/organisation"),
        _page,
    )


def _page(*, notice: Notice | None = None, bad: BadForm | None = None) -> str:
    return render_template(
        "settings/organisation.html",
        notice=notice,
        typed=bad.typed if bad else {},
        errors=bad.errors if bad else {},
    )
