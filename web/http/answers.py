"""Answers to acts: the fresh card for htmx, a redirect or the whole page without script."""

from collections.abc import Mapping

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from web.acts.outcome import Outcome
from web.http.forms import BadForm
from web.http.parts import now, reading
from web.http.sign_in import viewer
from web.http.templating import htmx
from web.reads.issue import issue_page
from web.reads.views import Notice

KEY_REUSED = "That was sent before, with other words. Look at it, then send again."


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


def bad_act(ref: str, act: str, bad: BadForm) -> Response:
    """422: the card again, with what was typed still in its form."""
    return issue_card(ref, 422, Notice(bad.sentence, bad=True), typed=bad.typed, typed_act=act)


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
