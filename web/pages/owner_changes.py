"""An owner change: asking the next owner, its page, and the answers."""

from typing import ClassVar

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import select

from web.acts.handoffs import owner_changes
from web.acts.handoffs.owner_changes import HandOver
from web.http.access import for_signed_in
from web.http.answers import (
    allow_offline_copy,
    form_error_json,
    harmless_notice,
    issue_answer,
    issue_card,
    path_argument,
    redirect_or_json,
    wants_card,
)
from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import FormError, MaybeLine, MaybeWords, read_form
from web.http.idempotency import ActForm, ActResult, perform
from web.http.sign_in import viewer
from web.http.templating import Notice, htmx, use_zone
from web.language.messages import gettext_noop as N_
from web.reads.handoffs import ask_page
from web.reads.handoffs.ask_page import TypedHandOver
from web.reads.handoffs.change_page import change_page
from web.rules.vocabulary import ChangeReason, IssueAct
from web.store.tables.issues import Issue

pages = Blueprint("changes", __name__)


class HandOverInput(ActForm):
    sentences: ClassVar = {
        "to_id": N_("Choose whom to ask."),
        "reason": N_("Choose a reason."),
        "line": N_("The reason may have up to 200 characters."),
        "find": N_("A search may have up to 80 characters."),
    }
    to_id: int = Field(ge=1, le=2**31 - 1)
    reason: ChangeReason
    line: MaybeLine = Field(default=None, max_length=200)
    find: MaybeLine = Field(default=None, max_length=ask_page.LONGEST_FIND)


class DeclineInput(ActForm):
    sentences: ClassVar = {"text": N_("Write at most 200 characters.")}
    text: MaybeWords = Field(default=None, max_length=200)


@pages.get("/issues/<ref>/owner-change")
@for_signed_in
def choose(ref: str) -> ResponseReturnValue:
    return _choose_page(ref, request.args.to_dict())


@pages.post("/issues/<ref>/owner-change")
@for_signed_in
def ask(ref: str) -> ResponseReturnValue:
    form = read_form(HandOverInput)
    hand_over = HandOver(form.to_id, form.reason, form.line)
    result = perform(form, lambda tap: owner_changes.ask(tap, ref, hand_over))
    # At the end of one's own shift the other issues wait there.
    is_end = form.reason is ChangeReason.SHIFT_ENDS and not result.harmless and _is_mine(result.ref)
    return issue_answer(result, "/me/shift/end" if is_end else f"/issues/{result.ref}")


def _is_mine(ref: str) -> bool:
    """Not where a lead proposes somebody for the owner."""
    with reading() as session:
        owner_id = session.exec(select(Issue.owner_id).where(Issue.ref == ref)).first()
        return owner_id == viewer().id


@pages.get("/owner-changes/<id:change_id>")
@for_signed_in
def show(change_id: int) -> ResponseReturnValue:
    return _card(change_id, 200)


@pages.post("/owner-changes/<id:change_id>/accept")
@for_signed_in
def accept(change_id: int) -> ResponseReturnValue:
    result = perform(read_form(ActForm), lambda tap: owner_changes.accept(tap, change_id))
    # Who has said yes goes on as the owner.
    url = f"/owner-changes/{change_id}" if result.harmless else f"/issues/{result.ref}?owned=1"
    return _answer(change_id, result, url)


@pages.post("/owner-changes/<id:change_id>/decline")
@for_signed_in
def decline(change_id: int) -> ResponseReturnValue:
    form = read_form(DeclineInput)
    result = perform(form, lambda tap: owner_changes.decline(tap, change_id, form.text))
    return _answer(change_id, result, f"/owner-changes/{change_id}")


@pages.post("/owner-changes/<id:change_id>/withdraw")
@for_signed_in
def withdraw(change_id: int) -> ResponseReturnValue:
    result = perform(read_form(ActForm), lambda tap: owner_changes.withdraw(tap, change_id))
    return _answer(change_id, result, f"/owner-changes/{change_id}")


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    """Whoever may not see the change, or the issue, learns nothing of it."""
    ref, change_id = path_argument("ref"), path_argument("change_id")
    if prefers_json():
        return form_error_json(error, f"/issues/{ref}" if ref else f"/owner-changes/{change_id}")
    typed = request.form.to_dict()
    if ref:
        return _choose_page(ref, typed, error.errors, error.status)
    return _card(change_id, error.status, Notice(error.sentence, bad=True), typed)


def _answer(change_id: int, result: ActResult, url: str) -> ResponseReturnValue:
    if not wants_card():
        return redirect_or_json(result, url)
    return _card(change_id, 200, harmless_notice(result))


def _card(
    change_id: int,
    status: int,
    notice: Notice | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    with reading() as session:
        page = change_page(session, viewer(), change_id, now())
    use_zone(page.brief.zone)
    template = "cards/owner_change.html" if htmx else "owner_change/page.html"
    shown = render_template(template, page=page, notice=notice, typed=typed or {})
    response = make_response(shown, status)
    return allow_offline_copy(response, page.brief.version) if page.change.is_to_me else response


def _choose_page(
    ref: str, typed: dict[str, str], errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    """The form as typed so far; the issue with a sentence, where nobody can be asked."""
    why = typed.get("reason", "")
    so_far = TypedHandOver(
        reason=ChangeReason(why) if why in list(ChangeReason) else None,
        line=typed.get("line", ""),
        find=typed.get("find", "")[: ask_page.LONGEST_FIND],
    )
    with reading() as session:
        refused = ask_page.refused(session, viewer(), ref, IssueAct.HAND_OVER, now())
    if refused:
        return issue_card(ref, 409, Notice(refused.sentence, bad=True))
    with reading() as session:
        page = ask_page.hand_over_page(session, viewer(), ref, now(), so_far)
    shown = render_template("owner_change/ask.html", page=page, errors=errors or {}, notice=None)
    return make_response(shown, status)
