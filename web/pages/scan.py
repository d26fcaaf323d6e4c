"""Phone to phone: what a colleague sees, and does, who scans the code on the owner's screen."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts import codes, steps
from web.http.access import for_signed_in
from web.http.forms import read_form
from web.http.parts import now, parts, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm, once
from web.reads import walk
from web.reads.views import Notice
from web.store.errors import NotThere

pages = Blueprint("scan", __name__)


@pages.get("/steps/<id:step_id>/with/<code>")
@for_signed_in
def arrive(step_id: int, code: str) -> ResponseReturnValue:
    """What a colleague sees who scanned the owner’s code. It changes nothing by itself."""
    return _scan_page(step_id, code, 200)


@pages.post("/steps/<id:step_id>/with/<code>")
@for_signed_in
def scan(step_id: int, code: str) -> ResponseReturnValue:
    form = read_form(ActForm, request.form)
    if not _is_good(step_id, code):
        return _scan_page(step_id, code, 409)
    outcome, _ = once(form, lambda db, who, at: steps.scan(db, who, step_id, at))
    if outcome.refusal and not outcome.refusal.harmless:
        return _scan_page(step_id, code, 409, Notice(outcome.refusal.sentence, bad=True))
    return redirect(f"/steps/{step_id}", 303)


def _scan_page(
    step_id: int, code: str, status: int, notice: Notice | None = None
) -> ResponseReturnValue:
    """Whoever was shown a code may know who is helped; what is needed, only while it is open."""
    if not codes.is_ours(parts().keys.secret, step_id, code):
        raise NotThere
    with reading() as session:
        found = walk.scan_page(session, viewer(), step_id, now())
    is_old = not _is_good(step_id, code)
    refused = found.refusal
    if refused and refused.harmless and request.method == "GET":
        return redirect(f"/steps/{step_id}", 303)
    if refused:
        notice = notice or Notice(refused.sentence)
    elif is_old:
        notice = Notice(f"This code is too old. Ask {found.owner_first} to show it again.", True)
    may_accept = refused is None and not is_old
    page = render_template(
        "pages/scan.html",
        brief=found.brief if may_accept else None,
        need=found.need if may_accept else None,
        owner_first=found.owner_first,
        path=request.path,
        may_accept=may_accept,
        notice=notice,
    )
    return make_response(page, status)


def _is_good(step_id: int, code: str) -> bool:
    return codes.is_good(parts().keys.secret, step_id, code, now())
