"""When reports are alike, when they are a pattern, and what the watch of a cause says."""

from datetime import UTC, datetime, timedelta

import pytest

from web.rules import causes
from web.rules.causes import Reported, Watch

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
OTHERS = (
    "Shelf label is missing",
    "Wrong price on the receipt",
    "Card reader refuses cards",
    "Toilet door is locked",
    "Milk is sour",
    "Parking ticket lost",
)


def terms(words: str, language: str = "en") -> frozenset[str]:
    return causes.terms_of(words, language)


def rarity(*words: str) -> dict[str, float]:
    return dict(causes.rarity_of([terms(one) for one in (*OTHERS, *words)]))


ALIKE = [
    ("The lift does not work", "Lift is stuck again", True),
    ("Lift at the gate stuck between floors", "the lift is stuck", True),
    ("Freezer 3 is warm", "The freezers are warm again", True),
    ("Escalator stopped", "Escalators stop every hour", True),
    ("The lift does not work", "The till does not work", False),
    ("Till is broken", "Door is broken", False),
    ("Broken", "It is broken again", False),
    ("A customer is waiting", "Another customer waiting", False),
    ("", "The lift is stuck", False),
    ("Lift stuck with a wheelchair inside, ambulance called", "Coffee spilled at the lift", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), ALIKE)
def test_reports_that_are_alike(one: str, other: str, expected: bool) -> None:
    weights = rarity(one, other)
    assert causes.are_alike(terms(one), terms(other), weights) is expected
    assert causes.are_alike(terms(other), terms(one), weights) is expected


ABROAD = [
    ("de", "Der Aufzug ist steckengeblieben", "Aufzüge steckengeblieben", True),
    ("fr", "L’ascenseur est bloqué", "ascenseurs bloqués encore", True),
    ("ar", "المصعد معطل", "تعطل المصعد", True),
    ("uk", "Ліфт застряг", "ліфти застрягли знову", True),
    ("de", "Der Aufzug steht", "Die Kasse klemmt", False),
]


@pytest.mark.parametrize(("language", "one", "other", "expected"), ABROAD)
def test_in_other_languages(language: str, one: str, other: str, expected: bool) -> None:
    assert causes.are_alike(terms(one, language), terms(other, language)) is expected


def reported(id_: int, words: str = "The lift is stuck", **more: object) -> Reported:
    values = {"place": "Gate B", "at": NOW - timedelta(days=id_), **more}
    return Reported(id_, terms=terms(words), **values)  # type: ignore[arg-type]


# What another report has, and whether it is alike to a new one of the same words at Gate B.
OTHER = [
    ({}, True),
    ({"place": "Gate A"}, False),
    ({"place": None}, False),
    ({"at": NOW - timedelta(days=30)}, True),
    ({"at": NOW - timedelta(days=30, seconds=1)}, False),
    ({"words": "Milk is sour"}, False),
]


@pytest.mark.parametrize(("other", "expected"), OTHER)
def test_the_same_place_within_thirty_days(other: dict[str, object], expected: bool) -> None:
    new, one = reported(0), reported(7, **other)  # type: ignore[arg-type]
    assert causes.alike(new, [new, one], rarity()) == ([one] if expected else [])


# Two reports without a place: whether they share enough of their words.
WITHOUT_PLACE = [
    ("Lift is stuck", "The lift is stuck again", True),
    ("Card reader refuses cards", "The card reader refuses a card", True),
    ("Lift stuck with a pram inside", "Lift stuck, ambulance called", False),  # two of four words
    ("Lift is stuck", "Lift is loud", False),  # alike at one place
    ("Lift", "Lift is stuck", False),  # one word, though it is all of it
    ("Lift", "Lift", False),
    ("Parcel lost on the way", "Parcel opened", False),
    ("", "", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), WITHOUT_PLACE)
def test_without_a_place_only_what_is_very_alike(one: str, other: str, expected: bool) -> None:
    weights = rarity(one, other)
    new, old = reported(0, one, place=None), reported(1, other, place=None)
    assert causes.alike(new, [old], weights) == ([old] if expected else [])
    assert causes.alike(old, [new], weights) == ([new] if expected else [])
    cause = reported(2, other, place=None)
    assert (causes.cause_of(new, [cause], [], weights) == 2) is expected
    assert causes.same_fault(new, [old]) == [], "a fault that hits several is at a place"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), False),
        ((6, 8, 9), False),  # before it was dismissed
        ((1, 2), False),
        ((1, 2, 5), False),  # one of them with the dismissal
        ((1, 2, 3), True),
        ((0, 1, 2, 3, 9), True),
    ],
)
def test_a_dismissed_pattern_asks_again_when_it_has_become_one(
    days: tuple[int, ...], expected: bool
) -> None:
    reports = [NOW - timedelta(days=one) for one in days]
    assert causes.asks_again(NOW - timedelta(days=5), reports, NOW) is expected


def test_it_does_not_ask_again_for_what_is_long_ago() -> None:
    reports = [NOW - timedelta(days=one) for one in (1, 2, 40)]
    assert not causes.asks_again(NOW - timedelta(days=90), reports, NOW)


@pytest.mark.parametrize(("others", "expected"), [(0, False), (1, False), (2, True), (9, True)])
def test_three_reports_are_a_pattern(others: int, expected: bool) -> None:
    assert causes.is_pattern([reported(one + 1) for one in range(others)]) is expected


def test_one_fault_within_hours() -> None:
    new = reported(0)
    soon = reported(1, at=NOW - timedelta(hours=4))
    before = reported(2, at=NOW - timedelta(hours=4, seconds=1))
    assert causes.same_fault(new, [soon, before]) == [soon]


def test_the_newest_cause_at_the_place_by_its_words_or_those_linked_to_it() -> None:
    new, elsewhere = reported(0), reported(90, place="Gate A")
    by_words, by_linked = reported(91), reported(92, "Hydraulics leak")
    other = reported(93, "Milk is sour")
    linked = reported(5, at=NOW - timedelta(days=55), cause_id=92)
    assert causes.cause_of(new, [elsewhere, other], [], {}) is None
    assert causes.cause_of(new, [elsewhere, by_words, other], [], {}) == 91
    assert causes.cause_of(new, [by_linked], [linked], {}) == 92
    assert causes.cause_of(new, [by_words, by_linked], [linked], {}) == 92
    assert causes.cause_of(new, [reported(92, "Hydraulics", place="Gate A")], [linked], {}) is None


DAYS = timedelta(days=60)
COMEBACKS = [
    (timedelta(seconds=-1), False),
    (timedelta(0), False),  # it was there when the cause was resolved
    (timedelta(seconds=1), True),
    (DAYS, True),
    (DAYS + timedelta(seconds=1), False),
]


@pytest.mark.parametrize(("after", "expected"), COMEBACKS)
def test_what_counts_as_coming_back(after: timedelta, expected: bool) -> None:
    assert causes.is_comeback(NOW + after, NOW) is expected


WATCH = [
    (0, timedelta(days=59), Watch.SO_FAR),
    (0, DAYS, Watch.STAYED_AWAY),
    (1, timedelta(days=1), Watch.CAME_BACK),
    (1, timedelta(days=80), Watch.CAME_BACK),
    (2, timedelta(days=1), Watch.REOPEN),
    (7, timedelta(days=80), Watch.REOPEN),
]


@pytest.mark.parametrize(("comebacks", "later", "expected"), WATCH)
def test_what_the_watch_says(comebacks: int, later: timedelta, expected: Watch) -> None:
    assert causes.watch(NOW, comebacks, NOW + later) is expected
