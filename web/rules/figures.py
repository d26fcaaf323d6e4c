"""The figures of one issue, and what several of them add up to. Pure.

An issue counts on the day on which it was reported, by the clock of its site. Its figures are
counted from all of its events, anew after each: an act that was undone counts nowhere, one that
waited on a phone counts at its tap. Durations count while the site is open, as promises do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from web.rules.event_data import known
from web.rules.opening import OpeningHours, time_open
from web.rules.promises import is_late
from web.rules.undo import effective
from web.rules.vocabulary import CustomerAnswer, EventKind, Introduction


class Figure(StrEnum):
    """In the order of the page; the values stand in addresses."""

    ISSUES = "issues"
    PROMISES_KEPT = "promises"
    TO_OWNER = "to-owner"
    TO_RESOLVED = "to-resolved"
    STEPS = "steps"
    COLD_STEPS = "cold"
    RETOLD = "retold"
    REOPENED = "reopened"
    SETTLED = "settled"
    UNCONFIRMED = "unconfirmed"
    NOT_YET = "not-yet"
    SENT_AWAY = "sent-away"
    AUTHORITY_USED = "authority"
    CAUSES_FOUND = "causes-found"
    CAUSES_CLOSED = "causes-closed"
    CAUSES_BACK = "causes-back"


OF_CAUSES = frozenset({Figure.CAUSES_FOUND, Figure.CAUSES_CLOSED, Figure.CAUSES_BACK})


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"  # from 0 to 1
    AVERAGE = "average"
    SECONDS = "seconds"


UNITS: Mapping[Figure, Unit] = {
    Figure.ISSUES: Unit.COUNT,
    Figure.PROMISES_KEPT: Unit.SHARE,
    Figure.TO_OWNER: Unit.SECONDS,
    Figure.TO_RESOLVED: Unit.SECONDS,
    Figure.STEPS: Unit.AVERAGE,
    Figure.COLD_STEPS: Unit.COUNT,
    Figure.RETOLD: Unit.COUNT,
    Figure.REOPENED: Unit.COUNT,
    Figure.SETTLED: Unit.COUNT,
    Figure.UNCONFIRMED: Unit.COUNT,
    Figure.NOT_YET: Unit.COUNT,
    Figure.SENT_AWAY: Unit.COUNT,
    Figure.AUTHORITY_USED: Unit.COUNT,
    **dict.fromkeys(OF_CAUSES, Unit.COUNT),
}


class AnEvent(Protocol):
    """An event of an issue, as far as its figures need it."""

    @property
    def kind(self) -> Any: ...
    @property
    def at(self) -> datetime: ...
    @property
    def tapped_at(self) -> datetime | None: ...
    @property
    def version(self) -> Any: ...
    @property
    def data(self) -> Any: ...


@dataclass(frozen=True)
class IssueFigures:
    promises_due: int = 0  # promises that ended: by an update, a resolution, or another promise
    promises_kept: int = 0
    seconds_to_owner: int | None = None  # None: nobody owned it yet
    seconds_to_resolved: int | None = None  # to its newest resolution; None: it is open
    steps: int = 0
    cold_steps: int = 0  # without an introduction
    retold: int | None = None  # None: its owner did not say
    reopened: int = 0
    settled: int = 0  # 1: its customer has confirmed the newest resolution
    not_yet: int = 0  # how often its customer answered so
    sent_away: int = 0
    authority_used: int = 0
    causes: int = 0  # 1: it is a cause, and has no other figures than these: see `cause_figures`
    causes_closed: int = 0
    causes_back: int = 0


@dataclass(frozen=True)
class Totals:
    """Sums over issues; as the columns of the query."""

    issues: int = 0
    promises_due: int = 0  # with those that are late and have not ended
    promises_kept: int = 0
    owned: int = 0
    seconds_to_owner: int = 0
    resolved: int = 0
    seconds_to_resolved: int = 0
    steps: int = 0
    cold_steps: int = 0
    retold_known: int = 0  # issues whose owner answered how often
    retold: int = 0
    reopened: int = 0
    settled: int = 0
    not_yet: int = 0
    sent_away: int = 0
    authority_used: int = 0
    causes: int = 0
    causes_closed: int = 0
    causes_back: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, n) + getattr(other, n) for n in TOTALS))


TOTALS = tuple(one.name for one in fields(Totals))


def figures(events: Sequence[AnEvent], opening: OpeningHours | None) -> IssueFigures:
    """Of one issue, from all of its events in their order."""
    counted = effective(events)
    asked = [one for one in counted if one.kind == EventKind.ASKED]
    due = [_is_kept(one) for one in counted]
    answers = [one.data.get("answer") for one in counted if _is(one, EventKind.CUSTOMER_ANSWERED)]
    owned = next((one for one in counted if one.kind == EventKind.OWNED), None)
    # Of its newest resolution, with all that came after it.
    newest = _since_resolution(counted)
    return IssueFigures(
        promises_due=sum(one is not None for one in due),
        promises_kept=sum(one is True for one in due),
        seconds_to_owner=_seconds(events, owned, opening),
        seconds_to_resolved=_seconds(events, newest[0] if newest else None, opening),
        steps=len(asked),
        cold_steps=sum(one.data.get("introduction") == Introduction.NONE for one in asked),
        retold=newest[0].data.get("retold_count") if newest else None,
        reopened=sum(one.kind == EventKind.REOPENED for one in counted),
        settled=int(any(one.data.get("answer") == CustomerAnswer.SETTLED for one in newest)),
        not_yet=answers.count(CustomerAnswer.NOT_YET),
        sent_away=answers.count(CustomerAnswer.SENT_AWAY),
        authority_used=sum(_is(one, EventKind.AUTHORITY_USED) for one in counted),
    )


def _since_resolution(counted: Sequence[AnEvent]) -> Sequence[AnEvent]:
    """From the newest resolution on; nothing while the issue is open."""
    for n in range(len(counted) - 1, -1, -1):
        if _is(counted[n], EventKind.REOPENED):
            return ()
        if _is(counted[n], EventKind.RESOLVED):
            return counted[n:]
    return ()


def _is(event: AnEvent, kind: EventKind) -> bool:
    return bool(event.kind == kind)


_ENDING = frozenset({EventKind.CUSTOMER_TOLD, EventKind.POSTPONED, EventKind.RESOLVED})


def _is_kept(event: AnEvent) -> bool | None:
    """Whether it kept the promise that it ended; None: it ended none. Another time that is chosen
    before the promised one ends none: nobody had to hear anything yet."""
    kind, promised = known(EventKind, event.kind), _promise_before(event)
    if promised is None:
        return None
    late = is_late(promised, _at(event))
    if kind in _ENDING:
        return not late
    return False if kind is EventKind.PROMISED and late else None


def _promise_before(event: AnEvent) -> datetime | None:
    was = event.data.get("before") or {}
    try:
        at = datetime.fromisoformat(was.get("promise_at") or "")
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else None


def _seconds(
    events: Sequence[AnEvent], until: AnEvent | None, opening: OpeningHours | None
) -> int | None:
    if until is None:
        return None
    return round(time_open(opening, _at(events[0]), _at(until)).total_seconds())


def _at(event: AnEvent) -> datetime:
    return event.tapped_at or event.at


def value(figure: Figure, of: Totals) -> float | None:
    """None: there is nothing to count it from yet, which is not zero."""
    part, whole = _FRACTIONS[figure](of)
    return part / whole if whole else None


_FRACTIONS: Mapping[Figure, Any] = {
    Figure.ISSUES: lambda of: (of.issues, 1),
    Figure.PROMISES_KEPT: lambda of: (of.promises_kept, of.promises_due),
    Figure.TO_OWNER: lambda of: (of.seconds_to_owner, of.owned),
    Figure.TO_RESOLVED: lambda of: (of.seconds_to_resolved, of.resolved),
    Figure.STEPS: lambda of: (of.steps, of.issues),
    Figure.COLD_STEPS: lambda of: (of.cold_steps, min(of.issues, 1)),
    Figure.RETOLD: lambda of: (of.retold, min(of.retold_known, 1)),
    Figure.REOPENED: lambda of: (of.reopened, min(of.issues, 1)),
    Figure.SETTLED: lambda of: (of.settled, min(of.resolved, 1)),
    Figure.UNCONFIRMED: lambda of: (of.resolved - of.settled, min(of.resolved, 1)),
    Figure.NOT_YET: lambda of: (of.not_yet, min(of.issues, 1)),
    Figure.SENT_AWAY: lambda of: (of.sent_away, min(of.issues, 1)),
    Figure.AUTHORITY_USED: lambda of: (of.authority_used, min(of.issues, 1)),
    Figure.CAUSES_FOUND: lambda of: (of.causes, 1),
    Figure.CAUSES_CLOSED: lambda of: (of.causes_closed, min(of.causes, 1)),
    Figure.CAUSES_BACK: lambda of: (of.causes_back, min(of.causes, 1)),
}
