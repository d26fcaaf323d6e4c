"""Ask someone: the page on which the owner asks for a step."""

from typing import ClassVar

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.handoffs import steps
from web.acts.handoffs.step_rows import Ask
from web.http.access import for_signed_in
from web.http.answers import form_error_json, issue_answer, issue_card, path_argument
from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import FormError, MaybeLine, MaybeNumber, OneLine, read_form, whole_number
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.http.templating import Notice, use_zone
from web.language.messages import gettext_noop as N_
from web.reads.handoffs import ask_page
from web.reads.handoffs.ask_page import TypedAsk
from web.rules.vocabulary import Introduction, IssueAct

pages = Blueprint("asking", __name__)


class AskInput(ActForm):
    sentences: ClassVar = {
        "need": N_("Say what is needed, in at most 300 characters."),
        "introduction": N_("Choose how you will bring them in."),
        "helper_id": N_("Choose whom to ask."),
        "find": N_("A search may have up to 80 characters."),
    }
    need: OneLine = Field(min_length=1, max_length=300)
    introduction: Introduction
    helper_id: MaybeNumber = Field(default=None, ge=1, le=2**31 - 1)
    find: MaybeLine = Field(default=None, max_length=ask_page.LONGEST_FIND)
    helper: MaybeNumber = None  # offered to help, and comes first


@pages.get("/issues/<ref>/ask")
@for_signed_in
def ask(ref: str) -> ResponseReturnValue:
    return _ask_page(ref, request.args.to_dict())


@pages.get("/issues/<ref>/steps")
@for_signed_in
def after_ask(ref: str) -> ResponseReturnValue:
    """Loading the address of a refused form again, without scripts, shows the form."""
    return redirect(f"/issues/{ref}/ask", 303)


@pages.post("/issues/<ref>/steps")
@for_signed_in
def create(ref: str) -> ResponseReturnValue:
    form = read_form(AskInput)
    ask = Ask(form.need, form.introduction, form.helper_id)
    result = perform(form, lambda tap: steps.ask(tap, ref, ask))
    url = f"/steps/{result.step_id}" if result.step_id else f"/issues/{result.ref}"
    return issue_answer(result, url)


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    ref = path_argument("ref")
    if prefers_json():
        return form_error_json(error, f"/issues/{ref}")
    return _ask_page(ref, request.form.to_dict(), error.errors, error.status)


def _ask_page(
    ref: str, typed: dict[str, str], errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    """The form as typed so far; the issue with a sentence, where nothing can be asked."""
    how = typed.get("introduction", "")
    so_far = TypedAsk(
        need=typed.get("need", ""),
        introduction=Introduction(how) if how in list(Introduction) else None,
        find=typed.get("find", "")[: ask_page.LONGEST_FIND],
        helper_id=whole_number(typed.get("helper", "")),
    )
    with reading() as session:
        refused = ask_page.refused(session, viewer(), ref, IssueAct.ASK, now())
    if refused:
        return issue_card(ref, 409, Notice(refused.sentence, bad=True))
    with reading() as session:
        page = ask_page.ask_page(session, viewer(), ref, now(), so_far)
    use_zone(page.brief.zone)
    shown = render_template("step/ask.html", page=page, errors=errors or {}, notice=None)
    return make_response(shown, status)
