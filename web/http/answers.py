"""Answers to acts: the fresh card for htmx, a redirect or the whole page without script, and JSON
for a phone's queue. One way for all of them, so that all three say the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask import Response, jsonify, make_response, redirect, render_template, request
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from web.acts.outcome import Outcome
from web.acts.taps import KeyReused
from web.http.forms import BadForm, read_form
from web.http.keeping import may_be_kept
from web.http.parts import now, reading
from web.http.sign_in import viewer
from web.http.taps import ActForm, once
from web.http.taps import Do as DoNow
from web.http.templating import Notice, htmx, use_zone
from web.http.wanted import prefers_json
from web.reads.issue import issue_page
from web.rules.people import Viewer

AForm = TypeVar("AForm", bound=ActForm)
Do = Callable[[Session, Viewer, AForm, datetime], Outcome]
# What comes before the transaction: it may raise BadForm, and gives the act that is to be done.
Prepare = Callable[[AForm], DoNow]
# The status, what is said above all else, what was typed, and into which act's form.
Card = Callable[[int, Notice | None, dict[str, str], str], AnyResponse]
# Where to go, by the act's outcome, and whether this very request brought it about.
Onward = Callable[[Outcome, bool], str]
KEY_REUSED = "That was sent before, with other words. Look at it, then send again."


def _reused(_: KeyReused) -> BadForm:
    return BadForm({"": KEY_REUSED}, request.form.to_dict())


def _never(_: Outcome) -> None:
    return None


@dataclass(frozen=True)
class Answers:
    """How one act's answers look to people, and where they go on from there."""

    bad: Callable[[BadForm], AnyResponse]
    refused: Callable[[Outcome], AnyResponse]
    done: Callable[[Outcome, bool], AnyResponse]  # also of a harmless refusal
    onward: Onward
    reused: Callable[[KeyReused], BadForm] = _reused
    # A refusal that the form itself can answer, by what it adds.
    curable: Callable[[Outcome], BadForm | None] = _never
    remark: Callable[[], str | None] = lambda: None  # what was done without
    offer: Callable[[Outcome], str | None] = _never  # what somebody who was refused may do instead


def answer(model: type[AForm], prepare: Prepare[AForm], answers: Answers) -> AnyResponse:
    """Parse the form, do the act once, and answer: 422 with what is wrong with the form, 409 with
    the refusal's sentence."""
    try:
        form = read_form(model, request.form)
        outcome, applied = once(form, prepare(form))
    except BadForm as bad:
        return _bad(bad, answers)
    except KeyReused as reused:
        return _bad(answers.reused(reused), answers)
    refusal = outcome.refusal
    if refusal and not refusal.harmless:
        curable = answers.curable(outcome)
        return _bad(curable, answers) if curable else _refused(outcome, answers)
    if prefers_json():
        sentence = refusal.sentence if refusal else answers.remark()
        return _json(200, ref=outcome.ref, url=answers.onward(outcome, applied), sentence=sentence)
    return answers.done(outcome, applied)


def answer_act(model: type[AForm], act: Do[AForm], card: Card, onward: Onward) -> AnyResponse:
    """For an act whose form stands on the card of what it is about."""
    return answer(model, with_form(act), on_card(card, onward))


def with_form(act: Do[AForm]) -> Prepare[AForm]:
    """For an act before which nothing has to be done."""
    return lambda form: lambda session, who, at: act(session, who, form, at)


def on_card(card: Card, onward: Onward) -> Answers:
    """What was typed is shown again with whatever is wrong. Without script whoever was not
    refused goes on to `onward`."""
    name, typed = request.path.rpartition("/")[2], request.form.to_dict()

    def wrong(status: int, sentence: str) -> AnyResponse:
        return card(status, Notice(sentence, bad=True), typed, name)

    def done(outcome: Outcome, applied: bool) -> AnyResponse:
        if not htmx:
            return redirect(onward(outcome, applied), 303)
        return card(200, Notice(outcome.refusal.sentence) if outcome.refusal else None, {}, "")

    return Answers(
        bad=lambda bad: wrong(422, bad.sentence),
        refused=lambda outcome: wrong(409, said(outcome)),
        done=done,
        onward=onward,
    )


def said(outcome: Outcome) -> str:
    return outcome.refusal.sentence if outcome.refusal else ""


def done_with_issue(outcome: Outcome, place: str, *, just_owned: bool = False) -> AnyResponse:
    """The issue's fresh card; without script on to `place`."""
    if not htmx:
        return redirect(place, 303)
    return issue_card(outcome.ref, 200, just_owned=just_owned)


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
    use_zone(issue.zone)
    template = "cards/issue.html" if htmx else "pages/issue.html"
    page = render_template(
        template, issue=issue, notice=notice, typed=typed or {}, typed_act=typed_act
    )
    response = make_response(page, status)
    helps = any(step.is_helper and step.ended_at is None for step in issue.steps)
    return may_be_kept(response, issue.version) if issue.owned_by_me or helps else response


def _bad(bad: BadForm, answers: Answers) -> AnyResponse:
    if not prefers_json():
        return answers.bad(bad)
    return _json(422, sentence=bad.sentence, errors=bad.errors, fields=bad.cure)


def _refused(outcome: Outcome, answers: Answers) -> AnyResponse:
    if not prefers_json():
        return answers.refused(outcome)
    url, offer = answers.onward(outcome, False), answers.offer(outcome)
    return _json(409, ref=outcome.ref, url=url, sentence=said(outcome), offer=offer)


def _json(status: int, **content: object) -> Response:
    return make_response(jsonify(content), status)
