"""The language that a person chooses for themselves, on *Me*."""

from typing import ClassVar

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from web.acts.accounts import people
from web.http.access import for_signed_in
from web.http.forms import BadForm, read_form
from web.http.idempotency import ActForm, perform
from web.http.languages import MaybeLanguage
from web.http.templating import Notice
from web.language.messages import gettext_noop as N_
from web.pages.me import me_page

pages = Blueprint("languages", __name__)


class LanguageInput(ActForm):
    sentences: ClassVar = {"language": N_("Choose a language from the list.")}
    language: MaybeLanguage = None


@pages.post("/me/language")
@for_signed_in
def choose() -> ResponseReturnValue:
    try:
        form = read_form(LanguageInput)
    except BadForm as bad:
        return me_page(notice=Notice(bad.sentence, bad=True), status=422)
    perform(form, lambda tap: people.choose_language(tap, form.language))
    return redirect("/me#language", 303)
