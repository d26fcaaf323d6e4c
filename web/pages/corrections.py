"""Correct what was reported, and undo the newest act on an issue."""

from typing import ClassVar, Literal

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.issues import correct, undo
from web.acts.issues.correct import Correction
from web.http.access import for_signed_in
from web.http.answers import (
    form_error_json,
    issue_answer,
    issue_card,
    path_argument,
    redirect_or_json,
)
from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import FormError, MaybeLine, Words, read_form
from web.http.idempotency import ActForm, ActRefused, perform
from web.http.photos import allow_photos, chosen_photos, missing_sentence, uploaded_photos
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.language.messages import gettext_noop as N_
from web.reads.handoffs import ask_page
from web.reads.issues.correct_page import correct_page
from web.rules.vocabulary import CorrectedField, IssueAct, Urgency
from web.store.errors import NotFound

pages = Blueprint("corrections", __name__)


class UndoInput(ActForm):
    version: int = Field(ge=1, le=2**31 - 1)  # of the issue, made by the act that is undone


class CorrectInput(ActForm):
    """Each field beside what stood in it when the form was made."""

    sentences: ClassVar = {
        "text": N_("Say what is not working, in at most 2,000 characters, or add a photo."),
        "place": N_("The place may have up to 80 characters."),
        "urgency": N_("Choose how urgent it is."),
        "customer_name": N_("The customer’s name may have up to 80 characters."),
        "customer_contact": N_("How to reach them may have up to 120 characters."),
    }
    text: Words = Field(default="", max_length=2000)
    was_text: Words = Field(default="", max_length=2000)
    place: MaybeLine = Field(default=None, max_length=80)
    was_place: MaybeLine = Field(default=None, max_length=80)
    urgency: Urgency
    was_urgency: Urgency
    customer_name: MaybeLine = Field(default=None, max_length=80)
    was_customer_name: MaybeLine = Field(default=None, max_length=80)
    customer_contact: MaybeLine = Field(default=None, max_length=120)
    was_customer_contact: MaybeLine = Field(default=None, max_length=120)
    photos: Literal["leave", ""] = ""

    @property
    def changed(self) -> dict[CorrectedField, str | None]:
        pairs = {
            CorrectedField.WORDS: (_lines(self.was_text), _lines(self.text)),
            CorrectedField.PLACE: (self.was_place, self.place),
            CorrectedField.URGENCY: (self.was_urgency, self.urgency),
            CorrectedField.CUSTOMER_NAME: (self.was_customer_name, self.customer_name),
            CorrectedField.CUSTOMER_CONTACT: (self.was_customer_contact, self.customer_contact),
        }
        return {field: now for field, (was, now) in pairs.items() if was != now}


@pages.get("/issues/<ref>/correct")
@for_signed_in
def form(ref: str) -> ResponseReturnValue:
    return _form(ref, 200)


@pages.post("/issues/<ref>/correct")
@for_signed_in
def save(ref: str) -> ResponseReturnValue:
    allow_photos()
    typed = read_form(CorrectInput)
    correction = Correction(typed.changed, uploaded_photos())
    result = perform(typed, lambda tap: correct.correct(tap, ref, correction))
    return redirect_or_json(result, f"/issues/{result.ref}", missing_sentence())


@pages.get("/issues/<ref>/photos/<photo_id>/remove")
@for_signed_in
def ask_to_remove(ref: str, photo_id: str) -> ResponseReturnValue:
    """What cannot be undone asks first."""
    with reading() as session:
        if photo_id not in correct_page(session, viewer(), ref).photo_ids:
            raise NotFound
        refused = ask_page.refused(session, viewer(), ref, IssueAct.CORRECT, now())
    if refused:
        return issue_card(ref, 409, Notice(refused.sentence, bad=True))
    return render_template("issue/remove_photo.html", ref=ref, photo_id=photo_id)


@pages.post("/issues/<ref>/photos/<photo_id>/remove")
@for_signed_in
def remove_photo(ref: str, photo_id: str) -> ResponseReturnValue:
    result = perform(read_form(ActForm), lambda tap: correct.remove_photo(tap, ref, photo_id))
    return redirect_or_json(result, f"/issues/{result.ref}/correct")


@pages.post("/issues/<ref>/undo")
@for_signed_in
def take_back(ref: str) -> ResponseReturnValue:
    typed = read_form(UndoInput)
    result = perform(typed, lambda tap: undo.undo(tap, ref, typed.version))
    return issue_answer(result, f"/issues/{result.ref}")


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    ref = path_argument("ref")
    if prefers_json():
        return form_error_json(error, f"/issues/{ref}")
    if request.endpoint == "corrections.save":
        return _form(ref, error.status, error)
    notice, typed = Notice(error.sentence, bad=True), request.form.to_dict()
    return issue_card(ref, error.status, notice, typed=typed)


def _form(ref: str, status: int, error: FormError | None = None) -> Response:
    """With what was typed; the issue with a sentence, where nothing can be corrected."""
    with reading() as session:
        refused = ask_page.refused(session, viewer(), ref, IssueAct.CORRECT, now())
    if refused:
        return issue_card(ref, 409, Notice(refused.sentence, bad=True))
    with reading() as session:
        page = correct_page(session, viewer(), ref)
    errors = dict(error.errors) if error else {}
    if isinstance(error, ActRefused):
        errors = {"text": error.sentence}
    shown = render_template(
        "issue/correct.html",
        page=page,
        typed=request.form.to_dict() if error else None,
        errors=errors,
        photos_lost=len(chosen_photos()) if error else 0,
    )
    return make_response(shown, status)


def _lines(text: str) -> str | None:
    """As one browser sends them, or another."""
    return text.replace("\r\n", "\n") or None
