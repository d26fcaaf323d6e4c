"""Who may do what to an issue. Pure: knows no database, no clock and no web.

`refusal` says no, with its sentence; everything it does not refuse is legal.
"""

from dataclasses import dataclass
from typing import assert_never

from web.language.messages import gettext as _
from web.rules.text import Isolated
from web.rules.vocabulary import IssueAct, IssueState


@dataclass(frozen=True)
class IssueFacts:
    """What the rules need to know of an issue."""

    state: IssueState
    owner_id: int | None = None
    owner_name: Isolated | None = None
    # Off shift, or nothing can reach them; None unless a lead of the issue’s site asks.
    owner_is_absent: bool | None = None
    is_cause: bool = False  # it has no customer


# What a lead does for an owner who is absent, by name; the owner stays the owner.
_FOR_ABSENT = (IssueAct.TOLD, IssueAct.LATER, IssueAct.ASK, IssueAct.HAND_OVER)
_ALSO_RESOLVED = (IssueAct.CORRECT, IssueAct.SHARE)  # by its last owner


@dataclass(frozen=True)
class Refusal:
    """Why an act was not done, as a sentence for the person who tried.

    `harmless`: what they wanted is already the case.
    """

    sentence: str
    harmless: bool = False


def refusal(
    act: IssueAct, issue: IssueFacts, actor_id: int, *, is_lead: bool = False
) -> Refusal | None:
    """None when `actor_id`, who can see the issue, may do `act` to it now."""
    match act:
        case IssueAct.OWN:
            return _refuse_own(issue, actor_id)
        case IssueAct.REOPEN:
            if issue.state is not IssueState.RESOLVED:
                return Refusal(_("This is already open."), harmless=True)
            return None
        case IssueAct.NOTE:
            return None
        case IssueAct.ON_IT if is_lead and issue.state is IssueState.OWNED:
            return None  # they make sure of it; the owner stays
        case IssueAct.OFFER:
            return _refuse_offer(issue, actor_id)
        case (
            IssueAct.CORRECT
            | IssueAct.ON_IT
            | IssueAct.LATER
            | IssueAct.PROMISE
            | IssueAct.TOLD
            | IssueAct.SHARE
            | IssueAct.RESOLVE
            | IssueAct.ASK
            | IssueAct.HAND_OVER
            | IssueAct.USE
        ):
            return _refuse_all_but_owner(act, issue, actor_id)
        case _:
            assert_never(act)


def legal_acts(issue: IssueFacts, actor_id: int, *, is_lead: bool = False) -> frozenset[IssueAct]:
    return frozenset(
        act for act in IssueAct if refusal(act, issue, actor_id, is_lead=is_lead) is None
    )


def _refuse_own(issue: IssueFacts, actor_id: int) -> Refusal | None:
    if issue.state is IssueState.RESOLVED:
        return Refusal(_("This is already resolved. If it is not, reopen it."))
    if issue.state is IssueState.UNOWNED:
        return None
    if issue.owner_id == actor_id:
        return Refusal(_("You already own this."), harmless=True)
    return Refusal(
        _(
            "%(owner)s was faster and owns this now. You don’t need to do anything.",
            owner=issue.owner_name,
        )
    )


def _refuse_offer(issue: IssueFacts, actor_id: int) -> Refusal | None:
    if issue.state is IssueState.RESOLVED:
        return Refusal(_("This is already resolved. You don’t need to do anything."), harmless=True)
    if issue.state is IssueState.UNOWNED:
        return Refusal(_("Nobody owns this yet. Tap “I own this” first."))
    if issue.owner_id == actor_id:
        return Refusal(_("You own this. Ask someone else to help you."))
    return None


def _refuse_all_but_owner(act: IssueAct, issue: IssueFacts, actor_id: int) -> Refusal | None:
    if issue.state is IssueState.RESOLVED and act is IssueAct.RESOLVE:
        return Refusal(_("This is already resolved."), harmless=issue.owner_id == actor_id)
    if issue.state is IssueState.RESOLVED and not (
        act in _ALSO_RESOLVED and issue.owner_id == actor_id
    ):
        return Refusal(_("This is resolved. Reopen it first."))
    if issue.is_cause and act is IssueAct.SHARE:
        return Refusal(_("A cause has no customer, so there is no page to share."))
    if issue.is_cause and act is IssueAct.USE:
        return Refusal(_("A cause has no customer, so there is nothing to use for one."))
    if issue.state is IssueState.UNOWNED:
        return Refusal(_("Nobody owns this yet. Tap “I own this” first."))
    if issue.owner_id == actor_id or (act in _FOR_ABSENT and issue.owner_is_absent):
        return None
    if act in _FOR_ABSENT and issue.owner_is_absent is False:
        return Refusal(
            _(
                "%(owner)s owns this, is on shift, and can be reached. "
                "Call %(owner)s, or say that you are on it.",
                owner=issue.owner_name,
            )
        )
    return Refusal(_("%(owner)s owns this, so only %(owner)s can do that.", owner=issue.owner_name))
