"""What an event's data may hold. Pure.

A value of another kind, written by hand or by a newer version, is left out: it costs what it says,
and not the page of its issue.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from web.rules.vocabulary import (
    ChangeReason,
    CorrectedField,
    CustomerAnswer,
    DeclineReason,
    EventKind,
    Introduction,
    SilentReason,
    Urgency,
)

K = TypeVar("K", bound=StrEnum)
_YEARS = range(1970, 2200)  # of times that can be counted with in every zone


def known(kind: type[K], value: object) -> K | None:
    """The member with this value; None: of a newer version, or damaged."""
    return next((one for one in kind if one == value), None)


def readable(data: object) -> dict[str, Any]:
    """The values that are of their kind, and those whose names this version does not know."""
    if not isinstance(data, dict):
        return {}
    return {name: value for name, value in data.items() if _CHECKS.get(name, _any)(value)}


def _any(_value: object) -> bool:
    return True


def _id(value: object) -> bool:
    return value is None or type(value) is int


def _ids(value: object) -> bool:
    return isinstance(value, list) and all(type(one) is int for one in value)


def _time(value: object) -> bool:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return value is None
    return at.tzinfo is not None and at.year in _YEARS


def _of(*kinds: type[StrEnum]) -> Callable[[object], bool]:
    return lambda value: any(known(kind, value) is not None for kind in kinds)


def _instance(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)


def _missing(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, list) and len(one) == 2 and type(one[0]) is int for one in value
    )


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(
        ("helper", "step", "change", "former_owner", "for_owner", "link", "cause"), _id
    ),
    **dict.fromkeys(("undid", "total", "per_day", "added", "retold_count"), _id),
    **dict.fromkeys(("allowance", "amount", "limit"), _id),
    **dict.fromkeys(("people", "updates"), _ids),
    **dict.fromkeys(("released", "was_accepted"), _instance(bool)),
    **dict.fromkeys(("key", "because", "currency"), _instance(str)),
    "before": _instance(dict),
    "when": _time,
    "missing": _missing,
    "introduction": _of(Introduction),
    "decline_reason": _of(DeclineReason),
    "reason": _of(ChangeReason),
    "silent": _of(SilentReason),
    "undone": _of(EventKind),
    "answer": _of(CustomerAnswer),
    "field": _of(CorrectedField),
    "was": _of(Urgency),
    "now": _of(Urgency),
}
