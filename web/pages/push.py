"""Requests of phones' scripts and service workers: subscriptions, the test, receipts. JSON."""

from datetime import UTC, datetime
from typing import Literal, TypeVar

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from push import receipts, subscriptions
from push.errors import InvalidInput
from web.acts.core.tap import Tap
from web.acts.phones import push_subscriptions
from web.http.access import for_everybody, for_signed_in
from web.http.context import app_context, now, reading, writing
from web.http.sign_in import viewer
from web.language.messages import gettext as _

pages = Blueprint("push", __name__, url_prefix="/push")


class Json(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class KeysInput(Json):
    p256dh: str = Field(max_length=200)
    auth: str = Field(max_length=100)


class SubscriptionInput(Json):
    """A PushSubscription in the form of its toJSON() (https://www.w3.org/TR/push-api/)."""

    endpoint: str = Field(max_length=2000)
    keys: KeysInput
    expirationTime: float | None = None  # noqa: N815  (the Push API's own name)
    # The server's public key that it was made with; older versions of the app leave it out.
    key: str | None = Field(default=None, max_length=100)


class ReceiptInput(Json):
    receipt: str = Field(min_length=8, max_length=80)
    what: Literal["shown", "opened"]


AJson = TypeVar("AJson", bound=Json)


@pages.post("/subscriptions")
@for_signed_in
def subscribe() -> ResponseReturnValue:
    given = _read(SubscriptionInput)
    services = app_context().config.push_services
    try:
        offer = subscriptions.validate(services, given.endpoint, given.keys.p256dh, given.keys.auth)
        with writing() as session:
            key, ends_at = _key_and_end(given)
            kept = push_subscriptions.subscribe(Tap(session, now(), viewer()), offer, key, ends_at)
    except InvalidInput as refused:
        return jsonify(sentence=_(refused.sentence), resubscribe=refused.resubscribe), 422
    return jsonify(id=kept), 201


def _key_and_end(given: SubscriptionInput) -> tuple[str, datetime | None]:
    """The id of its key, and the earlier of both ends. Raises Refused for an unknown or ended
    key."""
    keys, named = app_context().keys, _instant(given.expirationTime)
    found = keys.push_key(given.key or keys.vapid.public, now())
    if found is None:
        raise InvalidInput(subscriptions.HAS_ENDED, resubscribe=True)
    key, until = found
    return key, min((one for one in (named, until) if one), default=None)


def _instant(milliseconds: float | None) -> datetime | None:
    """None also for a number beyond the range of datetime."""
    try:
        return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None


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
    given = _read(ReceiptInput)
    with reading() as session:
        is_news = receipts.is_news(session, given.receipt, given.what)
    if is_news:  # otherwise anybody could take SQLite's one write lock repeatedly
        with writing() as session:
            receipts.mark(session, given.receipt, given.what, now())
    return "", 204


def _read(model: type[AJson]) -> AJson:
    if not request.is_json:
        abort(415)
    try:
        return model.model_validate(request.get_json(silent=True))
    except (ValidationError, RecursionError):  # the latter for thousands of nested lists
        abort(422)
