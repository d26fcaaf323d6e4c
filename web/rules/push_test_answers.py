"""What the tester of a phone reads when the test was not sent. Pure.

By the reasons of push/verdict.py: whether this phone can do something about it, whoever runs Own
It, or only time.
"""

from dataclasses import dataclass

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_

_ENDED = {
    "gone",
    "blocked",
    "bad keys",
    "made with a key that ended",
    "set aside",
    "no phone could be reached",
}
_THROTTLED = range(400, 500)
_KEY_REFUSED = {"status 401", "status 403", "other key", "tls"}
_LATER = {"status 408", "status 413", "status 421", "status 425"}

STOPPED = N_(
    "Own It cannot send notifications right now. Try again in a minute; "
    "if this continues, tell whoever runs Own It."
)
THROTTLED = N_(
    "The push service of this phone asks Own It to wait. Nothing is wrong with this phone: "
    "try again in a few minutes."
)
AWAY = N_(
    "The push service of this phone does not answer as it should. Nothing is wrong with this "
    "phone: try again in a few minutes."
)
KEY_REFUSED = N_(
    "The push service of this phone and Own It do not trust each other. Nothing is wrong with this "
    "phone: tell whoever runs Own It."
)
NOT_UNDERSTOOD = N_(
    "The push service of this phone does not accept what Own It sends. Nothing is wrong with this "
    "phone, and setting it up again does not help: tell whoever runs Own It."
)
EXPIRED = N_(
    "The push service of this phone did not take the test in time. Nothing is wrong with this "
    "phone: try again in a few minutes."
)
ENDED = N_(
    "The address that the push service gave this phone no longer works. "
    "Tap “Turn on notifications” to get a new one."
)


@dataclass(frozen=True)
class RingAnswer:
    sentence: str
    sets_up_again: bool = False  # setting up again helps


def of_waiting(reason: str | None, *, is_paused: bool) -> RingAnswer:
    """`reason`: of the last attempt; `is_paused`: the push service, or this phone's address, is
    paused."""
    if reason is None:
        return RingAnswer(_(THROTTLED if is_paused else STOPPED))
    if reason.lower() in _KEY_REFUSED:
        return RingAnswer(_(KEY_REFUSED))
    is_throttled = _status(reason) in _THROTTLED and reason not in _LATER
    return RingAnswer(_(THROTTLED if is_throttled else AWAY))


def of_failed(reason: str | None) -> RingAnswer:
    if reason is None or reason in _ENDED:
        return RingAnswer(_(ENDED), sets_up_again=True)
    sentence = EXPIRED if reason == "expired" else NOT_UNDERSTOOD
    return RingAnswer(_(sentence))


def _status(reason: str) -> int:
    number = reason.removeprefix("status ")
    return int(number) if number.isdecimal() else 0
