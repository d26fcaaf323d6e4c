"""Text of nudges. Anybody may read it on lock screens: who, what and where, never the customer.

Free text only where the site allows it; a place only when it is one of the site's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from web.rules.clock import time_of_day
from web.rules.text import Isolated
from web.rules.vocabulary import IssueState, Trigger

_NOTHING = "You do not need to do anything."
_LISTED = 4


@dataclass(frozen=True)
class NudgeContext:
    """The parts that a nudge's sentences may name."""

    ref: str
    where: Isolated
    owner: Isolated | None
    promise_at: datetime | None
    waiting_since: datetime | None
    zone: ZoneInfo
    text: str | None  # None: the site keeps free text off lock screens
    shows_text: bool  # whether the site allows free text

    def clock(self, at: datetime | None) -> str:
        """`10:40` in the site's time zone."""
        return time_of_day(at.astimezone(self.zone)) if at else ""


def unowned(spoken: NudgeContext) -> tuple[str, str]:
    title = f"{spoken.where}: {spoken.ref} needs an owner"
    since = spoken.clock(spoken.waiting_since)
    return title, spoken.text or f"A customer has waited since {since}. Tap to own it."


def promise_soon(spoken: NudgeContext) -> tuple[str, str]:
    title = f"{spoken.where}: {spoken.ref}, tell the customer by {spoken.clock(spoken.promise_at)}"
    return title, spoken.text or "The customer is waiting to hear from you. You own this."


def promise_passed(spoken: NudgeContext) -> tuple[str, str]:
    title = f"{spoken.where}: {spoken.ref} is late"
    since = spoken.clock(spoken.promise_at)
    return title, spoken.text or f"The customer should have heard from you by {since}."


def promise_passed_for_others(spoken: NudgeContext) -> tuple[str, str]:
    title = f"{spoken.where}: {spoken.ref} is late, {spoken.owner} owns it"
    since = spoken.clock(spoken.promise_at)
    return title, spoken.text or f"The customer should have heard more by {since}. Please help."


def reopened(spoken: NudgeContext) -> tuple[str, str]:
    title = f"{spoken.where}: {spoken.ref} is open again"
    return title, spoken.text or "It was not settled for the customer. You own this."


def handled(
    spoken: NudgeContext, state: IssueState, by: Isolated, *, by_owner: bool, to_owner: bool
) -> tuple[str, str]:
    """Replaces a nudge that its reader need not look at any more; an owner who gets help stays the
    owner, and reads that."""
    if state is IssueState.RESOLVED:
        return f"{spoken.where}: {spoken.ref} is resolved", _NOTHING
    if by_owner:
        return f"{spoken.where}: {by} has {spoken.ref}", _NOTHING
    title = f"{spoken.where}: {by} is on {spoken.ref}"
    return title, "You still own it, and the customer waits for you." if to_owner else _NOTHING


def for_others(spoken: NudgeContext) -> str:
    """What a lead reads in the owner's place; the reason is in the timeline."""
    return f"{spoken.owner} owns it. Please look after it."


def deferred_title(spoken: NudgeContext, is_owner: bool) -> str:
    """One of the deferred nudges at the beginning of a shift."""
    if spoken.owner is None:
        return f"{spoken.where}: {spoken.ref} needs an owner"
    if is_owner:
        return f"{spoken.where}: {spoken.ref}, yours, promised by {spoken.clock(spoken.promise_at)}"
    return f"{spoken.where}: {spoken.ref}, {spoken.owner} owns it"


def deferred(titles: Sequence[str]) -> tuple[str, str]:
    """The deferred nudges at the beginning of a shift in one, oldest first."""
    count = f"{len(titles)} things have" if len(titles) > 1 else "One thing has"
    return f"Your shift begins: {count} waited for you", _listed(titles)


def digest(titles: Sequence[str]) -> tuple[str, str]:
    """Several nudges at one moment, oldest first."""
    return f"{len(titles)} nudges, first: {titles[0]}", _listed(titles[1:])


def still_rings(where: Isolated) -> tuple[str, str]:
    return f"{where}: does this phone still ring?", "Tap to confirm. Then a nudge will reach you."


def signs_out(where: Isolated, day: str) -> tuple[str, str]:
    title = f"{where}: this phone has to sign in again by {day}"
    return title, "After that it does not ring any more. Open Own It, then Me."


def goes_quiet(where: Isolated, day: str) -> tuple[str, str]:
    title = f"{where}: open Own It by {day}"
    return title, "This phone’s connection for nudges ends then. Opening the app renews it."


def words_for(
    trigger: Trigger, spoken: NudgeContext, now: datetime, *, is_owner: bool
) -> tuple[str, str]:
    """Title and body for this person."""
    if trigger is Trigger.UNOWNED:
        return unowned(spoken)
    is_early = spoken.promise_at is not None and now < spoken.promise_at
    if trigger is Trigger.REOPENED:
        title, body = reopened(spoken)
        return title, body if is_owner else for_others(spoken)
    if is_owner:
        return promise_soon(spoken) if is_early else promise_passed(spoken)
    if is_early:
        return promise_soon(spoken)[0], for_others(spoken)
    return promise_passed_for_others(spoken)


def _listed(titles: Sequence[str]) -> str:
    more = len(titles) - _LISTED
    shown = " · ".join(titles[:_LISTED])
    return f"{shown} · and {more} more" if more > 0 else shown
