"""What stands at the foot of a page, and which of it stands out, state by state."""

from typing import Any

import pytest

from web.rules.primary_actions import Action, ChangeActions, IssueActions, StepActions
from web.rules.vocabulary import ChangeAct, ChangeState, IssueAct, StepAct, StepState

OWNER = {IssueAct.TOLD, IssueAct.RESOLVE, IssueAct.ASK, IssueAct.ON_IT, IssueAct.NOTE}
LEAD = {IssueAct.ON_IT, IssueAct.NOTE}

ISSUES: list[tuple[set[IssueAct], dict[str, bool], str, str | None]] = [
    # the legal acts, what is so, the bar, what stands out
    ({IssueAct.OWN, IssueAct.NOTE}, {}, "own", "own"),
    (OWNER, {}, "ask told resolve", "resolve"),
    (OWNER, {"is_late": True, "is_acknowledged": True}, "ask told resolve", "told"),
    (OWNER, {"is_late": True}, "on-it told resolve", "told"),
    (OWNER, {"is_nudged": True}, "on-it told resolve", "resolve"),
    (OWNER, {"is_nudged": True, "is_late": True}, "on-it told resolve", "told"),
    (OWNER, {"is_nudged": True, "is_acknowledged": True}, "on-it told resolve", "resolve"),
    (OWNER - {IssueAct.ON_IT}, {"is_nudged": True}, "ask told resolve", "resolve"),
    (OWNER - {IssueAct.ASK}, {}, "told resolve", "resolve"),
    (OWNER, {"just_owned": True}, "ask told resolve", None),
    (OWNER, {"just_owned": True, "is_late": True}, "ask told resolve", None),
    (OWNER, {"just_owned": True, "is_nudged": True}, "ask told resolve", None),
    (OWNER, {"helper_declined": True}, "ask told resolve", "ask"),
    (OWNER, {"helper_declined": True, "is_late": True}, "ask told resolve", "ask"),
    (OWNER, {"helper_declined": True, "is_nudged": True}, "ask told resolve", "ask"),
    (OWNER, {"helper_declined": True, "just_owned": True}, "ask told resolve", "ask"),
    (OWNER - {IssueAct.ASK}, {"helper_declined": True}, "told resolve", "resolve"),
    (LEAD, {"is_late": True}, "on-it", "on-it"),
    (LEAD, {"is_nudged": True}, "on-it", "on-it"),
    (LEAD, {"is_late": True, "is_acknowledged": True}, "", None),
    (LEAD, {}, "", None),
    ({IssueAct.REOPEN}, {}, "reopen", None),
    ({IssueAct.NOTE}, {"is_late": True, "is_nudged": True}, "", None),
    (LEAD, {"is_asked_to_own": True, "is_nudged": True}, "answer", "answer"),
    ({IssueAct.OFFER}, {"is_asked_to_own": True}, "answer", "answer"),
]


@pytest.mark.parametrize(("acts", "so", "bar", "primary"), ISSUES)
def test_an_issue(acts: set[IssueAct], so: dict[str, bool], bar: str, primary: str | None) -> None:
    nothing = dict.fromkeys(
        (
            "is_asked_to_own",
            "helper_declined",
            "is_nudged",
            "is_late",
            "is_acknowledged",
            "just_owned",
        ),
        False,
    )
    found = IssueActions(acts=frozenset(acts), **nothing | so)
    assert (" ".join(found.bar), found.primary) == (bar, primary)


def test_on_it_is_due_also_where_an_answer_stands_in_the_bar() -> None:
    """Then the list of acts does not offer it beside the answer."""
    found = IssueActions(frozenset(LEAD), True, False, True, False, False, False)
    assert found.is_on_it_due
    assert Action.ON_IT not in found.bar


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
    is_so: dict[str, Any] = {one: one in who.split() for one in names}
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
    is_so: dict[str, Any] = {one: one in who.split() for one in names}
    found = ChangeActions(acts=frozenset(acts), state=ChangeState(state), **is_so)
    assert (" ".join(found.bar), found.primary) == (bar, primary)
