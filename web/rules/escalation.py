"""The times of escalation steps. Pure arithmetic; `now` is an argument.

Times count from the anchor: the promise's time, since when nobody owns the issue, the time by which
somebody should have answered, or the end of a shift; where the site has opening hours, only while
it is open. The steps themselves are in `policies`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from web.rules.opening import OpeningHours, after, first_open, time_open
from web.rules.vocabulary import Recipient, Trigger

_TICK = timedelta(microseconds=1)
_JUST_CLOSED = timedelta(minutes=2)


@dataclass(frozen=True)
class EscalationStep:
    after: timedelta  # from the anchor; negative: before it
    whom: tuple[Recipient, ...]
    is_urgent: bool = False
    every: timedelta | None = None  # repeats until somebody acts
    at_most: int | None = None  # total number of repetitions; None: unlimited
    again: bool = False  # as long after the anchor as the anchor is after `since`, as time counts
    person_id: int | None = None  # for PERSON


EscalationSteps = tuple[EscalationStep, ...]


@dataclass(frozen=True)
class Timing:
    """The times that an escalation depends on. `since`: when the promise was made, somebody was
    asked, or the wait began."""

    trigger: Trigger
    since: datetime
    anchor: datetime
    opening: OpeningHours | None = None  # the time that counts; None: all of it


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


def shortest_repetition(steps: Iterable[EscalationStep]) -> int | None:
    """In minutes; None where each comes once."""
    spans = (step.every for step in steps if step.every and step.at_most != 1)
    return min((span // timedelta(minutes=1) for span in spans), default=None)


def opens_at(timing: Timing, now: datetime) -> datetime:
    """When anybody may be nudged: `now` while the site is open or has just closed, since a step of
    the last minute is taken a moment later."""
    if timing.opening is None:
        return now
    return max(now, first_open(timing.opening, now - _JUST_CLOSED))


def later(timing: Timing, at: datetime, span: timedelta) -> datetime:
    """`span` after `at`, in the time that counts."""
    return at + span if timing.opening is None else after(timing.opening, at, span)


def is_repetition(step: EscalationStep, timing: Timing, at: datetime) -> bool:
    return at > _first(step, timing)


def _upcoming(
    ladder: EscalationSteps, timing: Timing, now: datetime
) -> Iterator[tuple[datetime, EscalationStep]]:
    for step in ladder:
        at = _first_from(step, timing, now + _TICK)
        if at is not None:
            yield at, step


def _first_from(step: EscalationStep, timing: Timing, since: datetime) -> datetime | None:
    """The step's first time at or after `since`; None when all have passed."""
    first = _first(step, timing)
    if first >= since:
        return first
    if step.every is None:
        return None
    passed = since - first if timing.opening is None else time_open(timing.opening, first, since)
    missed = -(-passed // step.every)  # rounded up: the first one not before `since`
    at = later(timing, first, missed * step.every)
    if at < since:  # it came with the last closing
        missed, at = missed + 1, later(timing, at, step.every)
    return at if step.at_most is None or missed < step.at_most else None


def _first(step: EscalationStep, timing: Timing) -> datetime:
    """A warning is not longer ahead for the hours that the site is closed."""
    offset = _offset(step, timing)
    if offset < timedelta(0) and timing.opening is not None:
        return first_open(timing.opening, timing.anchor + offset)
    return later(timing, timing.anchor, offset)


def _offset(step: EscalationStep, timing: Timing) -> timedelta:
    """A warning ahead of a short promise comes after three quarters of it."""
    if step.again:
        return time_open(timing.opening, timing.since, timing.anchor)
    if step.after >= timedelta(0):
        return step.after
    return max(step.after, -(timing.anchor - timing.since) / 4)
