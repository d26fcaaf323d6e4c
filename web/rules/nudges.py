"""The ladder: who is nudged when nobody acts. Pure data and arithmetic; `now` is an argument.

A rung is one escalation step. Its time hangs on the anchor: the promise's time, the moment
since which nobody owns the issue, the time by which somebody should have answered, or the end
of a shift.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from web.rules.words import Trigger

_BEFORE_PROMISE = timedelta(minutes=10)
_BEFORE_SHIFT_ENDS = timedelta(minutes=30)


class Whom(StrEnum):
    OWNER = "owner"  # of the issue; for a shift that ends: the person whose shift it is
    ON_SHIFT = "on_shift"  # everybody on shift at the site
    LEADS = "leads"  # the site's leads on shift
    ADMINS = "admins"  # admins on shift


@dataclass(frozen=True)
class Rung:
    after: timedelta  # from the anchor; negative: before it
    whom: tuple[Whom, ...]
    is_urgent: bool = False
    every: timedelta | None = None  # repeat, until somebody acts
    again: bool = False  # as long after the anchor as the anchor is after the beginning


@dataclass(frozen=True)
class Timing:
    """What a ladder's times hang on. `since`: when the promise was made, somebody was asked, or
    the wait began."""

    trigger: Trigger
    since: datetime
    anchor: datetime


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


# The owner hears of a colleague's silence first, and once more after twice the time.
_SILENCE = (
    Rung(_minutes(0), (Whom.OWNER,)),
    Rung(_minutes(0), (Whom.OWNER,), is_urgent=True, again=True),
)
# Not of any ladder: what the owner has to know at once, because they must do something.
NEEDS_OWNER = Rung(_minutes(0), (Whom.OWNER,), is_urgent=True)
POLICY: dict[Trigger, tuple[Rung, ...]] = {
    Trigger.UNOWNED: (
        Rung(_minutes(0), (Whom.ON_SHIFT,), is_urgent=True),
        Rung(_minutes(5), (Whom.ON_SHIFT, Whom.LEADS), is_urgent=True),
        Rung(_minutes(15), (Whom.LEADS, Whom.ADMINS), is_urgent=True, every=_minutes(15)),
    ),
    Trigger.PROMISE: (
        Rung(-_BEFORE_PROMISE, (Whom.OWNER,)),
        Rung(_minutes(0), (Whom.OWNER,), is_urgent=True),
        Rung(_minutes(15), (Whom.OWNER, Whom.LEADS), is_urgent=True),
        Rung(_minutes(60), (Whom.LEADS, Whom.ADMINS), is_urgent=True, every=_minutes(60)),
    ),
    Trigger.HELPER: _SILENCE,
    Trigger.NEXT_OWNER: _SILENCE,
    Trigger.SHIFT: (
        Rung(-_BEFORE_SHIFT_ENDS, (Whom.OWNER,)),
        Rung(_minutes(0), (Whom.LEADS,), is_urgent=True),
    ),
}


def due(timing: Timing, since: datetime, now: datetime) -> tuple[Rung, ...]:
    """The rungs with a time in [since, now]: one after a short wait, several after an outage."""
    found = []
    for rung in POLICY[timing.trigger]:
        at = _first_from(rung, timing, since)
        if at is not None and at <= now:
            found.append(rung)
    return tuple(found)


def next_at(timing: Timing, now: datetime) -> datetime | None:
    """The next time after `now` at which somebody is nudged."""
    return min((at for at, _ in _upcoming(timing, now)), default=None)


def upcoming(timing: Timing, now: datetime) -> tuple[tuple[datetime, Rung], ...]:
    """Each rung still to come, once, in the order of time."""
    return tuple(sorted(_upcoming(timing, now), key=lambda pair: pair[0]))


def _upcoming(timing: Timing, now: datetime) -> Iterator[tuple[datetime, Rung]]:
    for rung in POLICY[timing.trigger]:
        at = _first_from(rung, timing, now + timedelta(microseconds=1))
        if at is not None:
            yield at, rung


def _first_from(rung: Rung, timing: Timing, since: datetime) -> datetime | None:
    """The rung's first time at or after `since`; None when it lies behind for good."""
    first = timing.anchor + _offset(rung, timing)
    if first >= since:
        return first
    if rung.every is None:
        return None
    missed = -((first - since) // rung.every)  # rounded up: the first one not before `since`
    return first + missed * rung.every


def _offset(rung: Rung, timing: Timing) -> timedelta:
    """A warning ahead of a short promise comes when three quarters of it have passed."""
    if rung.again:
        return timing.anchor - timing.since
    if rung.after >= timedelta(0):
        return rung.after
    return max(rung.after, -(timing.anchor - timing.since) / 4)
