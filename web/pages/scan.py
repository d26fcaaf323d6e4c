"""Scan codes: what a colleague who scans the owner's code sees, and accepting by it."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from web.acts.handoffs import scan_codes, steps
from web.http.access import for_signed_in
from web.http.answers import form_error_json, path_argument, redirect_or_json
from web.http.client_headers import prefers_json
from web.http.context import app_context, now, reading
from web.http.forms import FormError, read_form
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.http.templating import Notice, use_zone
from web.language.messages import gettext as _
from web.reads.handoffs import step_page
from web.store.errors import NotFound

pages = Blueprint("scan", __name__)


@pages.get("/steps/<id:step_id>/with/<code>")
@for_signed_in
def arrive(step_id: int, code: str) -> ResponseReturnValue:
    """What a colleague who scanned the owner’s code sees. Changes nothing by itself."""
    return _scan_page(step_id, code, 200)


@pages.post("/steps/<id:step_id>/with/<code>")
@for_signed_in
def scan(step_id: int, code: str) -> ResponseReturnValue:
    if not scan_codes.is_ours(app_context().keys.secrets(now()), step_id, code):
        raise NotFound
    is_good = _is_good(step_id, code)
    result = perform(read_form(ActForm), lambda tap: steps.scan(tap, step_id, is_good=is_good))
    return redirect_or_json(result, f"/steps/{step_id}")


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    step_id, code = path_argument("step_id"), path_argument("code")
    if prefers_json():
        return form_error_json(error, f"/steps/{step_id}")
    return _scan_page(step_id, code, error.status, Notice(error.sentence, bad=True))


def _scan_page(step_id: int, code: str, status: int, notice: Notice | None = None) -> AnyResponse:
    """Holders of a code may know who is helped; the need only while it is open."""
    if not scan_codes.is_ours(app_context().keys.secrets(now()), step_id, code):
        raise NotFound
    with reading() as session:
        scan_page = step_page.scan_page(session, viewer(), step_id, now())
    is_old = not _is_good(step_id, code)
    refused = scan_page.refusal
    if refused and refused.harmless and request.method == "GET":
        return redirect(f"/steps/{step_id}", 303)
    if refused:
        notice = notice or Notice(refused.sentence)
    elif is_old:
        sentence = _(
            "This code is too old. Ask %(owner)s to show it again.", owner=scan_page.owner_first
        )
        notice = Notice(sentence, True)
    may_accept = refused is None and not is_old
    use_zone(scan_page.brief.zone)
    page = render_template(
        "step/scan.html",
        brief=scan_page.brief if may_accept else None,
        need=scan_page.need if may_accept else None,
        owner_first=scan_page.owner_first,
        path=request.path,
        may_accept=may_accept,
        notice=notice,
    )
    return make_response(page, status)


def _is_good(step_id: int, code: str) -> bool:
    return scan_codes.is_good(app_context().keys.secrets(now()), step_id, code, now())
