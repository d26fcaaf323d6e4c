"""Undo the newest act on an issue."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.issues import undo
from web.http.access import for_signed_in
from web.http.answers import form_error_json, issue_answer, issue_card, path_argument
from web.http.client_headers import prefers_json
from web.http.forms import FormError, read_form
from web.http.idempotency import ActForm, perform
from web.http.templating import Notice

pages = Blueprint("corrections", __name__)


class UndoInput(ActForm):
    version: int = Field(ge=1, le=2**31 - 1)  # of the issue, made by the act that is undone


@pages.get("/issues/<ref>/undo")
@for_signed_in
def after_undo(ref: str) -> ResponseReturnValue:
    """The issue offers what can be undone."""
    return redirect(url_for("issues.show", ref=ref), 303)


@pages.post("/issues/<ref>/undo")
@for_signed_in
def take_back(ref: str) -> ResponseReturnValue:
    form = read_form(UndoInput)
    result = perform(form, lambda tap: undo.undo(tap, ref, form.version))
    return issue_answer(result, f"/issues/{result.ref}")


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    ref = path_argument("ref")
    if prefers_json():
        return form_error_json(error, f"/issues/{ref}")
    notice, typed = Notice(error.sentence, bad=True), request.form.to_dict()
    return issue_card(ref, error.status, notice, typed=typed)
