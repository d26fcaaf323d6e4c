"""Who may do what to an issue. Pure: knows no database, no clock and no web.

One function says no, with its sentence; what is legal is all that it does not refuse.
"""

from dataclasses import dataclass
from typing import assert_never

from web.rules.text import Isolated
from web.rules.words import Act, State


@dataclass(frozen=True)
class Standing:
    """All that the rules need to know of an issue."""

    state: State
    owner_id: int | None = None
    owner_name: Isolated | None = None


@dataclass(frozen=True)
class Refusal:
    """Why an act was not done, in a sentence for the person who tried.

    `harmless`: what they wanted is the case already.
    """

    sentence: str
    harmless: bool = False


def refusal(act: Act, issue: Standing, actor_id: int, *, is_lead: bool = False) -> Refusal | None:
    """None when `actor_id`, who can see the issue, may do `act` to it now."""
    match act:
        case Act.OWN:
            return _refuse_own(issue, actor_id)
        case Act.REOPEN:
            if issue.state is not State.RESOLVED:
                return Refusal("This is open already.", harmless=True)
            return None
        case Act.NOTE:
            return None
        case Act.ON_IT if is_lead and issue.state is State.OWNED:
            return None  # they see to it; the owner stays
        case Act.OFFER:
            return _refuse_offer(issue, actor_id)
        case (
            Act.ON_IT
            | Act.LATER
            | Act.PROMISE
            | Act.TOLD
            | Act.SHARE
            | Act.RESOLVE
            | Act.ASK
            | Act.HAND_OVER
        ):
            return _refuse_all_but_owner(act, issue, actor_id)
        case _:
            assert_never(act)


def legal_acts(issue: Standing, actor_id: int, *, is_lead: bool = False) -> frozenset[Act]:
    return frozenset(act for act in Act if refusal(act, issue, actor_id, is_lead=is_lead) is None)


def _refuse_own(issue: Standing, actor_id: int) -> Refusal | None:
    if issue.state is State.RESOLVED:
        return Refusal("This is resolved already. If it is not, reopen it.")
    if issue.state is State.UNOWNED:
        return None
    if issue.owner_id == actor_id:
        return Refusal("You own this already.", harmless=True)
    return Refusal(
        f"{issue.owner_name} was faster and owns this now. You do not need to do anything."
    )


def _refuse_offer(issue: Standing, actor_id: int) -> Refusal | None:
    if issue.state is State.RESOLVED:
        return Refusal("This is resolved already. You do not need to do anything.", harmless=True)
    if issue.state is State.UNOWNED:
        return Refusal("Nobody owns this yet. Tap “I own this” first.")
    if issue.owner_id == actor_id:
        return Refusal("You own this. Ask somebody else to help you.")
    return None


def _refuse_all_but_owner(act: Act, issue: Standing, actor_id: int) -> Refusal | None:
    if issue.state is State.RESOLVED and act is Act.RESOLVE:
        return Refusal("This is resolved already.", harmless=issue.owner_id == actor_id)
    if issue.state is State.RESOLVED and not (act is Act.SHARE and issue.owner_id == actor_id):
        return Refusal("This is resolved. Reopen it first.")
    if issue.state is State.UNOWNED:
        return Refusal("Nobody owns this yet. Tap “I own this” first.")
    if issue.owner_id != actor_id:
        return Refusal(f"{issue.owner_name} owns this, so only {issue.owner_name} can do that.")
    return None
