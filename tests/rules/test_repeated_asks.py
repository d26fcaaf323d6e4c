"""Which requests to leads count, which are the same, and when the answer is always yes."""

from datetime import UTC, datetime, timedelta

import pytest

from web.rules import causes
from web.rules import repeated_asks as rules
from web.rules.repeated_asks import Answers, Asked, AskFacts
from web.rules.vocabulary import StepState

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
OTHERS = (
    "Open the spare till",
    "Call the supplier about the door",
    "Carry the sofa",
    "Translate into Polish",
    "Look at the freezer",
    "Find the lost scarf",
)


def test_who_counts() -> None:
    """Employees who asked a lead and were answered."""
    counted = {
        (state, helper, asker)
        for state in StepState
        for helper in (True, False)
        for asker in (True, False)
        if rules.counts(AskFacts(state, helper_leads=helper, asker_leads=asker))
    }
    answered = (StepState.ACCEPTED, StepState.DONE, StepState.DECLINED)
    assert counted == {(state, True, False) for state in answered}


SAME = [
    ("en", "Approve a discount of 10 %", "May I give a discount on the lamp?", True),
    ("en", "Approve a taxi home", "OK for a taxi?", True),
    ("en", "Approve a discount", "Approve a taxi", False),  # that one asks is no likeness
    ("en", "Please allow", "Please approve", False),
    ("en", "", "", False),
    ("de", "Rabatt von 10 % genehmigen", "Darf ich Rabatte geben?", True),
    ("de", "Freigabe für ein Taxi", "Freigabe für einen Umtausch", False),
    ("fr", "Approuver un taxi", "Un taxi pour rentrer ?", True),
    ("fr", "Approuver un taxi", "Approuver une remise", False),
    ("es", "Autorizar un descuento", "Un descuento para la clienta", True),
    ("it", "Approvare uno sconto", "Permesso di uno sconto sulla lampada", True),
    ("nl", "Goedkeuring voor korting", "Korting op de lamp", True),
    ("nl", "Goedkeuring voor korting", "Goedkeuring voor een taxi", False),
    ("pl", "Zgoda na rabat", "Rabat na lampę", True),
    ("pl", "Zgoda na rabat", "Zgoda na taksówkę", False),
    ("pt-BR", "Aprovar um desconto", "Desconto na lâmpada", True),
    ("tr", "İndirim onayı", "Lambada indirim", True),
    ("tr", "İndirim onayı", "Taksi onayı", False),
    ("uk", "Погодити знижку", "Знижка на лампу", True),
    ("uk", "Погодити знижку", "Погодити таксі", False),
    ("ar", "الموافقة على خصم", "خصم على المصباح", True),
    ("ar", "الموافقة على خصم", "الموافقة على سيارة", False),
    ("hi", "छूट की अनुमति", "लैंप पर छूट", True),
]


@pytest.mark.parametrize(("language", "one", "other", "expected"), SAME)
def test_the_same_thing_in_other_words(language: str, one: str, other: str, expected: bool) -> None:
    first, second = asked(1, one, language), asked(2, other, language)
    rarity = causes.rarity_of(
        [first.terms, second.terms, *(rules.terms_of(each, "en") for each in OTHERS)]
    )
    assert rules.alike(first, [first, second], rarity) == ([second] if expected else [])


DAYS = timedelta(days=30)


@pytest.mark.parametrize(("ago", "expected"), [(DAYS, True), (DAYS + timedelta(seconds=1), False)])
def test_the_same_within_thirty_days(ago: timedelta, expected: bool) -> None:
    new, before = asked(1, "A taxi home"), asked(2, "A taxi home", at=NOW - ago)
    assert rules.alike(new, [before], {}) == ([before] if expected else [])


@pytest.mark.parametrize(("others", "expected"), [(0, False), (1, False), (2, True), (9, True)])
def test_three_are_told_as_one_thing(others: int, expected: bool) -> None:
    assert rules.is_repeated([asked(one, "A taxi home") for one in range(others)]) is expected


# Yes, no, and yes since it was dismissed.
ANSWERS = [
    ((2, 0, 2), False),
    ((3, 0, 3), True),
    ((6, 0, 6), True),
    ((6, 1, 6), False),  # one no ends it
    ((6, 0, 2), False),
    ((6, 0, 3), True),
    ((0, 3, 0), False),
]


@pytest.mark.parametrize(("answers", "expected"), ANSWERS)
def test_when_it_is_always_yes(answers: tuple[int, int, int], expected: bool) -> None:
    assert rules.is_always_yes(Answers(*answers)) is expected


LISTED = [
    ("Take up to 20 off for the trouble", "Approve a taxi home", False),
    ("Pay a taxi home when we caused the delay", "Approve a taxi home", True),
    ("Discount", "Approve a discount on the lamp", True),
]


@pytest.mark.parametrize(("listed", "need", "expected"), LISTED)
def test_what_stands_on_the_list_already(listed: str, need: str, expected: bool) -> None:
    known = [rules.terms_of(listed, "en"), rules.terms_of("Exchange anything", "en")]
    assert rules.is_listed(rules.terms_of(need, "en"), known) is expected


def asked(id_: int, need: str, language: str = "en", at: datetime = NOW) -> Asked:
    return Asked(id_, rules.terms_of(need, language), at)
