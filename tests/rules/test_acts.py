"""Every state, every act, everybody: what is allowed, and the sentence where it is not."""

import itertools
from dataclasses import replace

import pytest

from web.rules.issues import IssueFacts, Refusal, legal_acts, refusal
from web.rules.text import isolated
from web.rules.vocabulary import IssueAct, IssueState

OWNER, OTHER = 1, 2
ANA = isolated("Ana Roth")
STANDINGS = {
    IssueState.UNOWNED: IssueFacts(IssueState.UNOWNED),
    IssueState.OWNED: IssueFacts(IssueState.OWNED, OWNER, ANA),
    IssueState.RESOLVED: IssueFacts(IssueState.RESOLVED, OWNER, ANA),
}

FASTER = Refusal("Ana Roth was faster and owns this now. You don’t need to do anything.")
NOBODY = Refusal("Nobody owns this yet. Tap “I own this” first.")
ONLY_ANA = Refusal("Ana Roth owns this, so only Ana Roth can do that.")
OPEN = Refusal("This is already open.", harmless=True)
OVER = Refusal("This is resolved. Reopen it first.")
RESOLVED = Refusal("This is already resolved.")
RESOLVED_BY_ME = Refusal("This is already resolved.", harmless=True)
REOPEN_IT = Refusal("This is already resolved. If it is not, reopen it.")
YOURS = Refusal("You already own this.", harmless=True)
ASK_THEM = Refusal("You own this. Ask someone else to help you.")
SETTLED = Refusal("This is already resolved. You don’t need to do anything.", harmless=True)

# One column for each act, in this order. None: allowed.
ACTS = (
    *(
        IssueAct.OWN,
        IssueAct.PROMISE,
        IssueAct.TOLD,
        IssueAct.NOTE,
        IssueAct.SHARE,
        IssueAct.RESOLVE,
        IssueAct.REOPEN,
    ),
    *(IssueAct.ON_IT, IssueAct.LATER, IssueAct.ASK, IssueAct.HAND_OVER, IssueAct.OFFER),
    *(IssueAct.CORRECT, IssueAct.USE),
)
TABLE = {
    (IssueState.UNOWNED, OTHER): (
        *(None, NOBODY, NOBODY, None, NOBODY, NOBODY, OPEN),
        *(NOBODY, NOBODY, NOBODY, NOBODY, NOBODY),
        *(NOBODY, NOBODY),
    ),
    (IssueState.OWNED, OWNER): (
        *(YOURS, None, None, None, None, None, OPEN),
        *(None, None, None, None, ASK_THEM),
        *(None, None),
    ),
    (IssueState.OWNED, OTHER): (
        *(FASTER, ONLY_ANA, ONLY_ANA, None, ONLY_ANA, ONLY_ANA, OPEN),
        *(ONLY_ANA, ONLY_ANA, ONLY_ANA, ONLY_ANA, None),
        *(ONLY_ANA, ONLY_ANA),
    ),
    (IssueState.RESOLVED, OWNER): (
        *(REOPEN_IT, OVER, OVER, None, None, RESOLVED_BY_ME, None),
        *(OVER, OVER, OVER, OVER, SETTLED),
        *(None, OVER),
    ),
    (IssueState.RESOLVED, OTHER): (
        *(REOPEN_IT, OVER, OVER, None, OVER, RESOLVED, None),
        *(OVER, OVER, OVER, OVER, SETTLED),
        *(OVER, OVER),
    ),
}
CASES = [
    pytest.param(
        state, who, act, expected, id=f"{state}-{'owner' if who == OWNER else 'other'}-{act}"
    )
    for (state, who), row in TABLE.items()
    for act, expected in zip(ACTS, row, strict=True)
]


def test_the_table_is_complete() -> None:
    everything = set(itertools.product(IssueState, (OWNER, OTHER))) - {(IssueState.UNOWNED, OWNER)}
    assert set(TABLE) == everything
    assert set(ACTS) == set(IssueAct)
    assert set(STANDINGS) == set(IssueState)


@pytest.mark.parametrize(("state", "who", "act", "expected"), CASES)
def test_what_each_may_do(
    state: IssueState, who: int, act: IssueAct, expected: Refusal | None
) -> None:
    assert refusal(act, STANDINGS[state], who) == expected


@pytest.mark.parametrize(("state", "who"), TABLE, ids=str)
def test_legal_is_what_is_not_refused(state: IssueState, who: int) -> None:
    allowed = {act for act, no in zip(ACTS, TABLE[state, who], strict=True) if no is None}
    assert legal_acts(STANDINGS[state], who) == allowed


@pytest.mark.parametrize(("state", "who"), TABLE, ids=str)
def test_a_lead_may_say_that_they_see_to_it_and_nothing_else_more(
    state: IssueState, who: int
) -> None:
    more = {IssueAct.ON_IT} if state is IssueState.OWNED else set()
    assert legal_acts(STANDINGS[state], who, is_lead=True) == (
        legal_acts(STANDINGS[state], who) | more
    )


@pytest.mark.parametrize("state", IssueState)
def test_a_lead_acts_for_an_owner_who_is_absent_alone(state: IssueState) -> None:
    """The facts say so only where a lead of the issue's site asks."""
    by_absence = {
        absent: legal_acts(replace(STANDINGS[state], owner_is_absent=absent), OTHER, is_lead=True)
        for absent in (None, False, True)
    }
    more = {IssueAct.TOLD, IssueAct.LATER, IssueAct.ASK, IssueAct.HAND_OVER}
    assert by_absence[False] == by_absence[None]
    assert by_absence[True] - by_absence[None] == (more if state is IssueState.OWNED else set())


def test_sentences_are_whole() -> None:
    refusals = {one for row in TABLE.values() for one in row if one}
    assert len({one.sentence for one in refusals}) == 10
    for one in refusals:
        assert one.sentence[0].isupper()
        assert one.sentence.endswith(".")
