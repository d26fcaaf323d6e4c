"""The status link in the owner's hands: make it, show it again, end it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.acts.issues import status_link
from web.http.access import for_signed_in
from web.http.answers import form_error_json, issue_card, path_argument, redirect_or_json
from web.http.client_headers import prefers_json
from web.http.context import app_context, now, reading
from web.http.forms import FormError, read_form
from web.http.idempotency import ActForm, perform
from web.http.links import public_url, show_link
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.reads.issues.page import issue_page
from web.rules.vocabulary import IssueAct
from web.store.visibility import find_issue

pages = Blueprint("share", __name__)


@pages.get("/issues/<ref>/share")
@for_signed_in
def show(ref: str) -> ResponseReturnValue:
    with reading() as session:
        issue = issue_page(session, viewer(), ref, now())
        issue_id = find_issue(session, viewer(), ref).id
        token = status_link.live_token(session, issue_id, app_context().keys.secrets(now()), now())
    if IssueAct.SHARE not in issue.acts:
        return issue_card(ref, 409, Notice("Only the owner hands over the customer’s link.", True))
    shown = show_link(public_url(f"/s/{token}")) if token else None
    return render_template("share.html", issue=issue, link=shown)


@pages.post("/issues/<ref>/share")
@for_signed_in
def make(ref: str) -> ResponseReturnValue:
    known = app_context().keys.secrets(now())
    result = perform(read_form(ActForm), lambda tap: status_link.share(tap, ref, known))
    return redirect_or_json(result, f"/issues/{ref}/share")


@pages.post("/issues/<ref>/share/revoke")
@for_signed_in
def revoke(ref: str) -> ResponseReturnValue:
    result = perform(read_form(ActForm), lambda tap: status_link.revoke(tap, ref))
    return redirect_or_json(result, f"/issues/{ref}/share")


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    ref = path_argument("ref")
    if prefers_json():
        return form_error_json(error, f"/issues/{ref}/share")
    return issue_card(ref, error.status, Notice(error.sentence, bad=True))
