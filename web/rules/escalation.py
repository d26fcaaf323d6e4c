"""The times of escalation steps. Pure arithmetic; `now` is an argument.

Times count from the anchor: the promise's time, since when nobody owns the issue, the time by which
somebody should have answered, or the end of a shift. The steps themselves are in `policies`.
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
    every: timedelta | None = None  # repeats until somebody acts
    at_most: int | None = None  # total number of repetitions; None: unlimited
    again: bool = False  # as long after the anchor as the anchor is after `since`
    person_id: int | None = None  # for PERSON


EscalationSteps = tuple[EscalationStep, ...]


@dataclass(frozen=True)
class Timing:
    """The times that an escalation depends on. `since`: when the promise was made, somebody was
    asked, or the wait began."""

    trigger: Trigger
    since: datetime
    anchor: datetime


# Belongs to no policy: news that the owner has to act on at once.
NEEDS_OWNER = EscalationStep(timedelta(0), (Recipient.OWNER,), is_urgent=True)


def due(ladder: EscalationSteps, timing: Timing, since: datetime, now: datetime) -> EscalationSteps:
    """The steps with a time in [since, now]: one after a short wait, several after an outage."""
    found = []
    for step in ladder:
        at = _first_from(step, timing, since)
        if at is not None and at <= now:
            found.append(step)
    return tuple(found)


def next_at(ladder: EscalationSteps, timing: Timing, now: datetime) -> datetime | None:
    """The next time after `now` at which somebody is nudged; None when there is none."""
    return min((at for at, _ in _upcoming(ladder, timing, now)), default=None)


def upcoming(
    ladder: EscalationSteps, timing: Timing, now: datetime
) -> tuple[tuple[datetime, EscalationStep], ...]:
    """Each step still to come, once, by time."""
    return tuple(sorted(_upcoming(ladder, timing, now), key=lambda pair: pair[0]))


def is_repetition(step: EscalationStep, timing: Timing, at: datetime) -> bool:
    return at > timing.anchor + _offset(step, timing)


def _upcoming(
    ladder: EscalationSteps, timing: Timing, now: datetime
) -> Iterator[tuple[datetime, EscalationStep]]:
    for step in ladder:
        at = _first_from(step, timing, now + _TICK)
        if at is not None:
            yield at, step


def _first_from(step: EscalationStep, timing: Timing, since: datetime) -> datetime | None:
    """The step's first time at or after `since`; None when all have passed."""
    first = timing.anchor + _offset(step, timing)
    if first >= since:
        return first
    if step.every is None:
        return None
    missed = -((first - since) // step.every)  # rounded up: the first one not before `since`
    if step.at_most is not None and missed >= step.at_most:
        return None
    return first + missed * step.every


def _offset(step: EscalationStep, timing: Timing) -> timedelta:
    """A warning ahead of a short promise comes after three quarters of it."""
    if step.again:
        return timing.anchor - timing.since
    if step.after >= timedelta(0):
        return step.after
    return max(step.after, -(timing.anchor - timing.since) / 4)
