"""The status link in the owner's hands: what it lets read, make it, show it again, end it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ConfigDict, Field

from web.acts.core.tokens import answer_token
from web.acts.issues import status_link
from web.acts.issues.status_link import Release
from web.http.access import for_signed_in
from web.http.answers import form_error_json, issue_card, path_argument, redirect_or_json
from web.http.client_headers import prefers_json
from web.http.context import app_context, now, reading
from web.http.forms import BadForm, FormError, MaybeLine, read_form
from web.http.idempotency import ActForm, perform
from web.http.languages import MaybeLanguage
from web.http.links import NewLink, public_url, show_link
from web.http.sign_in import viewer
from web.http.templating import Notice, use_zone
from web.language.current import current_language, in_language
from web.language.known import language_of
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.reads.issues.page import issue_page
from web.reads.issues.share_page import ReleaseView, release_view
from web.reads.issues.view import IssueView
from web.rules.contacts import ContactPart
from web.rules.released import SUBJECT_MAX
from web.rules.vocabulary import IssueAct, IssueState
from web.store.tables.issues import StatusLink
from web.store.visibility import find_issue

pages = Blueprint("share", __name__)
_UPDATE = re.compile(r"update-([0-9]{1,18})", re.ASCII)
_WRITE_SUBJECT = N_("Write one line about the problem, in words that the customer may read.")

_NOT_THEIRS = N_("Only the owner can share this with the customer.")


class ShareForm(ActForm):
    """Beside its own field one for each update that may be read, `update-` and the event's id."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=True)
    sentences: ClassVar = {
        "subject": N_("Write at most 120 characters."),
        "language": N_("Choose a language from the list."),
    }
    subject: MaybeLine = Field(default=None, max_length=SUBJECT_MAX)
    language: MaybeLanguage = None


@pages.get("/issues/<ref>/share")
@for_signed_in
def show(ref: str) -> ResponseReturnValue:
    return _share_page(ref)


@pages.post("/issues/<ref>/share")
@for_signed_in
def make(ref: str) -> ResponseReturnValue:
    known, form = app_context().keys.secrets(now()), read_form(ShareForm)
    if "subject" in request.form and not form.subject:
        raise BadForm({"subject": _(_WRITE_SUBJECT)}, request.form.to_dict())
    release = Release(form.subject, _ticked(request.form)) if form.subject else None
    language = (form.language or "") if "language" in form.model_fields_set else None
    result = perform(form, lambda tap: status_link.share(tap, ref, known, release, language))
    return redirect_or_json(result, f"/issues/{ref}/share?saved=1")


@pages.post("/issues/<ref>/share/revoke")
@for_signed_in
def revoke(ref: str) -> ResponseReturnValue:
    result = perform(read_form(ActForm), lambda tap: status_link.revoke(tap, ref))
    return redirect_or_json(result, f"/issues/{ref}/share?ended=1")


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    ref = path_argument("ref")
    if prefers_json():
        return form_error_json(error, f"/issues/{ref}/share")
    if isinstance(error, BadForm) and "subject" in error.errors:
        return _share_page(ref, error)
    return issue_card(ref, error.status, Notice(error.sentence, bad=True))


def _share_page(ref: str, bad: BadForm | None = None) -> ResponseReturnValue:
    """With what was typed, where it was refused."""
    with reading() as session:
        issue = issue_page(session, viewer(), ref, now())
        row = find_issue(session, viewer(), ref)
        release = release_view(session, row)
        token = status_link.live_token(session, row.id, app_context().keys.secrets(now()), now())
        link = status_link.live_link(session, row.id, now())
    if IssueAct.SHARE not in issue.acts:
        return issue_card(ref, 409, Notice(_(_NOT_THEIRS), bad=True))
    use_zone(issue.zone)
    page = render_template(
        "share.html",
        issue=issue,
        link=show_link(public_url(f"/s/{token}")) if token else None,
        release=_typed(release, bad.typed) if bad else release,
        language_code=(bad.typed.get("language") if bad else link and link.language) or "",
        errors=bad.errors if bad else {},
        answer_link=_answer_link(issue, link),
        sms_number=_number(issue.customer_contact),
        **_words_for_customer(link.language if link else None),
    )
    return make_response(page, bad.status if bad else 200)


def _words_for_customer(code: str | None) -> dict[str, str]:
    """What goes with the link, in the language of the page that it opens."""
    with in_language(language_of(code) or current_language()):
        return {
            "page_title": _("Follow how it goes"),
            "sms_words": _("You can follow this here:"),
            "answer_title": _("Is it settled for you?"),
        }


def _answer_link(issue: IssueView, link: StatusLink | None) -> NewLink | None:
    """Once it is settled, until the customer has answered."""
    if link is None or issue.state is not IssueState.RESOLVED or issue.customer.answer:
        return None
    secret = app_context().keys.secrets(now())[0]
    return show_link(public_url(f"/a/{answer_token(secret, link.nonce)}"))


def _number(contact: Sequence[ContactPart]) -> str:
    """The customer's telephone number, if there is just one; a switchboard takes no message for an
    extension."""
    found = [part.href for part in contact if part.href and part.href.startswith("tel:")]
    is_one = len(found) == 1 and ";ext=" not in found[0]
    return found[0].removeprefix("tel:") if is_one else ""


def _ticked(form: Mapping[str, str]) -> frozenset[int]:
    found = (_UPDATE.fullmatch(name) for name in form)
    return frozenset(int(match[1]) for match in found if match)


def _typed(release: ReleaseView, typed: Mapping[str, str]) -> ReleaseView:
    ticked = _ticked(typed)
    updates = (replace(one, is_released=one.id in ticked) for one in release.updates)
    return replace(release, subject=typed.get("subject", ""), updates=tuple(updates))
