"""What an answer of a push service means: RFC 8030 section 7.3 and what services really do.

A pure table; `settling` carries it out. Only 404 and 410 delete a subscription, and 404 only
without a Retry-After.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from push.errors import gettext_noop as N_

FIRST_WAIT = 5.0  # seconds
LONGEST_WAIT = 600.0
LONGEST_RETRY_AFTER = 12 * 3600.0
# 429: RFC 8030 section 8.4. 406: WNS beyond its limit. Any other 4xx except 410 with a Retry-After
# means the same: what is gone or wrong is not asked for again later.
_THROTTLED = (406, 429)
# In X-WNS-NotificationStatus, also beside a 2xx: thrown away, since there were too many, or since
# the device was not there.
_THROTTLED_BY_WNS = ("channelthrottled", "appthrottled")
DROPPED = "dropped"
_AGAIN = (408, 421, 425)  # RFC 9110 sections 15.5.9 and 15.5.20, RFC 8470: repeat the request
# Of a proxy or load balancer before the service, which has not seen the message: it wants to be
# signed in to (RFC 9110 section 15.5.8), or gave up waiting (nginx 499, AWS 460).
_OF_PROXIES = (407, 460, 499)
_SECONDS = re.compile(r"\s*\"?([0-9]+(?:\.[0-9]*)?)\s*(?:s|sec|seconds)?\"?\s*", re.I | re.A)
FAULTY_TRIES = 3  # for faults of this program, which may be momentary
REFUSED_PAUSE = 600.0  # after 401 and 403: time for somebody to look at the key


class DeliveryResult(StrEnum):
    ACCEPTED = "accepted"
    RETRY = "retry"
    DEAD = "dead"


class SubscriptionAction(StrEnum):
    KEEP = "keep"
    STRIKE = "strike"  # three in a row that other devices do not get mean quarantine
    QUARANTINE = "quarantine"
    DELETE = "delete"


class ServiceAction(StrEnum):
    """What the answer says about the push service as a whole."""

    WELL = "well"
    ILL = "ill"  # several in a row open its circuit breaker
    REFUSES_US = "refuses us"  # opens it at once, unless it is the fault of this subscription
    UNKNOWN = "unknown"


class Failure(StrEnum):
    """Why there is no status."""

    UNREACHABLE = "unreachable"  # no address, or no connection: nothing was sent
    TLS = "tls"
    NO_ANSWER = "no answer"  # it may have been accepted
    BLOCKED = "blocked"  # an endpoint that is not allowed
    # The name of an allowed one led into a private network: a router without internet, or a filter,
    # answered in the place of DNS.
    MISDIRECTED = "no public address"
    BAD_KEYS = "bad keys"  # encryption fails
    KEY_ENDED = "made with a key that ended"
    OTHER_KEY = "other key"  # subscribed with a VAPID key that this process does not have
    NOT_TRIED = "not tried"  # the worker is stopping
    NOT_CHECKED = "not checked"  # the database did not say whether it is still leased
    FAULT = "fault of the program"  # an unexpected exception


@dataclass(frozen=True)
class Answer:
    status: int | None = None
    failure: Failure | None = None
    retry_after: str | None = None
    wns_status: str | None = None  # X-WNS-NotificationStatus, in small letters


@dataclass(frozen=True)
class Verdict:
    row: DeliveryResult
    reason: str
    subscription: SubscriptionAction = SubscriptionAction.KEEP
    service: ServiceAction = ServiceAction.UNKNOWN
    wait: float = 0.0  # seconds until the next attempt
    pause_subscription: bool = False  # for `wait`
    minimal: bool = False  # try again with the smallest payload
    alarm: str | None = None  # a sentence for admins
    was_tried: bool = True  # False: nobody was asked to accept it


def decide(
    answer: Answer, *, attempt: int, was_minimal: bool, now: datetime, jitter: float
) -> Verdict:
    """`attempt` counts from 1; `jitter` is a random number in [0, 1)."""
    wait = back_off(attempt, jitter)
    if answer.failure is not None:
        return _of_failure(answer.failure, wait, attempt)
    status = answer.status or 0
    named = retry_after(answer.retry_after, now)
    asked = max(wait, named)
    if 200 <= status < 300 and answer.wns_status in _THROTTLED_BY_WNS:
        return _throttled(406, asked)
    if 200 <= status < 300 and answer.wns_status == DROPPED:
        return Verdict(DeliveryResult.RETRY, DROPPED, wait=asked)
    if 200 <= status < 300:
        return Verdict(DeliveryResult.ACCEPTED, "accepted", service=ServiceAction.WELL)
    if 300 <= status < 400:
        return _redirected(asked)
    if status in _THROTTLED or (400 <= status < 500 and status != 410 and named):
        return _throttled(status, asked)
    if 400 <= status < 500:
        return _of_4xx(status, wait, was_minimal)
    return Verdict(DeliveryResult.RETRY, f"status {status}", service=ServiceAction.ILL, wait=asked)


def back_off(attempt: int, jitter: float) -> float:
    """Seconds. Exponential with full jitter, 5 s to 10 min; never less than a second."""
    ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempt - 1, 10))
    return max(1.0, ceiling * jitter)


def retry_after(text: str | None, now: datetime) -> float:
    """Seconds, from either form of RFC 9110 section 10.2.3; 0 for an invalid one. Also of what
    services send besides: `7.5`, `60s`, and `120, 120` where a proxy has added its own."""
    if not text or len(text) > 64:
        return 0.0
    numbers = [_SECONDS.fullmatch(part) for part in text.split(",")]
    named = [float(number[1]) for number in numbers if number]
    if len(named) == len(numbers):
        return min(max(named), LONGEST_RETRY_AFTER)
    text = text.strip()
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - now).total_seconds()), LONGEST_RETRY_AFTER)


def _throttled(status: int, wait: float) -> Verdict:
    return Verdict(
        DeliveryResult.RETRY,
        f"status {status}",
        service=ServiceAction.ILL,
        wait=wait,
        pause_subscription=True,
    )


def _redirected(wait: float) -> Verdict:
    """No push service does it: a filter leads to its own page, for all phones; or this address is
    none of a phone."""
    strike, ill = SubscriptionAction.STRIKE, ServiceAction.ILL
    return Verdict(DeliveryResult.RETRY, "redirect", strike, ill, wait=wait, alarm=_REDIRECT)


def _of_4xx(status: int, wait: float, was_minimal: bool) -> Verdict:
    if status in (404, 410):
        return Verdict(DeliveryResult.DEAD, "gone", SubscriptionAction.DELETE)
    if status in (401, 403):
        return Verdict(
            DeliveryResult.RETRY,
            f"status {status}",
            SubscriptionAction.STRIKE,
            ServiceAction.REFUSES_US,
            wait=REFUSED_PAUSE,
            alarm=_REFUSES_US,
        )
    if status in _OF_PROXIES:
        ill = ServiceAction.ILL
        return Verdict(DeliveryResult.RETRY, f"status {status}", service=ill, wait=wait)
    if status in _AGAIN:
        return Verdict(DeliveryResult.RETRY, f"status {status}", wait=wait)
    if status == 413 and not was_minimal:
        return Verdict(DeliveryResult.RETRY, "status 413", minimal=True)
    strike = SubscriptionAction.STRIKE if status == 400 else SubscriptionAction.KEEP
    return Verdict(DeliveryResult.DEAD, f"status {status}", strike, alarm=_NOT_UNDERSTOOD)


_REFUSES_US = N_(
    "A push service refuses Own It’s key, so phones that use it show no notifications. "
    "Check OWNIT_PUSH_SUBJECT and the key file, then run “ownit doctor”."
)
_NOT_UNDERSTOOD = N_(
    "A push service did not understand a notification, so it was not sent. "
    "Report this as a fault of the program."
)
_REDIRECT = N_(
    "A push service sent a notification on to another address. Own It never follows that. If a "
    "filter guards this machine’s way to the internet, let it through to push services."
)
_TLS = N_(
    "The certificate of a push service could not be checked, so phones that use it show no "
    "notifications. Check this machine’s clock and its list of certificates."
)
_BLOCKED = N_(
    "A phone’s push address leads to a place that Own It may not send to. "
    "Notifications have to be turned on again on that phone."
)
_MISDIRECTED = N_(
    "The name of a push service leads into your own network, so phones that use it show no "
    "notifications. Check this machine’s internet connection, and which DNS server it asks."
)

_OTHER_KEY = N_(
    "Phones that turned on notifications with an older key of this installation show none: the key "
    "is not here. Copy the folder old-keys from the node where the keys were rotated, and restart "
    "Own It."
)


def _of_failure(failure: Failure, wait: float, attempt: int) -> Verdict:
    match failure:
        case Failure.UNREACHABLE | Failure.NO_ANSWER:
            return Verdict(DeliveryResult.RETRY, failure, service=ServiceAction.ILL, wait=wait)
        case Failure.TLS:
            return Verdict(
                DeliveryResult.RETRY, failure, service=ServiceAction.ILL, wait=wait, alarm=_TLS
            )
        case Failure.MISDIRECTED:
            ill, alarm = ServiceAction.ILL, _MISDIRECTED
            return Verdict(DeliveryResult.RETRY, failure, service=ill, wait=wait, alarm=alarm)
        case Failure.BLOCKED:
            return Verdict(
                DeliveryResult.DEAD, failure, SubscriptionAction.QUARANTINE, alarm=_BLOCKED
            )
        case Failure.BAD_KEYS | Failure.KEY_ENDED:
            return Verdict(DeliveryResult.DEAD, failure, SubscriptionAction.QUARANTINE)
        case Failure.FAULT:
            is_last = attempt >= FAULTY_TRIES
            return Verdict(
                DeliveryResult.DEAD if is_last else DeliveryResult.RETRY, failure, wait=wait
            )
    return _of_untried(failure, wait)


def _of_untried(failure: Failure, wait: float) -> Verdict:
    """Nobody was asked to accept it, and no phone is to blame."""
    match failure:
        case Failure.NOT_TRIED:
            return Verdict(DeliveryResult.RETRY, failure, was_tried=False)
        case Failure.OTHER_KEY:  # its key file may not have been copied here yet
            wait, alarm = REFUSED_PAUSE, _OTHER_KEY
            return Verdict(DeliveryResult.RETRY, failure, wait=wait, alarm=alarm, was_tried=False)
    return Verdict(DeliveryResult.RETRY, failure, wait=wait, was_tried=False)
