"""What can be undone, by whom, and for how long; which events no longer count. Pure.

An event that can be undone records in its data what its act changed (`before`); an undo restores
that, and is an event of its own. Nothing of the history changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from web.rules.issues import Refusal
from web.rules.text import Isolated
from web.rules.vocabulary import EventKind

WITHIN = timedelta(minutes=1)

_UPDATE_AGAIN = "Update the customer again."
# What can be undone, and what to do once that is too late.
INSTEAD: Mapping[EventKind, str] = {
    EventKind.PROMISED: _UPDATE_AGAIN,
    EventKind.CUSTOMER_TOLD: _UPDATE_AGAIN,
    EventKind.POSTPONED: _UPDATE_AGAIN,
    EventKind.ACKNOWLEDGED: "Update the customer when you know more.",
    EventKind.ASKED: "Cancel the request.",
    EventKind.RESOLVED: "Reopen it.",
    EventKind.UNSHARED: "Share a new page.",
}
UNKNOWN = Refusal("This can’t be undone.")
UNDONE = Refusal("This is already undone.", harmless=True)


@dataclass(frozen=True)
class UndoFacts:
    """An act and what came after it. Names are full names."""

    kind: EventKind
    actor_id: int | None
    actor_name: Isolated
    at: datetime  # when it was written: nobody could undo it before
    is_undone: bool = False
    later_actor_id: int | None = None  # of the newest act since; 0: of the system; None: no act
    later_actor_name: Isolated | None = None


def refusal(act: UndoFacts, actor_id: int, made_at: datetime) -> Refusal | None:
    """None when `actor_id` may undo the act. `made_at`: when they tapped, however long the network
    took."""
    if act.kind not in INSTEAD:
        return UNKNOWN
    if act.actor_id != actor_id:
        return Refusal(f"{act.actor_name} did this, so only {act.actor_name} can undo it.")
    if act.is_undone:
        return UNDONE
    if act.later_actor_id == actor_id:
        return Refusal("You have done something else since then, so this can’t be undone.")
    if act.later_actor_id is not None:
        who = act.later_actor_name or "Someone else"
        return Refusal(
            f"{who} has acted on this since then, so it can’t be undone. See what is new first."
        )
    if made_at - act.at > WITHIN:
        instead = INSTEAD[act.kind]
        return Refusal(f"More than a minute has passed, so this can’t be undone. {instead}")
    return None


class AnEvent(Protocol):
    """As far as undoing needs it; a row of the table, or of a query for it."""

    @property
    def kind(self) -> Any: ...
    @property
    def version(self) -> Any: ...
    @property
    def data(self) -> Any: ...


E = TypeVar("E", bound=AnEvent)


def effective(events: Sequence[E]) -> list[E]:
    """Those of an issue's events that were not undone, and that undo nothing."""
    undone = {
        (event.data.get("undid"), event.data.get("undone"))
        for event in events
        if event.kind == EventKind.UNDONE
    }
    return [
        event
        for event in events
        if event.kind != EventKind.UNDONE and (event.version, event.kind) not in undone
    ]
