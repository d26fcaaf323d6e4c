"""Answers to acts: the fresh card for htmx, a redirect or the whole page without script."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from flask import Response, make_response, redirect, render_template, request
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from web.acts.outcome import Outcome
from web.acts.taps import KeyReused
from web.http.forms import BadForm, read_form
from web.http.parts import now, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm, once
from web.http.templating import htmx
from web.reads.issue import issue_page
from web.reads.views import Notice
from web.rules.people import Viewer

AForm = TypeVar("AForm", bound=ActForm)
Do = Callable[[Session, Viewer, AForm, datetime], Outcome]
# The status, what is said above all else, what was typed, and into which act's form.
Card = Callable[[int, Notice | None, dict[str, str], str], AnyResponse]
# Where to go, by the act's outcome, and whether this very request brought it about.
Onward = Callable[[Outcome, bool], str]
KEY_REUSED = "That was sent before, with other words. Look at it, then send again."


def answer_act(model: type[AForm], act: "Do[AForm]", card: Card, onward: Onward) -> AnyResponse:
    """Parse the form, do the act once, answer with the fresh card.

    422 with what is wrong with the form, 409 with the refusal's sentence; what was typed is
    shown again with both. Without script whoever was not refused goes on to `onward`.
    """
    name, typed = request.path.rpartition("/")[2], request.form.to_dict()
    try:
        form = read_form(model, request.form)
        outcome, applied = once(form, lambda db, who, at: act(db, who, form, at))
    except BadForm as bad:
        return card(422, Notice(bad.sentence, bad=True), typed, name)
    except KeyReused:
        return card(422, Notice(KEY_REUSED, bad=True), typed, name)
    refusal = outcome.refusal
    if refusal and not refusal.harmless:
        return card(409, Notice(refusal.sentence, bad=True), typed, name)
    if not htmx:
        return redirect(onward(outcome, applied), 303)
    return card(200, Notice(refusal.sentence) if refusal else None, {}, "")


def after_act(outcome: Outcome, *, just_owned: bool = False) -> AnyResponse:
    """200 and the fresh card; 409 with the same card and the refusal's sentence."""
    refusal = outcome.refusal
    if refusal and not refusal.harmless:
        act = request.path.rpartition("/")[2]
        typed = request.form.to_dict()
        notice = Notice(refusal.sentence, bad=True)
        return issue_card(outcome.ref, 409, notice, typed=typed, typed_act=act)
    if not htmx:
        return redirect(f"/issues/{outcome.ref}" + ("?owned=1" if just_owned else ""), 303)
    return issue_card(
        outcome.ref, 200, Notice(refusal.sentence) if refusal else None, just_owned=just_owned
    )


def issue_card(
    ref: str,
    status: int,
    notice: Notice | None = None,
    *,
    just_owned: bool = False,
    typed: Mapping[str, str] | None = None,
    typed_act: str = "",
) -> Response:
    with reading() as session:
        issue = issue_page(session, viewer(), ref, now(), just_owned=just_owned)
    template = "cards/issue.html" if htmx else "pages/issue.html"
    page = render_template(
        template, issue=issue, notice=notice, typed=typed or {}, typed_act=typed_act
    )
    return make_response(page, status)
