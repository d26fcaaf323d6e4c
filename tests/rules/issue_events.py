"""Events of one issue, as far as its figures need them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from web.rules.vocabulary import EventKind

START = datetime(2026, 11, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Event:
    kind: str
    at: datetime
    tapped_at: datetime | None = None
    version: int | None = 1
    data: dict[str, Any] = field(default_factory=dict)


def event(kind: EventKind, minute: float, version: int = 1, **data: Any) -> Event:
    return Event(kind, START + minute * MINUTE, version=version, data=data)


def promised(minute: float) -> dict[str, str]:
    return {"promise_at": (START + minute * MINUTE).isoformat()}


REPORTED = event(EventKind.REPORTED, 0)
