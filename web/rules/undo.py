"""What can be undone, by whom, and for how long; which events no longer count. Pure.

An event that can be undone records in its data what its act changed (`before`); an undo restores
that, and is an event of its own. Nothing of the history changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.issues import Refusal
from web.rules.text import Isolated
from web.rules.vocabulary import EventKind

WITHIN = timedelta(minutes=1)

_UPDATE_AGAIN = N_("Update the customer again.")
# What can be undone, and what to do once that is too late.
INSTEAD: Mapping[EventKind, str] = {
    EventKind.PROMISED: _UPDATE_AGAIN,
    EventKind.CUSTOMER_TOLD: _UPDATE_AGAIN,
    EventKind.POSTPONED: _UPDATE_AGAIN,
    EventKind.ACKNOWLEDGED: N_("Update the customer when you know more."),
    EventKind.ASKED: N_("Cancel the request."),
    EventKind.RESOLVED: N_("Reopen it."),
    EventKind.UNSHARED: N_("Share a new page."),
    EventKind.AUTHORITY_USED: N_("Add a note that says what is right."),
}


@dataclass(frozen=True)
class UndoFacts:
    """An act and what came after it. Names are full names."""

    kind: EventKind
    actor_id: int | None
    actor_name: Isolated | None
    at: datetime  # when it was written: nobody could undo it before
    is_undone: bool = False
    later_actor_id: int | None = None  # of the newest act since; 0: of the system; None: no act
    later_actor_name: Isolated | None = None


def refusal(act: UndoFacts, actor_id: int, made_at: datetime) -> Refusal | None:
    """None when `actor_id` may undo the act. `made_at`: when they tapped, however long the network
    took."""
    if act.kind not in INSTEAD:
        return refuse_unknown()
    if act.actor_id != actor_id:
        return Refusal(_of_other(act))
    if act.is_undone:
        return Refusal(_("This is already undone."), harmless=True)
    if act.later_actor_id == actor_id:
        return Refusal(_("You have done something else since then, so this can’t be undone."))
    if act.later_actor_id is not None:
        return Refusal(_acted_since(act.later_actor_name))
    if made_at - act.at > WITHIN:
        return Refusal(
            _(
                "More than a minute has passed, so this can’t be undone. %(instead)s",
                instead=_(INSTEAD[act.kind]),
            )
        )
    return None


def refuse_unknown() -> Refusal:
    return Refusal(_("This can’t be undone."))


def _of_other(act: UndoFacts) -> str:
    if act.actor_name is None:
        return _("Someone else did this, so only they can undo it.")
    return _("%(who)s did this, so only %(who)s can undo it.", who=act.actor_name)


def _acted_since(who: str | None) -> str:
    if who is None:
        return _(
            "Someone else has acted on this since then, so it can’t be undone. "
            "See what is new first."
        )
    return _(
        "%(who)s has acted on this since then, so it can’t be undone. See what is new first.",
        who=who,
    )


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
    # It may be written together with a resolution, and is undone with it.
    undone |= {(version, EventKind.AUTHORITY_USED) for version, _kind in undone}
    return [
        event
        for event in events
        if event.kind != EventKind.UNDONE and (event.version, event.kind) not in undone
    ]
