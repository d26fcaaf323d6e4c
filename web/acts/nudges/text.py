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

_NOTHING = "You don’t need to do anything."
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


def unowned(context: NudgeContext) -> tuple[str, str]:
    title = f"{context.where}: {context.ref} needs an owner"
    since = context.clock(context.waiting_since)
    return title, context.text or f"A customer has been waiting since {since}. Tap to own it."


def promise_soon(context: NudgeContext) -> tuple[str, str]:
    until = context.clock(context.promise_at)
    title = f"{context.where}: {context.ref}, update the customer by {until}"
    return title, context.text or "The customer is waiting to hear from you. You own this."


def promise_passed(context: NudgeContext) -> tuple[str, str]:
    title = f"{context.where}: {context.ref} is late"
    since = context.clock(context.promise_at)
    return title, context.text or f"You promised the customer an update by {since}."


def promise_passed_for_others(context: NudgeContext) -> tuple[str, str]:
    title = f"{context.where}: {context.ref} is late, {context.owner} owns it"
    since = context.clock(context.promise_at)
    return title, context.text or f"The customer was promised an update by {since}. Offer help."


def reopened(context: NudgeContext) -> tuple[str, str]:
    title = f"{context.where}: {context.ref} is reopened"
    return title, context.text or "It was not settled for the customer. You own this."


def handled(
    context: NudgeContext, state: IssueState, by: Isolated, *, by_owner: bool, to_owner: bool
) -> tuple[str, str]:
    """Replaces a nudge that its reader need not look at any more; an owner who gets help stays the
    owner, and reads that."""
    if state is IssueState.RESOLVED:
        return f"{context.where}: {context.ref} is resolved", _NOTHING
    if by_owner:
        return f"{context.where}: {by} has {context.ref}", _NOTHING
    title = f"{context.where}: {by} is on {context.ref}"
    return title, "You still own it, and the customer is waiting for you." if to_owner else _NOTHING


def for_others(context: NudgeContext) -> str:
    """What a lead reads in the owner's place; the reason is in the timeline."""
    return f"{context.owner} owns it. Make sure the customer is updated."


def deferred_title(context: NudgeContext, is_owner: bool) -> str:
    """One of the deferred nudges at the beginning of a shift."""
    if context.owner is None:
        return f"{context.where}: {context.ref} needs an owner"
    if is_owner:
        promised = context.clock(context.promise_at)
        return f"{context.where}: {context.ref}, yours, promised by {promised}"
    return f"{context.where}: {context.ref}, {context.owner} owns it"


def deferred(titles: Sequence[str]) -> tuple[str, str]:
    """The deferred nudges at the beginning of a shift in one, oldest first."""
    count = f"{len(titles)} reminders" if len(titles) > 1 else "one reminder"
    return f"Your shift begins: {count} waiting", _listed(titles)


def digest(titles: Sequence[str]) -> tuple[str, str]:
    """Several nudges at one moment, oldest first."""
    return f"{len(titles)} reminders, first: {titles[0]}", _listed(titles[1:])


def still_rings(where: Isolated) -> tuple[str, str]:
    return (
        f"{where}: does this phone still show reminders?",
        "Tap to confirm. Then reminders will reach you.",
    )


def signs_out(where: Isolated, day: str) -> tuple[str, str]:
    title = f"{where}: sign in again on this phone by {day}"
    return title, "Otherwise its notifications stop. Open Own It, then Me."


def goes_quiet(where: Isolated, day: str) -> tuple[str, str]:
    title = f"{where}: open Own It by {day}"
    return title, "Otherwise its notifications stop."


def words_for(
    trigger: Trigger, context: NudgeContext, now: datetime, *, is_owner: bool
) -> tuple[str, str]:
    """Title and body for this person."""
    if trigger is Trigger.UNOWNED:
        return unowned(context)
    is_early = context.promise_at is not None and now < context.promise_at
    if trigger is Trigger.REOPENED:
        title, body = reopened(context)
        return title, body if is_owner else for_others(context)
    if is_owner:
        return promise_soon(context) if is_early else promise_passed(context)
    if is_early:
        return promise_soon(context)[0], for_others(context)
    return promise_passed_for_others(context)


def _listed(titles: Sequence[str]) -> str:
    more = len(titles) - _LISTED
    shown = " · ".join(titles[:_LISTED])
    return f"{shown} · and {more} more" if more > 0 else shown
