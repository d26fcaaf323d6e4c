"""Who is reminded if nobody acts: a sentence for each reader, of known values."""

from datetime import UTC, datetime
from itertools import product

import pytest

from tests.support.message_values import values_of
from web.rules.nudge_words import (
    FIRST,
    LATER,
    Addressee,
    PlannedNudge,
    Subject,
    planned_message,
    reminded_message,
    subject_of,
)
from web.rules.vocabulary import Recipient

AT = datetime(2026, 11, 24, 10, 28, tzinfo=UTC)
ME = Addressee(Recipient.PERSON, "Ana", is_me=True)
BEN = Addressee(Recipient.HELPER, "Ben")
LEADS = Addressee(Recipient.LEADS)
OWNER = Addressee(Recipient.OWNER, "Lea")


@pytest.mark.parametrize(
    ("several", "subject"),
    [
        ([ME], Subject.ME),
        ([BEN], Subject.ONE),
        ([Addressee(Recipient.ON_SHIFT)], Subject.ONE),
        ([LEADS], Subject.SEVERAL),
        ([ME, BEN], Subject.SEVERAL),
    ],
)
def test_the_verb_goes_by_who_gets_it(several: list[Addressee], subject: Subject) -> None:
    assert subject_of(several) is subject
    for is_mine in (False, True):
        names = {"names"} if subject is not Subject.ME else set()
        assert values_of(reminded_message(several, is_mine=is_mine)) == names


def test_each_nudge_has_a_sentence_of_known_values() -> None:
    sent: list[tuple[Addressee, ...]]
    sent = [(), (OWNER,), (BEN,), (OWNER, BEN), (OWNER, LEADS), (OWNER, ME)]
    instead_of: list[tuple[Addressee, ...]] = [(), (BEN,), (LEADS, BEN), (ME,)]
    flags = product((False, True), repeat=3)
    for (to, instead), (is_urgent, is_off, is_mine) in product(product(sent, instead_of), flags):
        nudge = PlannedNudge(AT, to, is_urgent, is_off and OWNER in to, instead)
        message = planned_message(nudge, is_mine=is_mine)
        known = {*({"names"} if nudge.named else ()), *(() if is_mine else {"owner"})}
        assert values_of(message) <= known, (message, nudge)


def test_nobody_is_said_to_be_nobody() -> None:
    assert reminded_message([], is_mine=True) == "Nobody is reminded"


def test_each_recipient_has_a_name_of_its_own() -> None:
    assert FIRST.keys() == LATER.keys() == set(Recipient)
