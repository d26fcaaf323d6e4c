"""The ladder: who is nudged when nobody acts. Pure arithmetic; `now` is an argument.

A rung is one escalation step. Its time hangs on the anchor: the promise's time, the moment
since which nobody owns the issue, the time by which somebody should have answered, or the end
of a shift. Which rungs a ladder has is said in `policies`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from web.rules.vocabulary import Recipient, Trigger

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class EscalationStep:
    after: timedelta  # from the anchor; negative: before it
    whom: tuple[Recipient, ...]
    is_urgent: bool = False
    every: timedelta | None = None  # repeat, until somebody acts
    at_most: int | None = None  # how often in all, where it repeats; None: without an end
    again: bool = False  # as long after the anchor as the anchor is after the beginning
    person_id: int | None = None  # who is meant by PERSON


EscalationSteps = tuple[EscalationStep, ...]


@dataclass(frozen=True)
class Timing:
    """What a ladder's times hang on. `since`: when the promise was made, somebody was asked, or
    the wait began."""

    trigger: Trigger
    since: datetime
    anchor: datetime


# Not of any ladder: what the owner has to know at once, because they must do something.
NEEDS_OWNER = EscalationStep(timedelta(0), (Recipient.OWNER,), is_urgent=True)


def due(ladder: EscalationSteps, timing: Timing, since: datetime, now: datetime) -> EscalationSteps:
    """The rungs with a time in [since, now]: one after a short wait, several after an outage."""
    found = []
    for rung in ladder:
        at = _first_from(rung, timing, since)
        if at is not None and at <= now:
            found.append(rung)
    return tuple(found)


def next_at(ladder: EscalationSteps, timing: Timing, now: datetime) -> datetime | None:
    """The next time after `now` at which somebody is nudged."""
    return min((at for at, _ in _upcoming(ladder, timing, now)), default=None)


def upcoming(
    ladder: EscalationSteps, timing: Timing, now: datetime
) -> tuple[tuple[datetime, EscalationStep], ...]:
    """Each rung still to come, once, in the order of time."""
    return tuple(sorted(_upcoming(ladder, timing, now), key=lambda pair: pair[0]))


def is_repetition(rung: EscalationStep, timing: Timing, at: datetime) -> bool:
    return at > timing.anchor + _offset(rung, timing)


def _upcoming(
    ladder: EscalationSteps, timing: Timing, now: datetime
) -> Iterator[tuple[datetime, EscalationStep]]:
    for rung in ladder:
        at = _first_from(rung, timing, now + _TICK)
        if at is not None:
            yield at, rung


def _first_from(rung: EscalationStep, timing: Timing, since: datetime) -> datetime | None:
    """The rung's first time at or after `since`; None when it lies behind for good."""
    first = timing.anchor + _offset(rung, timing)
    if first >= since:
        return first
    if rung.every is None:
        return None
    missed = -((first - since) // rung.every)  # rounded up: the first one not before `since`
    if rung.at_most is not None and missed >= rung.at_most:
        return None
    return first + missed * rung.every


def _offset(rung: EscalationStep, timing: Timing) -> timedelta:
    """A warning ahead of a short promise comes when three quarters of it have passed."""
    if rung.again:
        return timing.anchor - timing.since
    if rung.after >= timedelta(0):
        return rung.after
    return max(rung.after, -(timing.anchor - timing.since) / 4)
