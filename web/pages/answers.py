"""The customer's answer: one page, without an account, a cookie or a script. A GET shows, a POST
counts, once for each resolution."""

from typing import ClassVar, Literal

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import AwareDatetime, Field

from web.acts.core.tap import Unit
from web.acts.core.tokens import as_token, nonce_of_answer
from web.acts.issues import customer_answer
from web.acts.issues.customer_answer import GivenAnswer
from web.acts.issues.status_link import live_token
from web.acts.issues.thanks import GivenThanks
from web.http.access import for_everybody
from web.http.context import app_context, now, reading, writing
from web.http.forms import BadForm, Form, MaybeWords, read_form
from web.http.guess_limit import count_wrong_guess
from web.http.languages import asked_language, choose_for_customer
from web.http.templating import use_zone
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.reads.answer_page import AnswerView, answer_page
from web.rules.customer_answers import Asked
from web.rules.thanks import WORDS_MAX
from web.rules.vocabulary import CustomerAnswer
from web.store.errors import NotFound

pages = Blueprint("answers", __name__)
_BESIDE = ("answer", "words", "thanks_words")  # fields that say what is wrong with them
_TOO_LONG = N_("Your words may have at most 500 characters.")
_LATE = {
    Asked.QUESTION: N_("There is news since you opened this page. Answer once more."),
    Asked.ANSWERED: N_("This was answered before, so this answer does not count."),
    Asked.NOT_SETTLED: N_("It is open again, so there is nothing to answer yet."),
}


class AnswerForm(Form):
    sentences: ClassVar = {
        "answer": N_("Choose one of the three answers."),
        "words": _TOO_LONG,
        "thanks_words": _TOO_LONG,
    }
    answer: CustomerAnswer
    resolved: AwareDatetime  # when it was, so which resolution the form asks about
    words: MaybeWords = Field(default=None, max_length=WORDS_MAX)
    thanks: Literal["yes", ""] = ""
    thanks_words: MaybeWords = Field(default=None, max_length=WORDS_MAX)

    @property
    def given(self) -> GivenAnswer:
        is_thanking = self.thanks or self.thanks_words
        thanks = GivenThanks(self.thanks_words) if is_thanking else None
        return GivenAnswer(self.answer, self.resolved, self.words, thanks)


@pages.get("/a/<sent:token>")
@for_everybody
def show(token: str) -> ResponseReturnValue:
    clean = as_token(token)
    if clean and clean != token:
        return redirect(url_for("answers.show", token=clean, lang=request.args.get("lang")))
    return _page(token)


@pages.post("/a/<sent:token>")
@for_everybody
def give(token: str) -> ResponseReturnValue:
    nonce = _nonce(token)
    try:
        form = read_form(AnswerForm)
    except BadForm as bad:
        return _page(token, 422, bad)
    with writing() as session:
        is_counted = customer_answer.answer(Unit(session, now()), nonce, form.given)
    if is_counted or _view(nonce).answer is form.answer:  # or it is repeated
        return redirect(url_for("answers.show", token=token, lang=asked_language()), 303)
    return _page(token, 409)


def _page(token: str, status: int = 200, bad: BadForm | None = None) -> Response:
    """With what was typed, where it was refused."""
    nonce, known = _nonce(token), app_context().keys.secrets(now())
    with reading() as session:
        view = answer_page(session, nonce, now())
        page_token = live_token(session, view.issue_id, known, now())
    choose_for_customer(view.language)
    use_zone(view.zone)
    notice = _(_LATE[view.asked]) if status == 409 else None
    page = render_template(
        "customer/answer.html",
        view=view,
        token=token,
        page=page_token and url_for("status.status", token=page_token, lang=asked_language()),
        notice=notice,
        typed=request.form.to_dict(),
        errors=_sentences(bad) if bad else {},
    )
    return make_response(page, status)


def _view(nonce: str) -> AnswerView:
    with reading() as session:
        return answer_page(session, nonce, now())


def _nonce(token: str) -> str:
    nonce = nonce_of_answer(token, app_context().keys.secrets(now()))
    if nonce is None:
        count_wrong_guess("status")
        raise NotFound
    return nonce


def _sentences(bad: BadForm) -> dict[str, str]:
    """What is no field of the page stands above it."""
    return {name if name in _BESIDE else "": sentence for name, sentence in bad.errors.items()}
