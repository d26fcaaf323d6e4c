"""Whether a tap still means what it meant, after what has happened since. Pure.

Two things are known of a tap: which version of the issue its maker had before them, and when they
tapped. The ordinary rules judge the issue as it is; here is judged only what those cannot see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from web.rules.issue import Refusal
from web.rules.taps import A_MOMENT
from web.rules.words import Act, Kind

OF_OWNER = (Kind.OWNED, Kind.CHANGED, Kind.ORPHANED)
OF_PROMISE = (Kind.PROMISED, Kind.CUSTOMER_TOLD, Kind.POSTPONED, Kind.REOPENED)

_NEVER = (Act.OWN, Act.NOTE, Act.OFFER)  # what they mean hangs on nothing that was seen
# What is written there would stand in an issue of which all words were removed.
_WITH_WORDS = (Act.NOTE, Act.REOPEN, Act.RESOLVE, Act.TOLD, Act.LATER, Act.ASK, Act.HAND_OVER)
_PROMISING = (Act.PROMISE, Act.TOLD, Act.LATER)

OTHER_OWNER = Refusal("The owner has changed since you tapped. Look again.")
REOPENED = Refusal("This was opened again since you looked at it. Read why, then tap once more.")
RESOLVED = Refusal("This was resolved anew since you looked at it. Read how, then tap once more.")
ERASED = Refusal("The words of this issue were removed since, so yours were not added.")
NUDGED = Refusal("You were nudged again since you tapped. Tap “On it” again if you still are.")


@dataclass(frozen=True)
class Happened:
    """One event that the maker of the tap had not seen."""

    kind: Kind
    at: datetime  # when it was made, where a phone had to wait; else when it was written
    is_mine: bool  # done by the maker of the tap, perhaps on another of their devices
    is_exact: bool = False  # `at` is the tap itself; else that may be a moment older

    def is_after(self, tapped_at: datetime) -> bool:
        """Two taps of one queue may come in far apart, the first of them at once: it does not
        count as later than the second, which was made after it."""
        slack = A_MOMENT if self.is_mine and not self.is_exact else timedelta(0)
        return self.at - slack > tapped_at


def refusal(
    act: Act, tapped_at: datetime | None, since: Sequence[Happened], promised: str = ""
) -> Refusal | None:
    """None when the tap may go on to the ordinary rules.

    `tapped_at`: None when it was just now. `since`: what happened since the version that was seen;
    of nudges only those to the maker of the tap, whatever was seen. `promised`: the time of the
    promise that stands, as its people read it.
    """
    if act in _WITH_WORDS and _news(Kind.ERASED, tapped_at, since):
        return ERASED
    if act in _NEVER:
        return None
    if act is Act.REOPEN:
        return RESOLVED if _news(Kind.RESOLVED, tapped_at, since) else None
    if _later(OF_OWNER, tapped_at, since):
        return OTHER_OWNER
    if act is Act.RESOLVE and _news(Kind.REOPENED, tapped_at, since):
        return REOPENED
    if act is Act.ON_IT and _later((Kind.NUDGED,), tapped_at, since):
        return NUDGED
    if act in _PROMISING and _later(OF_PROMISE, tapped_at, since):
        sentence = f"Since you tapped, the customer was promised news by {promised}. Look again."
        return Refusal(sentence)
    return None


def _later(kinds: Iterable[Kind], tapped_at: datetime | None, since: Sequence[Happened]) -> bool:
    """Whether one of these came after the tap; nothing comes after one that is made just now."""
    return tapped_at is not None and any(
        one.kind in kinds and one.is_after(tapped_at) for one in since
    )


def _news(kind: Kind, tapped_at: datetime | None, since: Sequence[Happened]) -> bool:
    """Whether one of these is news to the maker of the tap: somebody else's, or their own that
    came after it."""
    return any(
        one.kind is kind and (not one.is_mine or _later((kind,), tapped_at, (one,)))
        for one in since
    )
