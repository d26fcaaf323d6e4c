"""Open offers of “I can help” to an owner. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from web.language.messages import gettext as _
from web.rules.issues import Refusal
from web.rules.text import Isolated
from web.rules.vocabulary import EventKind, StepState

KINDS = (EventKind.OFFERED, EventKind.ASKED, EventKind.OWNED, EventKind.CHANGED, EventKind.RESOLVED)


@dataclass(frozen=True)
class OfferEvent:
    """One event of an issue, as far as offers depend on it."""

    kind: str
    actor_id: int | None
    helper_id: int | None = None  # ASKED: the helper


def open_offers(events: Iterable[OfferEvent]) -> tuple[int, ...]:
    """Ids of people whose offer is open, in the order of offering; `events` come oldest first.

    An offer ends when its maker is asked or becomes the owner, and when the issue is resolved.
    """
    waiting: dict[int, None] = {}
    for event in events:
        match event.kind:
            case EventKind.OFFERED if event.actor_id is not None:
                waiting[event.actor_id] = None
            case EventKind.ASKED if event.helper_id is not None:
                waiting.pop(event.helper_id, None)
            case EventKind.OWNED | EventKind.CHANGED if event.actor_id is not None:
                waiting.pop(event.actor_id, None)
            case EventKind.RESOLVED:
                waiting.clear()
            case _:
                pass
    return tuple(waiting)


def refusal(owner: Isolated, step: StepState | None, *, has_offered: bool) -> Refusal | None:
    """Why somebody who may see the issue cannot offer to help. `owner`: their first name; `step`:
    the viewer's own open step."""
    if step is StepState.ACCEPTED:
        return Refusal(_("You are with %(owner)s on this.", owner=owner), harmless=True)
    if step is not None:
        return Refusal(_("%(owner)s has already asked you. Answer that.", owner=owner))
    if has_offered:
        return Refusal(_("%(owner)s already knows you can help.", owner=owner), harmless=True)
    return None
