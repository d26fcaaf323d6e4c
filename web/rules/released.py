"""Which words the customer may read. Pure.

An update carries its owner's word on it; the owner can change their mind on the page where the
issue is shared, which states all that may be read from then on.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from web.rules.vocabulary import EventKind

# Words for the customer, each released or not.
UPDATES = (EventKind.CUSTOMER_TOLD, EventKind.POSTPONED, EventKind.RESOLVED)
# State what the issue is about, in their text, and which updates may be read.
RELEASES = (EventKind.SHARED, EventKind.RELEASED)
SUBJECT_MAX = 120  # characters


class ReleaseEvent(Protocol):
    """What the rules need to know of an event."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


def released_updates(events: Iterable[ReleaseEvent]) -> frozenset[int]:
    """Ids of the updates that may be read; `events` of one issue, oldest first."""
    found: frozenset[int] = frozenset()
    for event in events:
        if event.kind in UPDATES and event.data.get("released"):
            found |= {event.id}
        elif event.kind in RELEASES and "updates" in event.data:
            found = frozenset(event.data["updates"])
    return found


def suggested_subject(words: str) -> str:
    """The first line of a report, whole words of it, to be read and changed before it is shown."""
    line = next((line.strip() for line in words.splitlines() if line.strip()), "")
    if len(line) <= SUBJECT_MAX:
        return line
    cut = line[:SUBJECT_MAX].rpartition(" ")[0] or line[: SUBJECT_MAX - 1]
    return f"{cut[: SUBJECT_MAX - 1]}…"
