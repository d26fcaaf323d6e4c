"""A lead owns the cause of what happens again, or says that it is not the same thing."""

from typing import ClassVar

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.issues import causes
from web.acts.issues.causes import CauseWanted
from web.http.access import for_leads
from web.http.answers import form_error_json, redirect_or_json
from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import BadForm, FormError, MaybeNumber, Words, read_form, whole_number
from web.http.idempotency import ActForm, ActRefused, perform
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.reads.board.patterns import new_cause

pages = Blueprint("causes", __name__)
_LONGEST_REF = 16


class CauseInput(ActForm):
    sentences: ClassVar = {"text": N_("Write at most 2,000 characters.")}
    text: Words = Field(default="", max_length=2000)
    pattern: MaybeNumber = Field(default=None, ge=1, le=2**31 - 1)
    issue: str = Field(default="", max_length=_LONGEST_REF)


class DismissInput(ActForm):
    sentences: ClassVar[dict[str, str]] = {}
    site: MaybeNumber = None  # whose board it stands on


@pages.get("/site/patterns/<id:pattern_id>/cause")
@for_leads
def of_pattern(pattern_id: int) -> ResponseReturnValue:
    return _page(pattern_id, "")


@pages.get("/issues/<ref>/cause")
@for_leads
def of_issue(ref: str) -> ResponseReturnValue:
    return _page(None, ref)


@pages.post("/site/causes")
@for_leads
def create() -> ResponseReturnValue:
    form = read_form(CauseInput)
    if not form.text:
        raise BadForm({"text": _("Write one line: what fails.")}, request.form.to_dict())
    wanted = CauseWanted(form.text, form.pattern, form.issue)
    result = perform(form, lambda tap: causes.own_cause(tap, wanted))
    return redirect_or_json(result, f"/issues/{result.ref}")


@pages.post("/site/patterns/<id:pattern_id>/dismiss")
@for_leads
def dismiss(pattern_id: int) -> ResponseReturnValue:
    form = read_form(DismissInput)
    result = perform(form, lambda tap: causes.dismiss(tap, pattern_id))
    return redirect_or_json(result, _board(form.site))


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    """With what was typed; where somebody was faster, with the way to their cause."""
    ref = error.ref if isinstance(error, ActRefused) else ""
    if prefers_json():
        return form_error_json(error, f"/issues/{ref}" if ref else "/site")
    typed = request.form.to_dict()
    if "pattern" not in typed and "issue" not in typed:
        return redirect("/site", 303)
    page = _page(whole_number(typed.get("pattern", "")), typed.get("issue", ""), error, ref)
    return make_response(page, error.status)


def _page(pattern_id: int | None, ref: str, error: FormError | None = None, taken: str = "") -> str:
    with reading() as session:
        cause = new_cause(session, viewer(), pattern_id, ref[:_LONGEST_REF], now())
    errors = error.errors if error else {}
    notice = Notice(error.sentence, bad=True) if error and "text" not in errors else None
    return render_template(
        "cause.html",
        cause=cause,
        typed=request.form.get("text", cause.what),
        errors=errors,
        notice=notice,
        taken=taken,
    )


def _board(site_id: int | None) -> str:
    return f"/site?site={site_id}" if site_id and viewer().is_admin else "/site"
