"""What stands at the foot of a page, and which of it stands out, state by state."""

from dataclasses import replace
from typing import TypedDict

import pytest

from web.rules.issue_actions import IssueActions
from web.rules.primary_actions import Action, ChangeActions, StepActions
from web.rules.vocabulary import (
    ChangeAct,
    ChangeState,
    IssueAct,
    IssueState,
    StepAct,
    StepState,
)

OWNER = {
    IssueAct.TOLD,
    IssueAct.RESOLVE,
    IssueAct.ASK,
    IssueAct.ON_IT,
    IssueAct.NOTE,
    IssueAct.HAND_OVER,
}
LEAD = {IssueAct.ON_IT, IssueAct.NOTE, IssueAct.OFFER}  # the owner is on shift, and reachable
STAND_IN = LEAD | {IssueAct.TOLD, IssueAct.ASK, IssueAct.HAND_OVER}  # for one who is absent
COLLEAGUE = {IssueAct.NOTE, IssueAct.OFFER}
UPDATE_FIRST = "update ask resolve"
ON_IT = "update on-it resolve"


class Facts(TypedDict, total=False):
    """Fields of `IssueActions`; what is left out has its default."""

    state: IssueState
    customer_says_no: bool
    is_owner: bool
    was_owner: bool
    just_owned: bool
    is_asked_to_own: bool
    waits_for_owner: bool
    my_step: StepState
    steps: tuple[StepState, ...]
    is_late: bool
    is_near: bool
    is_nudged: bool
    is_acknowledged: bool
    is_off_before_promise: bool
    can_call: bool


# The table of who sees what when: the legal acts, what is so, then what the card says, the bar,
# and what stands out. The first reason in its order wins.
ISSUES: list[tuple[set[IssueAct], Facts, str, str, str | None]] = [
    ({IssueAct.OWN, IssueAct.NOTE}, {"state": IssueState.UNOWNED}, "no-owner", "own", "own"),
    (
        {IssueAct.OWN},
        {"state": IssueState.UNOWNED, "my_step": StepState.ACCEPTED},
        "helping",
        "done",
        "done",
    ),
    (
        LEAD,
        {"is_asked_to_own": True, "is_late": True},
        "asked-to-own",
        "take-over decline",
        "take-over",
    ),
    (
        COLLEAGUE,
        {"is_asked_to_own": True, "can_call": True},
        "asked-to-own",
        "take-over decline call",
        "take-over",
    ),
    (
        COLLEAGUE,
        {"my_step": StepState.ASKED, "can_call": True},
        "asked-to-help",
        "accept decline call",
        "accept",
    ),
    (
        COLLEAGUE,
        {"my_step": StepState.UNANSWERED, "is_late": True},
        "asked-to-help",
        "accept decline",
        "accept",
    ),
    (
        COLLEAGUE,
        {"my_step": StepState.ACCEPTED, "can_call": True},
        "helping",
        "done call",
        "done",
    ),
    (OWNER, {"just_owned": True}, "just-owned", "resolve ask", None),
    (OWNER, {"just_owned": True, "is_late": True}, "just-owned", "resolve ask", None),
    (OWNER, {"is_late": True}, "late", ON_IT, "update"),
    (OWNER, {"is_late": True, "is_acknowledged": True}, "late", UPDATE_FIRST, "update"),
    (
        OWNER,
        {"is_late": True, "is_acknowledged": True, "steps": (StepState.DECLINED,)},
        "late",
        UPDATE_FIRST,
        "update",
    ),
    (OWNER, {"customer_says_no": True}, "customer-says-no", "update ask resolve", "update"),
    (OWNER, {"customer_says_no": True, "is_late": True}, "late", ON_IT, "update"),
    (OWNER, {"steps": (StepState.DECLINED,)}, "helper-cannot", "ask update resolve", "ask"),
    (
        OWNER,
        {"steps": (StepState.UNANSWERED, StepState.DONE), "is_nudged": True, "is_near": True},
        "helper-cannot",
        "ask update resolve",
        "ask",
    ),
    (OWNER, {"is_near": True}, "near", UPDATE_FIRST, "update"),
    (OWNER, {"is_near": True, "is_nudged": True}, "near", ON_IT, "update"),
    (
        OWNER - {IssueAct.ON_IT},
        {"is_near": True, "is_nudged": True},
        "near",
        UPDATE_FIRST,
        "update",
    ),
    (OWNER, {"waits_for_owner": True}, "waiting-for-owner", UPDATE_FIRST, None),
    (
        OWNER,
        {"steps": (StepState.ACCEPTED, StepState.DECLINED)},
        "waiting-for-helper",
        UPDATE_FIRST,
        None,
    ),
    (OWNER, {"steps": (StepState.ASKED,)}, "waiting-for-helper", UPDATE_FIRST, None),
    (OWNER, {"steps": (StepState.DONE,)}, "steps-done", "resolve update ask", "resolve"),
    (OWNER, {}, "start", "ask resolve update", "ask"),
    (OWNER, {"is_nudged": True}, "start", "ask resolve on-it", "ask"),
    (OWNER - {IssueAct.ASK}, {}, "start", "resolve update", "resolve"),
    (OWNER, {"steps": (StepState.WITHDRAWN,)}, "start", "ask resolve update", "ask"),
    (STAND_IN, {"is_late": True}, "stand-in-update", "update ask propose", "update"),
    (STAND_IN, {"is_near": True}, "stand-in-update", "update ask propose", "update"),
    (
        STAND_IN,
        {"steps": (StepState.UNANSWERED,), "is_off_before_promise": True},
        "stand-in-ask",
        "ask update propose",
        "ask",
    ),
    (
        STAND_IN,
        {"is_off_before_promise": True},
        "stand-in-propose",
        "propose update ask",
        "propose",
    ),
    (STAND_IN, {}, "on-time", "offer", None),
    (LEAD, {"is_late": True, "can_call": True}, "call-owner", "call on-it", "call"),
    (LEAD, {"is_late": True}, "call-owner", "on-it", "on-it"),
    (LEAD, {"can_call": True, "is_off_before_promise": True}, "on-time", "offer call", None),
    (LEAD, {"is_nudged": True}, "on-time", "on-it offer", None),
    (COLLEAGUE, {"is_late": True, "can_call": True}, "on-time", "offer call", None),
    ({IssueAct.NOTE}, {"is_late": True, "is_nudged": True}, "on-time", "", None),
    (COLLEAGUE, {"was_owner": True, "can_call": True}, "former-owner", "note call", None),
    ({IssueAct.REOPEN}, {"state": IssueState.RESOLVED, "is_owner": True}, "resolved", "", None),
]


@pytest.mark.parametrize(("acts", "so", "headline", "bar", "primary"), ISSUES)
def test_an_issue(
    acts: set[IssueAct], so: Facts, headline: str, bar: str, primary: str | None
) -> None:
    is_owner = IssueAct.RESOLVE in acts
    owned = IssueActions(acts=frozenset(acts), state=IssueState.OWNED, is_owner=is_owner)
    found = replace(owned, **so)
    assert (found.headline, " ".join(found.bar), found.primary) == (headline, bar, primary)
    assert len(found.bar) <= 3
    assert not set(found.bar) & set(found.menu)


def test_what_is_not_in_the_bar_is_in_the_menu() -> None:
    found = IssueActions(acts=frozenset(OWNER), state=IssueState.OWNED, is_owner=True, is_late=True)
    assert found.menu == (Action.ASK, Action.NOTE, Action.PROPOSE)
    found = IssueActions(acts=frozenset({IssueAct.REOPEN}), state=IssueState.RESOLVED)
    assert found.menu == (Action.REOPEN,)


BOTH = {StepAct.ACCEPT, StepAct.DECLINE}
STEPS: list[tuple[str, set[StepAct], str, str, str | None]] = [
    # the state, the legal acts, who looks, the bar, what stands out
    ("asked", BOTH, "is_helper", "decline accept", "accept"),
    ("unanswered", BOTH, "is_helper sees_issue", "decline accept", "accept"),
    ("unanswered", {StepAct.ACCEPT}, "is_helper", "accept", "accept"),
    ("asked", BOTH, "is_helper is_owner may_ask", "accept", "accept"),
    ("accepted", {StepAct.DONE, StepAct.DECLINE}, "is_helper", "done", "done"),
    ("accepted", {StepAct.DONE, StepAct.WITHDRAW}, "is_owner may_ask sees_issue", "done", "done"),
    ("accepted", {StepAct.DONE}, "is_helper is_owner may_ask", "done", "done"),
    ("asked", {StepAct.WITHDRAW}, "is_owner may_ask sees_issue", "back", None),
    ("asked", {StepAct.ACCEPT}, "is_owner may_ask sees_issue", "accept", "accept"),
    ("unanswered", {StepAct.WITHDRAW}, "is_owner may_ask sees_issue", "ask", "ask"),
    ("unanswered", {StepAct.ACCEPT}, "is_owner may_ask", "ask accept", "accept"),
    ("declined", set(), "is_owner may_ask sees_issue", "ask", "ask"),
    ("declined", set(), "is_owner sees_issue", "", None),
    ("declined", set(), "is_helper", "", None),
    ("done", set(), "is_owner may_ask sees_issue", "", None),
    ("asked", set(), "sees_issue", "see", "see"),
    ("accepted", {StepAct.DONE}, "sees_issue", "done", "done"),
    ("asked", set(), "", "", None),
]


@pytest.mark.parametrize(("state", "acts", "who", "bar", "primary"), STEPS)
def test_a_step(state: str, acts: set[StepAct], who: str, bar: str, primary: str | None) -> None:
    names = ("is_helper", "is_owner", "may_ask", "sees_issue")
    is_so = {one: one in who.split() for one in names}
    found = StepActions(acts=frozenset(acts), state=StepState(state), **is_so)
    assert (" ".join(found.bar), found.primary) == (bar, primary)


ANSWERS = {ChangeAct.ACCEPT, ChangeAct.DECLINE}
CHANGES: list[tuple[str, set[ChangeAct], str, str, str | None]] = [
    ("asked", ANSWERS, "is_to_me sees_issue", "decline accept", "accept"),
    ("unanswered", ANSWERS, "is_to_me", "decline accept", "accept"),
    ("declined", {ChangeAct.ACCEPT}, "is_to_me", "accept", "accept"),
    ("asked", {ChangeAct.WITHDRAW}, "is_from_me is_owner sees_issue", "back", None),
    ("unanswered", {ChangeAct.WITHDRAW}, "is_from_me is_owner sees_issue", "ask", "ask"),
    ("unanswered", set(), "is_from_me sees_issue", "back", None),
    ("declined", set(), "is_from_me is_owner sees_issue", "ask", "ask"),
    ("declined", set(), "is_from_me sees_issue", "", None),
    ("accepted", set(), "is_to_me is_owner sees_issue", "go-on", "go-on"),
    ("accepted", set(), "is_to_me sees_issue", "", None),
    ("accepted", set(), "is_from_me sees_issue", "", None),
    ("withdrawn", set(), "is_from_me is_owner sees_issue", "", None),
    ("asked", set(), "sees_issue", "see", "see"),
    ("asked", set(), "", "", None),
]


@pytest.mark.parametrize(("state", "acts", "who", "bar", "primary"), CHANGES)
def test_an_owner_change(
    state: str, acts: set[ChangeAct], who: str, bar: str, primary: str | None
) -> None:
    names = ("is_from_me", "is_to_me", "is_owner", "sees_issue")
    is_so = {one: one in who.split() for one in names}
    found = ChangeActions(acts=frozenset(acts), state=ChangeState(state), **is_so)
    assert (" ".join(found.bar), found.primary) == (bar, primary)
