"""Requests of phones' scripts and service workers: subscriptions, the test, receipts. JSON."""

from typing import Literal

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from pydantic import Field

from push import receipts, subscriptions
from push.errors import InvalidInput
from web.acts.core.tap import Tap
from web.acts.phones import push_subscriptions
from web.http.access import for_everybody, for_signed_in
from web.http.context import now, reading, writing
from web.http.sign_in import viewer
from web.language.messages import gettext as _
from web.pages.subscription_json import Json, SubscriptionInput, offered, read_json, refusal

pages = Blueprint("push", __name__, url_prefix="/push")


class ReceiptInput(Json):
    receipt: str = Field(min_length=8, max_length=80)
    what: Literal["shown", "opened"]


@pages.post("/subscriptions")
@for_signed_in
def subscribe() -> ResponseReturnValue:
    given = read_json(SubscriptionInput)
    try:
        offer, key, ends_at = offered(given)
        with writing() as session:
            kept = push_subscriptions.subscribe(Tap(session, now(), viewer()), offer, key, ends_at)
    except InvalidInput as refused:
        return refusal(refused)
    return jsonify(id=kept), 201


@pages.delete("/subscriptions")
@for_signed_in
def unsubscribe() -> ResponseReturnValue:
    with writing() as session:
        subscriptions.remove(session, str(viewer().device_id))
    return "", 204


@pages.post("/test")
@for_signed_in
def ring_once() -> ResponseReturnValue:
    try:
        with writing() as session:
            message_id = push_subscriptions.send_test_push(Tap(session, now(), viewer()))
    except push_subscriptions.TooSoon:
        sentence = _("The last test was a moment ago. Wait ten seconds.")
        return jsonify(sentence=sentence), 429, {"Retry-After": "10"}
    return jsonify(test=str(message_id)), 202


@pages.get("/test/<id:message_id>")
@for_signed_in
def progress(message_id: int) -> ResponseReturnValue:
    with reading() as session:
        stage, answer = push_subscriptions.progress_of_test(session, viewer(), message_id, now())
    return jsonify(state=stage.value, sentence=answer.sentence, again=answer.sets_up_again)


@pages.post("/receipts")
@for_everybody
def receipt() -> ResponseReturnValue:
    """The receipt authorises it: only the phone that got the nudge has it. A phone that is signed
    out by now may still report that it showed the nudge."""
    given = read_json(ReceiptInput)
    with reading() as session:
        is_news = receipts.is_news(session, given.receipt, given.what)
    if is_news:  # otherwise anybody could take SQLite's one write lock repeatedly
        with writing() as session:
            receipts.mark(session, given.receipt, given.what, now())
    return "", 204
