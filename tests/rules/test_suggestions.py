"""Whom to ask first and why: orders, reasons, names in a text, and which words are the same."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.stems import Word, words_of
from web.rules.suggestions import (
    MOST,
    Because,
    DoneStep,
    Ground,
    HelperCandidate,
    NamedPerson,
    matching_skills,
    named_in,
    same_word,
    says_something,
    suggest,
    worth_telling,
)

ON_SHIFT = Because(Ground.ON_SHIFT)
WANTED = "Cut a carpet to size"

here = partial(HelperCandidate, is_here=True, on_shift=True)
off_shift = partial(HelperCandidate, is_here=True, on_shift=False)
elsewhere = partial(HelperCandidate, is_here=False, on_shift=True)


def done(*likeness: float, minutes: float = 10) -> tuple[DoneStep, ...]:
    return tuple(DoneStep(one, minutes) for one in likeness)


def order(*people: HelperCandidate) -> list[int]:
    return [one.id for one in suggest(people, WANTED, "en")]


def reasons(one: HelperCandidate) -> tuple[Because, ...]:
    return suggest([one], WANTED, "en")[0].because


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], []),
        # Who has nothing to show but the shift stays in the order given.
        ([here(3), here(1), here(2)], [3, 1, 2]),
        ([here(1), here(2, done=done(0.3))], [2, 1]),
        ([here(1, done=done(0.4)), here(2, done=done(0.6))], [2, 1]),
        ([here(1, done=done(0.5)), here(2, done=done(0.5))], [1, 2]),
        # Having done it more often counts, and less each time.
        ([here(1, done=done(0.5)), here(2, done=done(0.4, 0.4, 0.4))], [2, 1]),
        ([here(1, done=done(0.9)), here(2, done=done(*[0.4] * 9))], [1, 2]),
        # Somebody named them; they say that they can; both.
        ([here(1, done=done(0.5)), here(2, proposed_by="Ben")], [2, 1]),
        ([here(1, proposed_by="Ben"), here(2, done=done(0.7))], [2, 1]),
        ([here(1, skills=("carpets",)), here(2, done=done(0.4))], [2, 1]),
        ([here(1), here(2, skills=("carpets",))], [2, 1]),
        ([here(1, skills=("carpet bombs",)), here(2, skills=("carpets",))], [2, 1]),
        ([here(1, done=done(0.5)), here(2, done=done(0.4), skills=("carpets",))], [2, 1]),
        # Elsewhere or off shift: only for a reason, and behind those who are here.
        ([elsewhere(1), off_shift(2), here(3)], [3]),
        ([elsewhere(1, done=done(1.0)), here(2)], [2, 1]),
        ([off_shift(1, done=done(1.0)), elsewhere(2, done=done(0.2)), here(3)], [3, 2, 1]),
        # A reason elsewhere has its place, however many are here without one.
        ([*map(here, range(1, 9)), elsewhere(9, done=done(1.0))], [1, 2, 3, 4, 9]),
        ([here(n, done=done(0.2)) for n in range(1, 9)], [1, 2, 3, 4, 5]),
        ([elsewhere(9, done=done(1.0)), *[here(n, done=done(0.2)) for n in range(5)]], [*range(5)]),
        # Who is asked already comes last.
        (
            [here(1, done=done(1.0), is_asked=True), here(2), elsewhere(3, proposed_by="B")],
            [2, 3, 1],
        ),
    ],
)
def test_the_order(people: list[HelperCandidate], expected: list[int]) -> None:
    assert order(*people) == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (here(1), (ON_SHIFT,)),
        (here(1, skills=("bicycles",)), (ON_SHIFT,)),
        (here(1, skills=("bicycles", "Carpets")), (Because(Ground.SKILL, word="Carpets"),)),
        (here(1, proposed_by="Ben"), (Because(Ground.PROPOSED, word="Ben"),)),
        (here(1, done=done(0.4, minutes=7.4)), (Because(Ground.DONE, 1, 7),)),
        (here(1, done=done(0.4, minutes=0.2)), (Because(Ground.DONE, 1, 1),)),
        (
            here(1, done=(DoneStep(0.3, 5), DoneStep(0.3, 500), DoneStep(0.4, 12))),
            (Because(Ground.DONE, 3, 12),),  # the median: one long wait says little
        ),
        (
            here(1, done=done(0.4), proposed_by="Ben", skills=("carpets",)),
            (
                Because(Ground.DONE, 1, 10),
                Because(Ground.PROPOSED, word="Ben"),
                Because(Ground.SKILL, word="carpets"),
            ),
        ),
    ],
)
def test_the_reasons(one: HelperCandidate, expected: tuple[Because, ...]) -> None:
    assert reasons(one) == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], []),
        ([(1, 0.8), (2, 0.4), (3, 0.39)], [1, 2]),
        ([(1, 0.3), (2, 0.18), (3, 0.17)], [1, 2]),
        ([(1, 0.17)], []),  # they share what everything shares
    ],
)
def test_which_steps_are_told(scores: list[tuple[int, float]], expected: list[int]) -> None:
    assert [step for step, _ in worth_telling(scores)] == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("till", "till", True),
        ("till", "tills", True),
        ("fit", "fit", True),
        ("fit", "fitting", False),  # too short to tell
        ("battery", "batteries", True),
        ("repair", "repairing", True),
        ("card", "cardboard", False),
        ("carpet", "carping", False),
        ("bike", "bakery", False),
        ("", "till", False),
    ],
)
def test_forms_of_one_word(one: str, other: str, same: bool) -> None:
    first, second = Word(one, one), Word(other, other)
    assert same_word(first, second) is same
    assert same_word(second, first) is same


@pytest.mark.parametrize(
    ("skills", "wanted", "expected"),
    [
        (["Till repair"], "Repair the till", {"Till repair": 1.0}),
        (["Till repair"], "Come to the till", {"Till repair": 0.5}),
        (["Till and scanner repair"], "Come to the till", {}),
        (["Customer service"], "A customer is waiting", {}),  # every issue has a customer
        (["Help"], "Please help", {}),
        (["Türkçe"], "Somebody who speaks turkce", {"Türkçe": 1.0}),
        (["料理"], "料理", {"料理": 1.0}),
        (["!?"], "!?", {}),
    ],
)
def test_skills_that_a_text_names(
    skills: list[str], wanted: str, expected: dict[str, float]
) -> None:
    assert matching_skills(skills, wanted, "en") == expected


COLLEAGUES = [
    NamedPerson(1, "Ben", "Kastner", True),
    NamedPerson(2, "Ben", "Olsson", False),
    NamedPerson(3, "Zoë", "Müller", True),
    NamedPerson(4, "Kim", "Lee", True),
    NamedPerson(5, "Kim", "Park", True),
    NamedPerson(6, "Ana María", "de la Cruz", True),
    NamedPerson(7, "Ada", "", False),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ben", 1),  # the other Ben is elsewhere
        ("ask ben, he is at the tills", 1),
        ("Ben Olsson", 2),
        ("Ben Olsson or Ben Kastner", None),
        ("Kim", None),
        ("Kim Park", 5),
        ("zoe mueller", 3),
        ("ZOË MÜLLER!", 3),
        ("Ben or Zoë", None),
        ("Ben Kastner, not Zoë", 1),
        ("Ana Maria de la Cruz", 6),
        ("Ana-Maria Delacruz", 6),
        ("Ana", None),  # half a first name
        ("Bennet", None),
        ("Ada", None),  # elsewhere, and a first name only
        ("", None),
        ("…", None),
    ],
)
def test_who_is_named(text: str, expected: int | None) -> None:
    assert named_in(text, COLLEAGUES) == expected


SHORT = [
    NamedPerson(1, "Tom", "Weiss", True),
    NamedPerson(2, "Ina", "Brandt", True),
    NamedPerson(3, "Isa", "Lund", True),
    NamedPerson(4, "Asa", "Berg", True),
    NamedPerson(5, "Ona", "Roy", True),
    NamedPerson(6, "Theo", "Sand", True),
    NamedPerson(7, "Mary Ann", "Hill", True),
    NamedPerson(8, "Klaus", "Simon", True),
    NamedPerson(9, "Jean-Luc", "O’Neill", True),
    NamedPerson(10, "Ba A", "Quist", True),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A name does not begin in one word and end in another.
        ("The spare key is in a drawer, ask Tom", 1),
        ("in a hurry", None),
        ("this is a test", None),
        ("as a favour", None),
        ("on a ladder", None),
        ("on the other side", None),
        ("in a drawer, ask Ina", 2),
        ("ask theo", 6),
        # Parts of one name, together or not.
        ("Mary Ann", 7),
        ("Mary-Ann", 7),
        ("Maryann", 7),
        ("mary annhill", 7),
        ("maryann hill", 7),
        ("Ann", None),
        ("Mary Annabel", None),
        ("ma ryann", None),
        ("Klaussimon", 8),
        ("Klausimon", 8),
        ("klaus simon", 8),
        ("Jean Luc", 9),
        ("Jeanluc", 9),
        ("jean-luc oneill", 9),
        ("jean luc o neill", 9),
        # Parts that are spelled alike.
        ("ba a", 10),
        ("baa", 10),
        ("ba a quist", 10),
    ],
)
def test_names_are_not_found_across_words(text: str, expected: int | None) -> None:
    assert named_in(text, SHORT) == expected


def test_short_numbers_and_everyday_words_say_nothing() -> None:
    words = words_of("the 4, 204 and 4711: A4, till", "en")
    assert [word.letters for word in words if says_something(word)] == ["4711", "a4", "till"]


people = st.builds(
    HelperCandidate,
    st.integers(1, 50),
    st.booleans(),
    st.booleans(),
    st.lists(st.builds(DoneStep, st.floats(0.18, 1), st.floats(0, 500)), max_size=4).map(tuple),
    st.sampled_from([(), ("carpets",), ("bicycles",)]),
    st.sampled_from([None, "Ben"]),
    st.booleans(),
)


@given(st.lists(people, max_size=12, unique_by=lambda one: one.id))
def test_always_with_a_reason_and_never_too_many(candidates: list[HelperCandidate]) -> None:
    found = suggest(candidates, WANTED, "en")
    by_id = {one.id: one for one in candidates}
    assert len(found) <= MOST
    assert len({one.id for one in found}) == len(found)
    for one in found:
        plain = one.because == (ON_SHIFT,)
        assert one.because
        assert plain or ON_SHIFT not in one.because
        assert not plain or (by_id[one.id].is_here and by_id[one.id].on_shift)
    near = [by_id[one.id].is_here and by_id[one.id].on_shift for one in found]
    free = [n for n, one in zip(near, found, strict=True) if not by_id[one.id].is_asked]
    assert free == sorted(free, reverse=True)
