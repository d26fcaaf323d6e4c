"""The customer's page: read-only, no account, no cookie, and the same 404 for every dead link."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.acts.core.tokens import answer_token, as_token, derived_token, follow_token, hash_of
from web.http.access import for_everybody
from web.http.context import app_context, now, reading
from web.http.guess_limit import count_wrong_guess
from web.http.languages import asked_language, choose_for_customer, edition
from web.http.templating import use_zone
from web.reads.customer_link import StatusKey, find_link
from web.reads.customer_page import status_page
from web.rules.clock import time_zone
from web.store.errors import Ended, NotFound

pages = Blueprint("status", __name__)


@pages.get("/s/<sent:token>")
@for_everybody
def status(token: str) -> ResponseReturnValue:
    clean = as_token(token)
    if clean and clean != token:
        return redirect(url_for("status.status", token=clean, lang=request.args.get("lang")))
    try:
        with reading() as session:
            key = find_link(session, hash_of(token), now())
            choose_for_customer(key.language)
            tag = _etag(key)
            view = None if _is_known(tag) else status_page(session, key, now())
    except Ended:
        raise
    except NotFound:
        count_wrong_guess("status")
        raise
    if view is None:
        return _with_etag(make_response("", 304), tag)
    use_zone(view.zone)
    page = render_template(
        "customer/page.html",
        status=view,
        answer_page=_answer_page(key),
        follow_page=_follow_page(key, token),
    )
    return _with_etag(make_response(page), tag)


def _answer_page(key: StatusKey) -> str:
    secret = app_context().keys.secrets(now())[0]
    return url_for("answers.show", token=answer_token(secret, key.nonce), lang=asked_language())


def _follow_page(key: StatusKey, token: str) -> str | None:
    """By the secret that made the link: a browser knows by this address that it follows."""
    app = app_context()
    made_it = [one for one in app.keys.secrets(now()) if derived_token(one, key.nonce) == token]
    if not made_it or not app.config.has_service_worker:
        return None
    follow = follow_token(made_it[0], key.nonce)
    return url_for("follow.show", token=follow, lang=asked_language())


def _is_known(tag: str) -> bool:
    """Whether the browser has what this page says (RFC 9110 section 13.1.2). One that loads the
    page anew gets all of it, since the page says when it was looked up."""
    is_load = request.headers.get("Sec-Fetch-Mode") == "navigate"
    return request.if_none_match.contains_weak(tag) and not is_load


def _etag(key: StatusKey) -> str:
    """Depends on the issue's version, whether it is overdue, the day (it says "tomorrow"), the
    release and the language. Hashed: the number of issues is not the customer's to know."""
    today = now().astimezone(time_zone(key.zone)).date()
    return hash_of(repr((edition(), key, today)))[:20]


def _with_etag(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
