"""What goes wrong with which request: faults as data, and plans that deal them out by a seed."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Protocol

from tests.faults.wire import Request


class Kind(StrEnum):
    NONE = "none"
    CUT_REQUEST = "cut request"  # the server gets its first bytes
    CUT_ANSWER = "cut answer"  # the server has done it; the phone gets the first bytes
    DELAY = "delay"  # the server is asked late
    TRICKLE = "trickle"  # the answer comes in small pieces
    TWICE = "twice"  # asked again after the first answer; the phone gets the second one
    AT_ONCE = "at once"  # asked twice at one moment; the phone gets either answer
    HOLD = "hold"  # asked only once others that came later have gone through
    ANSWER = "answer"  # the proxy answers; the server is not asked
    ANSWER_AFTER = "answer after"  # the proxy answers; the server was asked and has done it
    SILENCE = "silence"  # nothing comes, and nothing ends


@dataclass(frozen=True)
class Fault:
    """`at` counts bytes from the first of the head on; `share` says the same as a part of all."""

    kind: Kind = Kind.NONE
    at: int = 0
    share: float | None = None
    with_reset: bool = True  # RST; else FIN
    seconds: float = 0.0
    behind: int = 1
    status: int = 503
    retry_after: int | None = None

    def __str__(self) -> str:
        """The kind, and what else counts for it."""
        match self.kind:
            case Kind.CUT_REQUEST | Kind.CUT_ANSWER:
                where = self.at if self.share is None else f"{self.share:.0%}"
                return f"{self.kind} at {where}, {'RST' if self.with_reset else 'FIN'}"
            case Kind.ANSWER | Kind.ANSWER_AFTER:
                return f"{self.kind} {self.status}"
            case Kind.HOLD:
                return f"{self.kind} behind {self.behind}"
        return str(self.kind)

    def cut(self, total: int) -> int:
        return min(total, self.at if self.share is None else round(self.share * total))


NO_FAULT = Fault()


class Plan(Protocol):
    def fate(self, request: Request) -> Fault:
        """Asked once for each request, as soon as its head has come."""


class Fair:
    """Nothing goes wrong."""

    def fate(self, request: Request) -> Fault:
        return NO_FAULT


@dataclass
class Scripted:
    """The first requests that `meant` picks meet these faults, one each; all others none."""

    faults: list[Fault]
    meant: Callable[[Request], bool] = lambda request: request.method == "POST"

    def fate(self, request: Request) -> Fault:
        return self.faults.pop(0) if self.faults and self.meant(request) else NO_FAULT


# How often of a hundred; what a tap meets, and what looking at something meets.
_TAPS = {
    Kind.NONE: 50,
    Kind.CUT_REQUEST: 8,
    Kind.CUT_ANSWER: 14,
    Kind.DELAY: 5,
    Kind.TRICKLE: 4,
    Kind.TWICE: 5,
    Kind.AT_ONCE: 4,
    Kind.HOLD: 3,
    Kind.ANSWER: 4,
    Kind.ANSWER_AFTER: 2,
    Kind.SILENCE: 1,
}
_LOOKS = {
    Kind.NONE: 94,
    Kind.CUT_ANSWER: 3,
    Kind.DELAY: 1,
    Kind.TRICKLE: 1,
    Kind.ANSWER: 1,
}


@dataclass
class Seeded:
    """The nth tap of one way always meets the same, however many pages are looked at between."""

    seed: str
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fate(self, request: Request) -> Fault:
        group = "tap" if request.method == "POST" else "look"
        with self._lock:
            number = self._counts[group]
            self._counts[group] += 1
        return self.nth(group, number)

    def nth(self, group: str, number: int) -> Fault:
        chance = Random(f"{self.seed}/{group}/{number}")
        weights = _TAPS if group == "tap" else _LOOKS
        kind = chance.choices(list(weights), list(weights.values()))[0]
        return Fault(
            kind=kind,
            share=chance.choice([0.0, chance.random(), chance.random(), 1.0]),
            with_reset=chance.random() < 0.6,
            seconds=chance.uniform(0.05, 1.5),
            behind=chance.randint(1, 2),
            # Only who has not asked says 503.
            status=chance.choice([502, 504] if kind is Kind.ANSWER_AFTER else [502, 503, 503]),
            retry_after=chance.choice([None, 0, 1]),
        )
