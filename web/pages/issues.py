"""An issue's page, and one URL for each act on it."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from web.acts.core.tap import Outcome, Tap
from web.acts.handoffs import offers
from web.acts.issues import lifecycle, linking, uses
from web.acts.issues.lifecycle import Resolution
from web.http.access import for_signed_in
from web.http.answers import (
    act_name,
    form_error_json,
    issue_answer,
    issue_card,
    path_argument,
    redirect_or_json,
    wants_card,
)
from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import FormError, read_form
from web.http.idempotency import ActForm, ActRefused, ActResult, perform
from web.http.photos import allow_photos, missing_sentence, uploaded_photos
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.pages.issue_forms import (
    LaterInput,
    MaybeWordsInput,
    OnItInput,
    PromiseInput,
    ResolveInput,
    ToldInput,
    UpdateInput,
    UsesInput,
    WordsInput,
)
from web.pages.uses_form import read_form_with_uses, require_a_use
from web.reads.handoffs import ask_page
from web.rules.vocabulary import IssueAct
from web.store.visibility import find_issue

pages = Blueprint("issues", __name__)


@pages.get("/issues/<ref>")
@for_signed_in
def show(ref: str) -> ResponseReturnValue:
    return issue_card(ref, 200, just_owned="owned" in request.args)


@pages.get("/issues/<ref>/state")
@for_signed_in
def state(ref: str) -> ResponseReturnValue:
    """An open page of an owner polls this: the issue's version."""
    with reading() as session:
        version = find_issue(session, viewer(), ref).version
    return jsonify(state=str(version))


@pages.get("/issues/<ref>/<any(update, note, resolve, reopen, used, more):act>")
@for_signed_in
def form_page(ref: str, act: str) -> ResponseReturnValue:  # noqa: ARG001
    """A sheet of the issue’s page, on a page of its own; the issue where that act is not legal."""
    return issue_card(ref, 200, typed={})


@pages.post("/issues/<ref>/own")
@for_signed_in
def own(ref: str) -> ResponseReturnValue:
    result = perform(read_form(ActForm), lambda tap: lifecycle.own(tap, ref))
    url = f"/issues/{result.ref}" + ("?owned=1" if result.is_first else "")
    return issue_answer(result, url, just_owned=True)


@pages.post("/issues/<ref>/promise")
@for_signed_in
def promise(ref: str) -> ResponseReturnValue:
    form = read_form(PromiseInput)
    return _answer(perform(form, lambda tap: lifecycle.promise(tap, ref, form.by)))


@pages.post("/issues/<ref>/on-it")
@for_signed_in
def on_it(ref: str) -> ResponseReturnValue:
    result = perform(read_form(OnItInput), lambda tap: lifecycle.acknowledge(tap, ref))
    return _answer(result) if wants_card() else redirect_or_json(result, _place_of(result.ref))


@pages.post("/issues/<ref>/later")
@for_signed_in
def later(ref: str) -> ResponseReturnValue:
    form = read_form(LaterInput)
    return _answer(perform(form, lambda tap: lifecycle.postpone(tap, ref, form.text, form.by)))


@pages.post("/issues/<ref>/told")
@for_signed_in
def told(ref: str) -> ResponseReturnValue:
    form = read_form(ToldInput)
    return _answer(perform(form, lambda tap: lifecycle.told(tap, ref, form.text, form.by)))


@pages.post("/issues/<ref>/update")
@for_signed_in
def update(ref: str) -> ResponseReturnValue:
    form = read_form(UpdateInput)
    return _answer(perform(form, lambda tap: _update(tap, ref, form)))


def _update(tap: Tap, ref: str, form: UpdateInput) -> Outcome:
    if form.what == "told":
        return lifecycle.told(tap, ref, form.text, form.promised_by, released=form.may_read)
    return lifecycle.postpone(tap, ref, form.why or "", form.promised_by, released=form.may_read)


@pages.post("/issues/<ref>/note")
@for_signed_in
def note(ref: str) -> ResponseReturnValue:
    form = read_form(WordsInput)
    return _answer(perform(form, lambda tap: lifecycle.add_note(tap, ref, form.text)))


@pages.post("/issues/<ref>/resolve")
@for_signed_in
def resolve(ref: str) -> ResponseReturnValue:
    allow_photos()
    form, used = read_form_with_uses(ResolveInput)
    photos, thanks = uploaded_photos(), form.given_thanks
    resolution = Resolution(form.text, used, form.used, form.retold, photos, thanks)
    result = perform(form, lambda tap: lifecycle.resolve(tap, ref, resolution))
    return issue_answer(result, f"/issues/{result.ref}", remark=missing_sentence())


@pages.post("/issues/<ref>/used")
@for_signed_in
def use(ref: str) -> ResponseReturnValue:
    form, used = read_form_with_uses(UsesInput)
    require_a_use(used)
    return _answer(perform(form, lambda tap: uses.use(tap, ref, used)))


@pages.post("/issues/<ref>/reopen")
@for_signed_in
def reopen(ref: str) -> ResponseReturnValue:
    form = read_form(MaybeWordsInput)
    return _answer(perform(form, lambda tap: lifecycle.reopen(tap, ref, form.text)))


@pages.post("/issues/<ref>/offer")
@for_signed_in
def offer(ref: str) -> ResponseReturnValue:
    return _answer(perform(read_form(ActForm), lambda tap: offers.offer(tap, ref)))


@pages.post("/issues/<ref>/not-same")
@for_signed_in
def not_same(ref: str) -> ResponseReturnValue:
    """It is another thing than its cause."""
    return _answer(perform(read_form(ActForm), lambda tap: linking.unlink(tap, ref)))


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    """On the issue's card, with what was typed. Whoever may not see the issue learns nothing of
    it."""
    if not prefers_json():
        ref, notice = path_argument("ref"), Notice(error.sentence, bad=True)
        return issue_card(
            ref, error.status, notice, typed=request.form.to_dict(), errors=error.errors
        )
    if isinstance(error, ActRefused):
        return form_error_json(error, _place_of(error.ref), _offer(error.ref))
    return form_error_json(error, "")


def _answer(result: ActResult) -> ResponseReturnValue:
    return issue_answer(result, f"/issues/{result.ref}")


def _place_of(ref: str) -> str:
    """The issue's page; whoever comes from the board goes back there."""
    if request.form.get("back") != "site":
        return f"/issues/{ref}"
    with reading() as session:
        return f"/site?site={find_issue(session, viewer(), ref).site_id}"


def _offer(ref: str) -> str | None:
    """Where somebody who came too late may offer to help."""
    if act_name() != IssueAct.OWN:
        return None
    with reading() as session:
        may = ask_page.may_offer(session, viewer(), ref, now())
    return f"/issues/{ref}/offer" if may else None
