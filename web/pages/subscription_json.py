"""A browser's push subscription as its scripts send it: JSON in, and what was refused out."""

from datetime import UTC, datetime
from typing import TypeVar

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from push import subscriptions
from push.errors import InvalidInput
from push.subscriptions import Offer
from web.http.context import app_context, now
from web.language.messages import gettext as _


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


AJson = TypeVar("AJson", bound=Json)


def read_json(model: type[AJson]) -> AJson:
    if not request.is_json:
        abort(415)
    try:
        return model.model_validate(request.get_json(silent=True))
    except (ValidationError, RecursionError):  # the latter for thousands of nested lists
        abort(422)


def offered(given: SubscriptionInput) -> tuple[Offer, str, datetime | None]:
    """What is offered, the id of the key that it was made with, and the earlier end of both, if any
    has one. Raises InvalidInput, also for an unknown or ended key."""
    services = app_context().config.push_services
    offer = subscriptions.validate(services, given.endpoint, given.keys.p256dh, given.keys.auth)
    return offer, *_key_and_end(given)


def refusal(refused: InvalidInput) -> ResponseReturnValue:
    return jsonify(sentence=_(refused.sentence), resubscribe=refused.resubscribe), 422


def _key_and_end(given: SubscriptionInput) -> tuple[str, datetime | None]:
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
