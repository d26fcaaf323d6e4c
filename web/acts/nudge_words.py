"""What nudges say. Read on lock screens by anybody: who, what and where, never the customer.

Free text gets in only where the site allows it; a place only when it is one of the site's own.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from web.rules.words import Trigger


@dataclass(frozen=True)
class Spoken:
    """The parts that a nudge's sentences may name."""

    ref: str
    where: str
    owner: str | None
    promise_at: datetime | None
    waiting_since: datetime | None
    zone: ZoneInfo
    text: str | None  # None: the site keeps free text off lock screens
    shows_text: bool  # whether it does not

    def clock(self, at: datetime | None) -> str:
        """`10:40` in the site's time zone."""
        return at.astimezone(self.zone).strftime("%H:%M") if at else ""


def unowned(spoken: Spoken) -> tuple[str, str]:
    title = f"{spoken.where}: {spoken.ref} needs an owner"
    since = spoken.clock(spoken.waiting_since)
    return title, spoken.text or f"A customer has waited since {since}. Tap to own it."


def promise_soon(spoken: Spoken) -> tuple[str, str]:
    title = f"{spoken.where}: {spoken.ref}, tell the customer by {spoken.clock(spoken.promise_at)}"
    return title, spoken.text or "The customer is waiting to hear from you. You own this."


def promise_passed(spoken: Spoken) -> tuple[str, str]:
    title = f"{spoken.where}: {spoken.ref} is late"
    since = spoken.clock(spoken.promise_at)
    return title, spoken.text or f"The customer should have heard from you by {since}."


def promise_passed_for_others(spoken: Spoken) -> tuple[str, str]:
    title = f"{spoken.where}: {spoken.ref} is late, {spoken.owner} owns it"
    since = spoken.clock(spoken.promise_at)
    return title, spoken.text or f"The customer should have heard more by {since}. Please help."


def words_for(
    trigger: Trigger, spoken: Spoken, now: datetime, *, is_owner: bool
) -> tuple[str, str]:
    """Title and body of the nudge that this person gets now."""
    if trigger is Trigger.UNOWNED:
        return unowned(spoken)
    if not is_owner:
        return promise_passed_for_others(spoken)
    is_early = spoken.promise_at is not None and now < spoken.promise_at
    return promise_soon(spoken) if is_early else promise_passed(spoken)
