"""Answers to acts: the fresh card for htmx, a redirect or the whole page without script, and JSON
for a phone's queue. Each blueprint shows a `FormError` in an error handler of its own."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import FormError
from web.http.idempotency import ActRefused, ActResult
from web.http.sign_in import viewer
from web.http.templating import Notice, htmx, use_zone
from web.reads.issues.page import issue_page
from web.reads.issues.view import IssueView

# Acts of older phones, and whose form shows them when they are refused.
_FORM_OF = {"told": "update", "later": "update", "promise": "update"}


def wants_card() -> bool:
    return bool(htmx) and not prefers_json()


def redirect_or_json(result: ActResult, url: str, remark: str | None = None) -> AnyResponse:
    """On to `url`. `remark`: what was done without, for a queue to show."""
    if prefers_json():
        sentence = result.harmless or remark
        return make_response(jsonify(ref=result.ref, url=url, sentence=sentence), 200)
    return redirect(url, 303)


def issue_answer(
    result: ActResult, url: str, *, just_owned: bool = False, remark: str | None = None
) -> AnyResponse:
    """The issue's fresh card; without scripts a redirect to `url`."""
    if not wants_card():
        return redirect_or_json(result, url, remark)
    notice = harmless_notice(result)
    return issue_card(result.ref, 200, notice, just_owned=just_owned and notice is None)


def harmless_notice(result: ActResult) -> Notice | None:
    return Notice(result.harmless) if result.harmless else None


def form_error_json(error: FormError, url: str, offer: str | None = None) -> Response:
    """`url`: where one sees what was refused. `offer`: what may be done instead."""
    if isinstance(error, ActRefused):
        refused = jsonify(ref=error.ref, url=url, sentence=error.sentence, offer=offer)
        return make_response(refused, error.status)
    wrong = jsonify(sentence=error.sentence, errors=error.errors, fields=error.cure)
    return make_response(wrong, error.status)


def path_argument(name: str) -> Any:
    """Of this request's path: handlers of errors are not given it. None where it has none."""
    return (request.view_args or {}).get(name)


def act_name() -> str:
    """`own` of `/issues/K7F3/own`: into which form what was typed goes back."""
    return request.path.rpartition("/")[2]


def issue_card(
    ref: str,
    status: int,
    notice: Notice | None = None,
    *,
    just_owned: bool = False,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    """`typed`: what stands in this request's form goes back into it, with its `errors` beside the
    fields: in the sheet of the card, without htmx on a page with that form alone, where the act is
    legal."""
    act = "" if typed is None else act_name()
    if act == "later" and typed:  # of older phones
        typed = {"what": "not-yet", "why": typed.get("text", "")}
    with reading() as session:
        issue = issue_page(session, viewer(), ref, now(), just_owned=just_owned)
    use_zone(issue.hours.zone)
    form = _FORM_OF.get(act, act)
    page = render_template(
        "cards/issue.html" if htmx else _whole_page(issue, form),
        issue=issue,
        notice=notice,
        typed=typed or {},
        errors=errors or {},
        form=form,
    )
    response = make_response(page, status)
    owns = issue.owner is not None and issue.owner.is_me
    helps = any(step.is_helper and step.ended_at is None for step in issue.steps)
    return allow_offline_copy(response, issue.version) if owns or helps else response


def _whole_page(issue: IssueView, form: str) -> str:
    return "issue/form_page.html" if form in issue.forms else "issue/page.html"


def is_known(tag: str) -> bool:
    """Whether whoever asks shows this version already (RFC 9110, section 13.1.2)."""
    return tag in request.if_none_match


def tagged(tag: str, html: str | None) -> Response:
    """`html` None: 304, what is shown is true."""
    response = make_response(html or "", 304 if html is None else 200)
    response.set_etag(tag)
    return response


def allow_offline_copy(page: Response, version: int | None = None) -> Response:
    """Marks a page that a phone may keep for reading without a connection, of what its person owns,
    helps with, or is asked for (static/sw/page-cache.js). `version`: of the issue; a phone with
    this one need not fetch it again."""
    if request.method in ("GET", "HEAD") and page.status_code == 200:
        page.headers["Ownit-Keep"] = "1"
        if version is not None:
            page.headers["Ownit-Version"] = str(version)
    return page
