"""Steps: every state, every act, everybody, every introduction; the sentence where it is a no."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from web.rules.issues import Refusal
from web.rules.steps import StepFacts, legal_acts, refusal, refuse_scan, state_at
from web.rules.text import isolated
from web.rules.vocabulary import Introduction, StepAct, StepState

OWNER, HELPER, OTHER = 1, 2, 3
ANA, BEN = isolated("Ana Roth"), isolated("Ben Kast")
NAMES = {OWNER: "owner", HELPER: "helper", OTHER: "other"}
ASKED, UNANSWERED, ACCEPTED, DONE, DECLINED, WITHDRAWN = StepState
TICK = timedelta(microseconds=1)

BACK = Refusal("This request was cancelled. You don’t need to do anything.")
BACK_ALREADY = Refusal("This request is already cancelled.")
BACK_BY_ME = Refusal("This request is already cancelled.", harmless=True)
BENS = Refusal("Ben Kast was asked, so only Ben Kast can do that.")
CLOSED = Refusal("Ben Kast could not help with this, so it has ended.")
DONE_ALREADY = Refusal("This request is already done.")
DONE_BY_US = Refusal("This request is already done.", harmless=True)
KNOWN = Refusal("Ana Roth already knows you can’t.", harmless=True)
LET_THEM = Refusal("This code is for your colleague. Let them scan it.")
LET_THEM_SCAN = Refusal("Let the colleague who helps you scan the code.")
NOBODY_OWNS = Refusal("Nobody owns this issue now, so its requests cannot be cancelled.")
NO_YES_YET = Refusal("Nobody has said yes to this yet, so it cannot be done.")
ONLY_ANA = Refusal("Only Ana Roth, who owns the issue, can cancel this request.")
ONLY_BEN = Refusal("Only Ben Kast can say yes to this.")
OVER = Refusal("This request is already done. You don’t need to do anything.")
TAKEN = Refusal("Ben Kast is already with Ana Roth. You don’t need to do anything.")
WAITS = Refusal("This is for the colleague who scans the owner’s code.")
WITH_ANA = Refusal("You are already with Ana Roth.", harmless=True)
WITH_THE_OWNER = Refusal("You are already with the owner.", harmless=True)
YOU_CANT = Refusal("You said you can’t. If that has changed, tell Ana Roth.")
YOU_CANT_TELL_THEM = Refusal("You said you can’t. If that has changed, tell the owner.")

# One column for each act, in the order of the vocabulary: accept, decline, done, withdraw,
# propose. None: allowed.
TABLE = {
    (ASKED, OWNER): (None, BENS, NO_YES_YET, None, BENS),
    (ASKED, HELPER): (None, None, NO_YES_YET, ONLY_ANA, None),
    (ASKED, OTHER): (BENS, BENS, BENS, ONLY_ANA, BENS),
    # A late yes still counts.
    (UNANSWERED, OWNER): (None, BENS, NO_YES_YET, None, BENS),
    (UNANSWERED, HELPER): (None, None, NO_YES_YET, ONLY_ANA, None),
    (UNANSWERED, OTHER): (BENS, BENS, BENS, ONLY_ANA, BENS),
    (ACCEPTED, OWNER): (TAKEN, BENS, None, None, BENS),
    (ACCEPTED, HELPER): (WITH_ANA, None, None, ONLY_ANA, None),
    (ACCEPTED, OTHER): (TAKEN, BENS, BENS, ONLY_ANA, BENS),
    (DONE, OWNER): (OVER, OVER, DONE_BY_US, OVER, OVER),
    (DONE, HELPER): (OVER, OVER, DONE_BY_US, OVER, OVER),
    (DONE, OTHER): (OVER, OVER, DONE_ALREADY, OVER, OVER),
    (DECLINED, OWNER): (CLOSED, CLOSED, CLOSED, CLOSED, CLOSED),
    (DECLINED, HELPER): (YOU_CANT, KNOWN, YOU_CANT, YOU_CANT, YOU_CANT),
    (DECLINED, OTHER): (CLOSED, CLOSED, CLOSED, CLOSED, CLOSED),
    (WITHDRAWN, OWNER): (BACK, BACK, BACK, BACK_BY_ME, BACK),
    (WITHDRAWN, HELPER): (BACK, BACK, BACK, BACK_ALREADY, BACK),
    (WITHDRAWN, OTHER): (BACK, BACK, BACK, BACK_ALREADY, BACK),
}
# While nobody has scanned the code there is no helper; afterwards there is one.
OF_A_CODE = {
    (ASKED, OWNER): (LET_THEM_SCAN, WAITS, NO_YES_YET, None, WAITS),
    (ASKED, OTHER): (WAITS, WAITS, WAITS, ONLY_ANA, WAITS),
    (UNANSWERED, OWNER): (LET_THEM_SCAN, WAITS, NO_YES_YET, None, WAITS),
    (UNANSWERED, OTHER): (WAITS, WAITS, WAITS, ONLY_ANA, WAITS),
    (WITHDRAWN, OWNER): (BACK, BACK, BACK, BACK_BY_ME, BACK),
    (WITHDRAWN, OTHER): (BACK, BACK, BACK, BACK_ALREADY, BACK),
}
# The owner's account is closed, and nobody has taken the issue yet.
OF_NOBODYS_ISSUE = {
    (ASKED, HELPER): (None, None, NO_YES_YET, NOBODY_OWNS, None),
    (ASKED, OTHER): (BENS, BENS, BENS, NOBODY_OWNS, BENS),
    (ACCEPTED, HELPER): (WITH_THE_OWNER, None, None, NOBODY_OWNS, None),
    (DECLINED, HELPER): (
        *(YOU_CANT_TELL_THEM, Refusal("The owner already knows you can’t.", harmless=True)),
        *(YOU_CANT_TELL_THEM, YOU_CANT_TELL_THEM, YOU_CANT_TELL_THEM),
    ),
}
SCAN = {
    (ASKED, OWNER): LET_THEM,
    (ASKED, HELPER): None,
    (ASKED, OTHER): None,
    (UNANSWERED, OWNER): LET_THEM,
    (UNANSWERED, HELPER): None,
    (UNANSWERED, OTHER): None,
    (ACCEPTED, OWNER): LET_THEM,
    (ACCEPTED, HELPER): WITH_ANA,
    (ACCEPTED, OTHER): TAKEN,
    (DONE, OWNER): LET_THEM,
    (DONE, HELPER): OVER,
    (DONE, OTHER): OVER,
    (DECLINED, OWNER): LET_THEM,
    (DECLINED, HELPER): YOU_CANT,
    (DECLINED, OTHER): CLOSED,
    (WITHDRAWN, OWNER): LET_THEM,
    (WITHDRAWN, HELPER): BACK,
    (WITHDRAWN, OTHER): BACK,
}
HEARD = (Introduction.IN_PERSON, Introduction.CALL)
STEP = StepFacts(ASKED, Introduction.IN_PERSON, OWNER, ANA, HELPER, BEN)
A_CODE = replace(STEP, helper_id=None, helper_name=None)
NOBODYS = replace(STEP, owner_id=None, owner_name=None)
Row = tuple[Refusal | None, ...]


def name_of(key: object) -> str:
    return NAMES.get(key, str(key)) if isinstance(key, int) else str(key)


def answers(step: StepFacts, who: int) -> Row:
    return tuple(refusal(act, step, who) for act in StepAct)


def test_the_tables_are_complete() -> None:
    everything = set(itertools.product(StepState, NAMES))
    assert set(TABLE) == set(SCAN) == everything
    # The database holds no answer without a helper.
    unscanned = (ASKED, UNANSWERED, WITHDRAWN)
    assert set(OF_A_CODE) == set(itertools.product(unscanned, (OWNER, OTHER)))
    rows = (*TABLE.values(), *OF_A_CODE.values(), *OF_NOBODYS_ISSUE.values())
    assert {len(row) for row in rows} == {len(StepAct)}


@pytest.mark.parametrize("introduction", Introduction)
@pytest.mark.parametrize(("state", "who"), TABLE, ids=name_of)
def test_what_each_may_do(introduction: Introduction, state: StepState, who: int) -> None:
    expected = TABLE[state, who]
    is_open_to_owner = who == OWNER and expected[0] is None
    if is_open_to_owner and introduction not in HEARD:  # a yes that nobody can have heard
        expected = (ONLY_BEN, *expected[1:])
    step = replace(STEP, state=state, introduction=introduction)
    assert answers(step, who) == expected
    assert legal_acts(step, who) == {
        act for act, no in zip(StepAct, expected, strict=True) if no is None
    }


@pytest.mark.parametrize(("state", "who"), OF_A_CODE, ids=name_of)
def test_what_each_may_do_while_the_code_waits(state: StepState, who: int) -> None:
    assert answers(replace(A_CODE, state=state), who) == OF_A_CODE[state, who]


@pytest.mark.parametrize(("state", "who"), OF_NOBODYS_ISSUE, ids=name_of)
def test_what_each_may_do_when_nobody_owns_the_issue(state: StepState, who: int) -> None:
    assert answers(replace(NOBODYS, state=state), who) == OF_NOBODYS_ISSUE[state, who]


@pytest.mark.parametrize(("state", "who"), SCAN, ids=name_of)
def test_whose_scan_is_a_yes(state: StepState, who: int) -> None:
    assert refuse_scan(replace(STEP, state=state), who) == SCAN[state, who]


@pytest.mark.parametrize(("state", "who"), OF_A_CODE, ids=name_of)
def test_a_code_for_nobody_in_particular_is_for_whoever_scans_it(
    state: StepState, who: int
) -> None:
    assert refuse_scan(replace(A_CODE, state=state), who) == SCAN[state, who]


def test_the_owner_of_now_counts_and_not_who_asked() -> None:
    """After an owner change the helper's step belongs to the next owner's issue."""
    step = replace(STEP, owner_id=OTHER, owner_name=isolated("Eva Lind"))
    assert refusal(StepAct.WITHDRAW, step, OTHER) is None
    assert refusal(StepAct.WITHDRAW, step, OWNER) == Refusal(
        "Only Eva Lind, who owns the issue, can cancel this request."
    )


@pytest.mark.parametrize("stored", [one for one in StepState if one is not UNANSWERED])
def test_an_ask_is_unanswered_from_its_minute_on(stored: StepState) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert state_at(stored, noon, noon - TICK) is stored
    expected = UNANSWERED if stored is ASKED else stored
    assert state_at(stored, noon, noon) is expected
    assert state_at(stored, noon, noon + TICK) is expected


def test_sentences_are_whole() -> None:
    tables = (*TABLE.values(), *OF_A_CODE.values(), *OF_NOBODYS_ISSUE.values(), SCAN.values())
    sentences = {one.sentence for row in tables for one in row if one}
    assert len(sentences) == 19
    for one in sentences:
        assert one[0].isupper(), one
        assert one.endswith("."), one
