"""Where a customer lets their phone follow, without an account or a cookie, and stops it again.

The address names the link: the browser registers a worker of its own for it, whose push
subscription is sent here.
"""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from push.endpoints import hash_of
from push.errors import InvalidInput
from web.acts.core.tap import Unit
from web.acts.core.tokens import as_token, nonce_of_follow
from web.acts.issues import following
from web.acts.issues.following import Phone
from web.acts.issues.status_link import live_token
from web.http.access import for_everybody
from web.http.assets import shipped
from web.http.context import app_context, now, reading, writing
from web.http.guess_limit import count_wrong_guess
from web.http.languages import asked_language, choose_for_customer
from web.language.current import current_language
from web.pages.subscription_json import Json, SubscriptionInput, offered, read_json, refusal
from web.reads.follow_page import FollowView, follow_page
from web.store.errors import NotFound

pages = Blueprint("follow", __name__, url_prefix="/f")


class StopInput(Json):
    endpoint: str = Field(max_length=2000)


@pages.get("/sw.js")
@for_everybody
def worker() -> ResponseReturnValue:
    """The worker of all follow links; each is registered for its own address."""
    is_on = app_context().config.has_service_worker
    return shipped().serve_fresh("follow-worker.js" if is_on else "sw-off.js")


@pages.get("/")
@for_everybody
def lost() -> ResponseReturnValue:
    """Of a notification that the browser has opened by itself: messages hold no secret address."""
    return render_template("customer/follow_lost.html")


@pages.get("/<sent:token>")
@for_everybody
def show(token: str) -> ResponseReturnValue:
    clean = as_token(token)
    if clean and clean != token:
        return redirect(url_for("follow.show", token=clean, lang=request.args.get("lang")))
    view = _view(token)
    return render_template("customer/follow.html", view=view, token=token, page=_page(view))


@pages.get("/<token>/manifest")
@for_everybody
def manifest(token: str) -> ResponseReturnValue:
    """Of what an iPhone puts on its home screen: only from there it can subscribe."""
    view = _view(token)
    address = url_for("follow.show", token=token, lang=asked_language())
    return jsonify(
        id=address,
        name=view.site_name,
        lang=current_language().code,
        start_url=address,
        scope="/",  # so that the customer's page opens in the same window
        display="standalone",
        icons=[{"src": "/icons/icon-192.png", "sizes": "192x192", "type": "image/png"}],
    )


@pages.get("/<token>/page")
@for_everybody
def open_page(token: str) -> ResponseReturnValue:
    """From a notification to the customer's page."""
    page = _page(_view(token))
    if page is None:
        raise NotFound
    return redirect(page, 303)


@pages.post("/<token>/subscription")
@for_everybody
def subscribe(token: str) -> ResponseReturnValue:
    _view(token)
    given, nonce = read_json(SubscriptionInput), _nonce(token)
    try:
        phone = Phone(*offered(given), current_language().code)
        with reading() as session:
            is_told = following.is_told(session, nonce, phone, now())
        if not is_told:  # otherwise a stranger could take SQLite's one write lock repeatedly
            with writing() as session:
                following.follow(Unit(session, now()), nonce, phone)
    except InvalidInput as refused:
        return refusal(refused)
    return "", 204


@pages.delete("/<token>/subscription")
@for_everybody
def unsubscribe(token: str) -> ResponseReturnValue:
    """Also when it has stopped already."""
    given, nonce = read_json(StopInput), _nonce(token)
    with reading() as session:
        found = following.find_at(session, nonce, hash_of(given.endpoint), now())
    if found is not None:
        with writing() as session:
            following.remove(session, [found])
    return "", 204


def _view(token: str) -> FollowView:
    """In the language of the customer from here on."""
    with reading() as session:
        view = follow_page(session, _nonce(token), now())
    choose_for_customer(view.language)
    return view


def _page(view: FollowView) -> str | None:
    with reading() as session:
        known = app_context().keys.secrets(now())
        token = live_token(session, view.issue_id, known, now())
    return token and url_for("status.status", token=token, lang=asked_language())


def _nonce(token: str) -> str:
    nonce = nonce_of_follow(token, app_context().keys.secrets(now()))
    if nonce is None:
        count_wrong_guess("status")
        raise NotFound
    return nonce
