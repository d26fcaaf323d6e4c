"""Phone to phone: what a colleague sees, and does, who scans the code on the owner's screen."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from web.acts import codes, steps
from web.acts.outcome import Outcome
from web.http.access import for_signed_in
from web.http.answers import answer, on_card, with_form
from web.http.parts import now, parts, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm
from web.http.templating import Notice, use_zone
from web.reads import walk
from web.rules.people import Viewer
from web.rules.text import isolated
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
    if not codes.is_ours(parts().keys.secrets(now()), step_id, code):
        raise NotThere
    is_good = _is_good(step_id, code)

    def act(session: Session, who: Viewer, _form: ActForm, at: datetime) -> Outcome:
        return steps.scan(session, who, step_id, at, is_good=is_good)

    def card(status: int, notice: Notice | None, *_: object) -> AnyResponse:
        return _scan_page(step_id, code, status, notice)

    def onward(*_: object) -> str:
        return f"/steps/{step_id}"

    answers = replace(on_card(card, onward), done=lambda *_: redirect(onward(), 303))
    return answer(ActForm, with_form(act), answers)


def _scan_page(step_id: int, code: str, status: int, notice: Notice | None = None) -> AnyResponse:
    """Whoever was shown a code may know who is helped; what is needed, only while it is open."""
    if not codes.is_ours(parts().keys.secrets(now()), step_id, code):
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
        owner = isolated(found.owner_first)
        notice = Notice(f"This code is too old. Ask {owner} to show it again.", True)
    may_accept = refused is None and not is_old
    use_zone(found.brief.zone)
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
    return codes.is_good(parts().keys.secrets(now()), step_id, code, now())
