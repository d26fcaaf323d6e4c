"""Whether a late tap still means what it meant. Pure.

Known of a tap: the version of the issue its maker saw, and when they tapped. The ordinary rules
judge the issue as it is; this module judges only what they cannot see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.issues import Refusal
from web.rules.tap_time import CLOCK_TOLERANCE
from web.rules.vocabulary import EventKind, IssueAct

OF_OWNER = (EventKind.OWNED, EventKind.CHANGED, EventKind.ORPHANED)
OF_PROMISE = (
    EventKind.PROMISED,
    EventKind.CUSTOMER_TOLD,
    EventKind.POSTPONED,
    EventKind.REOPENED,
    EventKind.UNDONE,
)

_NEVER = (
    IssueAct.OWN,
    IssueAct.NOTE,
    IssueAct.OFFER,
)  # depend on nothing that was seen
# These write words, which would stand in an issue whose words were erased.
_WITH_WORDS = (
    IssueAct.NOTE,
    IssueAct.REOPEN,
    IssueAct.RESOLVE,
    IssueAct.TOLD,
    IssueAct.LATER,
    IssueAct.ASK,
    IssueAct.HAND_OVER,
    IssueAct.CORRECT,
    IssueAct.USE,
)
_PROMISING = (IssueAct.PROMISE, IssueAct.TOLD, IssueAct.LATER)

OTHER_OWNER = N_("The owner has changed since you tapped. Check it again.")
REOPENED = N_("This was reopened since you looked at it. Read why, then tap again.")
RESOLVED = N_("This was resolved again since you looked at it. Read how, then tap again.")
ERASED = N_("The words of this issue have been removed, so yours were not added.")
NUDGED = N_("You got a new reminder since you tapped. Tap “I’m on it” again if you are.")


@dataclass(frozen=True)
class UnseenEvent:
    """One event that the maker of the tap had not seen."""

    kind: EventKind
    at: datetime  # when it was tapped, if that was earlier; else when it was written
    is_mine: bool  # by the maker of the tap, perhaps on another device
    is_exact: bool = False  # `at` is the tap itself; else the tap may be a minute older

    def is_after(self, tapped_at: datetime) -> bool:
        """Two taps of one queue may come in far apart: the first does not count as later than the
        second."""
        slack = CLOCK_TOLERANCE if self.is_mine and not self.is_exact else timedelta(0)
        return self.at - slack > tapped_at


def refusal(
    act: IssueAct, tapped_at: datetime | None, since: Sequence[UnseenEvent], promised: str = ""
) -> Refusal | None:
    """None when the tap may go on to the ordinary rules.

    `tapped_at`: None for just now. `since`: events after the version that was seen; of nudges all
    those to the maker of the tap. `promised`: the time of the present promise, as people read it.
    """
    if act in _WITH_WORDS and _news(EventKind.ERASED, tapped_at, since):
        return Refusal(_(ERASED))
    if act in _NEVER:
        return None
    if act is IssueAct.REOPEN:
        is_new = _news(EventKind.RESOLVED, tapped_at, since)
        return Refusal(_(RESOLVED)) if is_new else None
    if _later(OF_OWNER, tapped_at, since):
        return Refusal(_(OTHER_OWNER))
    if act is IssueAct.RESOLVE and _news(EventKind.REOPENED, tapped_at, since):
        return Refusal(_(REOPENED))
    if act is IssueAct.ON_IT and _later((EventKind.NUDGED,), tapped_at, since):
        return Refusal(_(NUDGED))
    if act in _PROMISING and _later(OF_PROMISE, tapped_at, since):
        return Refusal(
            _(
                "Since you tapped, an update was promised by %(time)s. Check it again.",
                time=promised,
            )
        )
    return None


def _later(
    kinds: Iterable[EventKind], tapped_at: datetime | None, since: Sequence[UnseenEvent]
) -> bool:
    """Whether one of these came after the tap; False for a tap just now."""
    return tapped_at is not None and any(
        event.kind in kinds and event.is_after(tapped_at) for event in since
    )


def _news(kind: EventKind, tapped_at: datetime | None, since: Sequence[UnseenEvent]) -> bool:
    """Whether one of these is new to the maker of the tap: of others, or their own after it."""
    return any(
        event.kind is kind and (not event.is_mine or _later((kind,), tapped_at, (event,)))
        for event in since
    )
