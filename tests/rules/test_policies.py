"""Ladders as data: what may be saved, the sentence where not, and that nothing is lost as JSON."""

import inspect
import json
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules import policies
from web.rules.escalation import EscalationStep, EscalationSteps
from web.rules.policies import EDITABLE, SHIPPED, as_data, faults, from_data, in_order
from web.rules.vocabulary import Recipient, Trigger


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def step(
    after: int = 0,
    *whom: Recipient,
    every: timedelta | None = None,
    at_most: int | None = None,
    again: bool = False,
    person_id: int | None = None,
) -> EscalationStep:
    return EscalationStep(
        minutes(after),
        whom or (Recipient.LEADS,),
        every=every,
        at_most=at_most,
        again=again,
        person_id=person_id,
    )


def again(every: int = 15, at_most: int | None = None) -> EscalationStep:
    """A step that keeps an endless ladder going."""
    return step(60, every=minutes(every), at_most=at_most)


PROMISE, UNOWNED, HELPER = Trigger.PROMISE, Trigger.UNOWNED, Trigger.HELPER
SHIFT, REOPENED, UNREACHABLE = Trigger.SHIFT, Trigger.REOPENED, Trigger.UNREACHABLE
NOT_FORGOTTEN = (
    "The last step has to repeat without end, so that no issue is forgotten. "
    "Say after how many minutes it repeats, and leave “How many times at most” empty."
)
RANGE = "Write at most 1440 minutes (a day) before, or 10080 minutes (a week) after."
OFTEN = "It may repeat every 5 minutes to every 1440 minutes (a day)."
TIMES = "It may repeat at most 1 to 99 times."
AT_ONCE = "These steps are tried one after the other at once: leave the times empty."
BEFOREHAND = "It cannot come before its time: write 0 or more minutes."
NOBODY_ASKED = "Nobody has been asked for anything here: the helper cannot be reminded."
HOW_OFTEN = "Also say after how many minutes it repeats."
AGAIN = "“After the same time again” is for those who were asked and have not answered."
OWN_TIME = "“After the same time again” has its own time: leave the minutes at 0."
ONLY_THEM = "Before the end of a shift only the person on shift can be reminded."
WHO_HEARS = "Add a step at the end of the shift: who hears what was left open?"
PERSON = "Choose the person to remind."

# The ladder, the row that is wrong (None: the whole), its field, and what is said. One fault each.
WRONG: list[tuple[Trigger, EscalationSteps, int | None, str, str]] = [
    (HELPER, (), None, "", "Add at least one step: who is reminded, and when."),
    (PROMISE, (*[step()] * 8, again()), None, "", "There are at most 8 steps."),
    (PROMISE, (step(),), None, "", NOT_FORGOTTEN),
    (PROMISE, (step(0, every=minutes(15)), step(5)), None, "", NOT_FORGOTTEN),
    (UNOWNED, (again(at_most=99),), None, "", NOT_FORGOTTEN),
    (SHIFT, (step(-30, Recipient.OWNER),), None, "", WHO_HEARS),
    (HELPER, (step(at_most=3),), 0, "every", HOW_OFTEN),
    (HELPER, (step(every=minutes(4)),), 0, "every", OFTEN),
    (HELPER, (step(every=minutes(1441)),), 0, "every", OFTEN),
    (HELPER, (step(every=minutes(0)),), 0, "every", OFTEN),
    (HELPER, (step(every=minutes(5), at_most=0),), 0, "at_most", TIMES),
    (HELPER, (step(every=minutes(5), at_most=100),), 0, "at_most", TIMES),
    (HELPER, (step(), EscalationStep(minutes(1), ())), 1, "", "Say who is reminded."),
    (HELPER, (step(0, Recipient.PERSON),), 0, "", PERSON),
    (HELPER, (step(0, Recipient.LEADS, person_id=3),), 0, "", PERSON),
    (PROMISE, (step(0, Recipient.HELPER), again()), 0, "", NOBODY_ASKED),
    (UNOWNED, (step(0, Recipient.HELPER), again()), 0, "", NOBODY_ASKED),
    (
        *(UNOWNED, (step(0, Recipient.OWNER), again()), 0, ""),
        "Nobody owns the issue here: the owner cannot be reminded.",
    ),
    (
        *(UNREACHABLE, (step(0, Recipient.OWNER),), 0, ""),
        "The owner cannot be reached here: choose someone else.",
    ),
    (
        *(SHIFT, (step(0, Recipient.OWNER, Recipient.LEADS),), 0, ""),
        "The person is not reminded after their shift: choose someone else.",
    ),
    (SHIFT, (step(-30, Recipient.LEADS), step()), 0, "", ONLY_THEM),
    (SHIFT, (step(-30, Recipient.OWNER, Recipient.LEADS), step()), 0, "", ONLY_THEM),
    (UNREACHABLE, (step(5),), 0, "", AT_ONCE),
    (UNREACHABLE, (step(every=minutes(15)),), 0, "", AT_ONCE),
    (REOPENED, (step(-1),), 0, "after", BEFOREHAND),
    (HELPER, (step(-1),), 0, "after", BEFOREHAND),
    (UNOWNED, (step(-1), again()), 0, "after", BEFOREHAND),
    (PROMISE, (step(-1441), again()), 0, "after", RANGE),
    (HELPER, (step(10_081),), 0, "after", RANGE),
    (REOPENED, (step(again=True),), 0, "", AGAIN),
    (HELPER, (step(5, again=True),), 0, "after", OWN_TIME),
]


@pytest.mark.parametrize(("trigger", "ladder", "row", "field", "sentence"), WRONG)
def test_what_may_not_be_saved_and_why(
    trigger: Trigger, ladder: EscalationSteps, row: int | None, field: str, sentence: str
) -> None:
    assert faults(trigger, ladder) == ((row, field, sentence),)


def test_every_sentence_is_tried() -> None:
    said = {sentence for *_, sentence in WRONG}
    assert len(said) == len(re.findall(r"yield (?!from)", inspect.getsource(policies)))
    for sentence in said:
        assert sentence[0].isupper() or sentence[0] == "“"
        assert sentence[-1] in ".?"


RIGHT: list[tuple[Trigger, EscalationSteps]] = [
    (PROMISE, (again(),)),
    (PROMISE, (step(-1440), step(0, Recipient.PERSON, person_id=1), again(1440))),
    # Of several that come last, one that goes on is enough.
    (PROMISE, (step(60), again())),
    (PROMISE, (again(), step(60))),
    (UNOWNED, (*[step()] * 7, again(5))),
    (HELPER, (step(0, Recipient.HELPER), step(again=True), step(10_080))),
    (HELPER, (step(every=minutes(5), at_most=99),)),
    (SHIFT, (step(-30, Recipient.OWNER), step(0, Recipient.LEADS))),
    (SHIFT, (step(15, Recipient.ADMINS),)),
    (REOPENED, (step(0, Recipient.OWNER),)),
    (UNREACHABLE, (step(0, Recipient.ON_SHIFT), step(0, Recipient.ADMINS))),
]


@pytest.mark.parametrize(("trigger", "ladder"), RIGHT)
def test_what_may_be_saved(trigger: Trigger, ladder: EscalationSteps) -> None:
    assert faults(trigger, ladder) == ()


@pytest.mark.parametrize("trigger", EDITABLE)
def test_what_is_shipped_may_be_saved(trigger: Trigger) -> None:
    assert faults(trigger, SHIPPED[trigger]) == ()
    assert in_order(SHIPPED[trigger]) == SHIPPED[trigger]


def test_what_begins_has_a_ladder() -> None:
    assert set(SHIPPED) == set(EDITABLE) == set(Trigger) - {Trigger.HOURS}


def test_saved_by_time_and_what_comes_at_once_as_it_was() -> None:
    first, second = step(0, Recipient.OWNER), step(0, Recipient.LEADS)
    late, doubled = again(), step(again=True)
    assert in_order((doubled, late, first, second)) == (first, second, late, doubled)
    assert in_order((second, first)) == (second, first)


def test_of_one_row_everything_is_said() -> None:
    found = faults(HELPER, (step(-5, every=minutes(1), at_most=0),))
    assert found == ((0, "after", BEFOREHAND), (0, "every", OFTEN), (0, "at_most", TIMES))


rungs = st.builds(
    EscalationStep,
    after=st.integers(-1440, 10_080).map(minutes),
    whom=st.lists(st.sampled_from(Recipient), unique=True).map(tuple),
    is_urgent=st.booleans(),
    every=st.none() | st.integers(5, 1440).map(minutes),
    at_most=st.none() | st.integers(1, 99),
    again=st.booleans(),
    person_id=st.none() | st.integers(1, 2**31),
)


@given(st.lists(rungs, max_size=8).map(tuple))
def test_nothing_is_lost_as_json(ladder: EscalationSteps) -> None:
    assert from_data(json.loads(json.dumps(as_data(ladder)))) == ladder


@given(st.sampled_from(EDITABLE), st.lists(rungs, max_size=10).map(tuple))
def test_whatever_is_accepted_goes_on_where_it_must(
    trigger: Trigger, ladder: EscalationSteps
) -> None:
    """And whatever order it was typed in, the sentences are the same in number."""
    said = faults(trigger, ladder)
    assert sorted(text for *_, text in said) == sorted(
        text for *_, text in faults(trigger, ladder[::-1])
    )
    if not said and trigger in policies.ENDLESS:
        assert any(one.every and one.at_most is None for one in ladder)
