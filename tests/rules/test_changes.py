"""Owner changes: every state, every act, everybody; and which promise lies in the next shift."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from web.rules.issues import Refusal
from web.rules.owner_changes import (
    OwnerChangeFacts,
    legal_acts,
    lies_in_next_shift,
    refusal,
    shift_end,
    state_at,
)
from web.rules.text import isolated
from web.rules.vocabulary import ChangeAct, ChangeState

FORMER, NEXT, OTHER = 1, 2, 3
ANA = isolated("Ana Roth")
NAMES = {FORMER: "former", NEXT: "next", OTHER: "other"}
ASKED, UNANSWERED, ACCEPTED, DECLINED, WITHDRAWN = ChangeState
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)

NOT_YOURS = Refusal("Ben Kast was asked to take over, so only they can answer.")
NOT_YOURS_TO_TAKE_BACK = Refusal("Ana Roth asked for this, so only they can cancel the request.")
SAID_YES = Refusal("Ben Kast has already said yes.")
SAID_NO = Refusal("Ben Kast has already said no.")
I_SAID_NO = Refusal("Ben Kast has already said no.", harmless=True)
TAKEN_BACK = Refusal("This request was cancelled. You don’t need to do anything.")
I_TOOK_IT_BACK = Refusal(
    "This request was cancelled. You don’t need to do anything.", harmless=True
)
I_SAID_YES = Refusal("You have already said yes.", harmless=True)

# One column for each act, in the order of the vocabulary: accept, decline, withdraw.
TABLE = {
    (ASKED, FORMER): (NOT_YOURS, NOT_YOURS, None),
    (ASKED, NEXT): (None, None, NOT_YOURS_TO_TAKE_BACK),
    (ASKED, OTHER): (NOT_YOURS, NOT_YOURS, NOT_YOURS_TO_TAKE_BACK),
    # A late answer still counts.
    (UNANSWERED, FORMER): (NOT_YOURS, NOT_YOURS, None),
    (UNANSWERED, NEXT): (None, None, NOT_YOURS_TO_TAKE_BACK),
    (UNANSWERED, OTHER): (NOT_YOURS, NOT_YOURS, NOT_YOURS_TO_TAKE_BACK),
    (ACCEPTED, FORMER): (SAID_YES, SAID_YES, SAID_YES),
    (ACCEPTED, NEXT): (I_SAID_YES, SAID_YES, SAID_YES),
    (ACCEPTED, OTHER): (SAID_YES, SAID_YES, SAID_YES),
    (DECLINED, FORMER): (SAID_NO, SAID_NO, SAID_NO),
    (DECLINED, NEXT): (SAID_NO, I_SAID_NO, SAID_NO),
    (DECLINED, OTHER): (SAID_NO, SAID_NO, SAID_NO),
    (WITHDRAWN, FORMER): (TAKEN_BACK, TAKEN_BACK, I_TOOK_IT_BACK),
    (WITHDRAWN, NEXT): (TAKEN_BACK, TAKEN_BACK, TAKEN_BACK),
    (WITHDRAWN, OTHER): (TAKEN_BACK, TAKEN_BACK, TAKEN_BACK),
}


def name_of(key: object) -> str:
    return NAMES.get(key, str(key)) if isinstance(key, int) else str(key)


def test_the_table_is_complete() -> None:
    assert set(TABLE) == set(itertools.product(ChangeState, NAMES))
    assert {len(row) for row in TABLE.values()} == {len(ChangeAct)}


@pytest.mark.parametrize(("state", "who"), TABLE, ids=name_of)
def test_what_each_may_do(state: ChangeState, who: int) -> None:
    change = OwnerChangeFacts(state, FORMER, ANA, NEXT, isolated("Ben Kast"), FORMER, ANA)
    expected = TABLE[state, who]
    assert tuple(refusal(act, change, who) for act in ChangeAct) == expected
    assert legal_acts(change, who) == {
        act for act, no in zip(ChangeAct, expected, strict=True) if no is None
    }


@pytest.mark.parametrize("stored", [one for one in ChangeState if one is not UNANSWERED])
def test_an_ask_is_unanswered_from_its_minute_on(stored: ChangeState) -> None:
    assert state_at(stored, NOON, NOON - TICK) is stored
    expected = UNANSWERED if stored is ASKED else stored
    assert state_at(stored, NOON, NOON) is expected
    assert state_at(stored, NOON, NOON + TICK) is expected


@pytest.mark.parametrize(
    ("hours", "waits"), [(-1, False), (0, False), (5.99, False), (6, True), (240, True)]
)
def test_a_promise_waits_for_the_next_shift_when_it_lies_a_nights_rest_away(
    hours: float, waits: bool
) -> None:
    assert lies_in_next_shift(NOON + timedelta(hours=hours), NOON) is waits


def test_no_promise_waits_for_nothing() -> None:
    assert not lies_in_next_shift(None, NOON)


def test_sentences_are_whole() -> None:
    sentences = {one.sentence for row in TABLE.values() for one in row if one}
    assert len(sentences) == 6
    for one in sentences:
        assert one[0].isupper(), one
        assert one.endswith("."), one


@pytest.mark.parametrize(
    ("minutes", "ends_in"), [(None, 0), (-5, 0), (0, 0), (1, 1), (60, 60), (61, 0)]
)
def test_a_shift_that_ends_soon_ends_then(minutes: int | None, ends_in: int) -> None:
    until = None if minutes is None else NOON + timedelta(minutes=minutes)
    assert shift_end(until, NOON) == NOON + timedelta(minutes=ends_in)
