"""A site's opening hours, for admins: a week, exceptions by date, and urgent issues."""

from functools import partial
from typing import ClassVar, Literal

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import opening_hours, unseen
from web.acts.accounts.opening_hours import SiteHours
from web.acts.core.tap import Tap
from web.http.access import for_admins
from web.http.context import now, reading
from web.http.forms import BadForm
from web.http.idempotency import ActForm
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.exceptions_form import read_exceptions, typed_exceptions
from web.pages.settings_answers import change
from web.pages.week_form import MOST_PAIRS, Errors, is_same, read_week, typed_week
from web.reads.accounts.opening_hours import OpeningPage, opening_page
from web.rules.clock import time_zone
from web.rules.issues import Refusal

pages = Blueprint(
    "opening_hours", __name__, url_prefix="/settings/sites/<id:site_id>/opening-hours"
)
_NO_SITE = N_("Choose at least one site.")


class OpeningInput(ActForm, extra="ignore"):
    """Without days and dates: `read_week` and `read_exceptions` read them."""

    sentences: ClassVar = {"urgent": N_("Choose what happens with urgent issues.")}
    urgent: Literal["waits", "goes_on"] = "goes_on"


class CopyInput(ActForm, extra="ignore"):
    """The key only: the sites are the fields `to-…`."""


@pages.get("")
@for_admins
def show(site_id: int) -> ResponseReturnValue:
    return _page(site_id, notice=Notice(_("Saved.")) if "saved" in request.args else None)


@pages.post("")
@for_admins
def save(site_id: int) -> ResponseReturnValue:
    today = now().astimezone(time_zone(_read(site_id).zone)).date()
    week, errors = read_week(request.form)
    exceptions, others = read_exceptions(request.form, today)
    if errors or others:
        return make_response(_page(site_id, errors=(*errors, *others)), 422)

    def apply(tap: Tap, form: OpeningInput) -> Refusal | None:
        wanted = SiteHours(tuple(week), exceptions, urgent_waits=form.urgent == "waits")
        refused = unseen.hours(tap, site_id)
        if refused is None:
            opening_hours.set_hours(tap, site_id, wanted)
        return refused

    return change(OpeningInput, apply, f"{_path(site_id)}?saved", partial(_page, site_id))


@pages.post("/copy")
@for_admins
def copy(site_id: int) -> ResponseReturnValue:
    """To the sites of the fields `to-…`."""
    others = _read(site_id).other_sites
    to_sites = [id_ for id_, _name in others if request.form.get(f"to-{id_}") == "yes"]
    if not to_sites:
        return make_response(_page(site_id, notice=Notice(_(_NO_SITE), bad=True)), 422)
    return change(
        CopyInput,
        lambda tap, _form: opening_hours.copy(tap, site_id, to_sites),
        f"{_path(site_id)}?copied#copy",
        partial(_page, site_id),
    )


def _read(site_id: int) -> OpeningPage:
    with reading() as session:
        return opening_page(session, site_id, now())


def _page(
    site_id: int, *, notice: Notice | None = None, bad: BadForm | None = None, errors: Errors = ()
) -> str:
    """Of a copy that was refused, the saved hours are shown."""
    page, form = _read(site_id), request.form
    errors = (*errors, *(bad.errors.items() if bad else ()))
    is_typed = bool(errors or bad) and request.path == _path(site_id)
    return render_template(
        "settings/opening_hours.html",
        page=page,
        days=typed_week(form) if is_typed else page.days,
        exceptions=typed_exceptions(form) if is_typed else page.exceptions,
        urgent=form["urgent"] == "waits" if "urgent" in form and is_typed else page.urgent_waits,
        same=is_same(form),
        most=MOST_PAIRS,
        errors=errors,
        notice=notice,
    )


def _path(site_id: int) -> str:
    return f"/settings/sites/{site_id}/opening-hours"
