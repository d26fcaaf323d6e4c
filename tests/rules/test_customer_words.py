"""What each stop of the customer's page says, whoever is named on it."""

import re
from itertools import product

import pytest

from web.rules.customer_words import MESSAGES, Stop, stop_message, stop_of, stop_of_step
from web.rules.released import UPDATES
from web.rules.vocabulary import EventKind

NAMES = {"who": "Ben", "owner": "Ana", "before": "Kim"}
ALWAYS_NAMED = (Stop.REPORTED_AND_OWNED, Stop.OWNED, Stop.CHANGED)
STEPS = (Stop.HELPING, Stop.HELPED, Stop.HELP_ENDED)


@pytest.mark.parametrize("stop", Stop)
def test_no_message_names_who_is_not_there(stop: Stop) -> None:
    for chosen in product((True, False), repeat=3):
        names = {key: NAMES[key] for key, is_there in zip(NAMES, chosen, strict=True) if is_there}
        if "who" in names or stop not in (*ALWAYS_NAMED, *STEPS):
            assert stop_message(stop, names) % names


def test_each_message_is_said_by_somebody() -> None:
    used = {
        stop_message(stop, [name for name, one in zip(NAMES, chosen, strict=True) if one])
        for stop in Stop
        for chosen in product((True, False), repeat=3)
    }
    assert used == {message for several in MESSAGES.values() for message in several}


def test_messages_name_nobody_else() -> None:
    found = {
        name
        for several in MESSAGES.values()
        for message in several
        for name in re.findall(r"%\((\w+)\)s", message)
    }
    assert found == set(NAMES)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("who", "owner"), "Ben told you for Ana"),
        (("who",), "Ben’s update"),
        ((), "An update"),
    ],
)
def test_an_update_says_by_whom_and_for_whom(names: tuple[str, ...], sentence: str) -> None:
    assert stop_message(Stop.UPDATE, names) % NAMES == sentence


def test_what_a_stop_is() -> None:
    assert {stop_of(kind) for kind in UPDATES} - {Stop.RESOLVED} == {Stop.UPDATE}
    assert stop_of(EventKind.RESOLVED) is Stop.RESOLVED
    assert stop_of_step(is_accepted=False, is_over=False, is_done=False) is Stop.ASKING
    assert stop_of_step(is_accepted=True, is_over=False, is_done=False) is Stop.HELPING
    assert stop_of_step(is_accepted=True, is_over=True, is_done=True) is Stop.HELPED
    assert stop_of_step(is_accepted=True, is_over=True, is_done=False) is Stop.HELP_ENDED
