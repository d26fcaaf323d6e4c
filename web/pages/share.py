"""The customer's status link, in the owner's hands: make it, show it again, end it."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts import links
from web.acts.outcome import Outcome
from web.http.access import for_signed_in
from web.http.answers import issue_card
from web.http.forms import read_form
from web.http.links import public_url, show_link
from web.http.parts import now, parts, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm, once
from web.reads.issue import issue_page
from web.reads.views import Notice
from web.rules.words import Act
from web.store.visible import find_issue

pages = Blueprint("share", __name__)


@pages.get("/issues/<ref>/share")
@for_signed_in
def show(ref: str) -> ResponseReturnValue:
    with reading() as session:
        issue = issue_page(session, viewer(), ref, now())
        issue_id = find_issue(session, viewer(), ref).id
        token = links.live_token(session, issue_id, parts().keys.secret)
    if Act.SHARE not in issue.acts:
        return issue_card(ref, 409, Notice("Only the owner hands over the customer’s link.", True))
    shown = show_link(public_url(f"/s/{token}")) if token else None
    return render_template("pages/share.html", issue=issue, link=shown)


@pages.post("/issues/<ref>/share")
@for_signed_in
def make(ref: str) -> ResponseReturnValue:
    form = read_form(ActForm, request.form)
    secret = parts().keys.secret
    outcome, _ = once(form, lambda db, who, at: links.share(db, who, ref, secret, at))
    return _back(outcome)


@pages.post("/issues/<ref>/share/revoke")
@for_signed_in
def revoke(ref: str) -> ResponseReturnValue:
    form = read_form(ActForm, request.form)
    outcome, _ = once(form, lambda db, who, at: links.revoke(db, who, ref, at))
    return _back(outcome)


def _back(outcome: Outcome) -> ResponseReturnValue:
    if outcome.refusal:
        return issue_card(outcome.ref, 409, Notice(outcome.refusal.sentence, bad=True))
    return redirect(f"/issues/{outcome.ref}/share", 303)
