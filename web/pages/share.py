"""The customer's status link, in the owner's hands: make it, show it again, end it."""

from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template
from flask.typing import ResponseReturnValue

from web.acts import links
from web.http.access import for_signed_in
from web.http.answers import Do, answer, issue_card, on_card, with_form
from web.http.links import public_url, show_link
from web.http.parts import now, parts, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm
from web.http.templating import Notice
from web.reads.issue import issue_page
from web.rules.words import Act
from web.store.visible import find_issue

pages = Blueprint("share", __name__)


@pages.get("/issues/<ref>/share")
@for_signed_in
def show(ref: str) -> ResponseReturnValue:
    with reading() as session:
        issue = issue_page(session, viewer(), ref, now())
        issue_id = find_issue(session, viewer(), ref).id
        token = links.live_token(session, issue_id, parts().keys.secrets(now()), now())
    if Act.SHARE not in issue.acts:
        return issue_card(ref, 409, Notice("Only the owner hands over the customer’s link.", True))
    shown = show_link(public_url(f"/s/{token}")) if token else None
    return render_template("pages/share.html", issue=issue, link=shown)


@pages.post("/issues/<ref>/share")
@for_signed_in
def make(ref: str) -> ResponseReturnValue:
    known = parts().keys.secrets(now())
    return _act(ref, lambda db, who, _form, at: links.share(db, who, ref, known, at))


@pages.post("/issues/<ref>/share/revoke")
@for_signed_in
def revoke(ref: str) -> ResponseReturnValue:
    return _act(ref, lambda db, who, _form, at: links.revoke(db, who, ref, at))


def _act(ref: str, act: Do[ActForm]) -> ResponseReturnValue:
    def card(status: int, notice: Notice | None, *_: object) -> Response:
        return issue_card(ref, status, notice)

    def onward(*_: object) -> str:
        return f"/issues/{ref}/share"

    answers = replace(on_card(card, onward), done=lambda *_: redirect(onward(), 303))
    return answer(ActForm, with_form(act), answers)
