"""References: short, and unambiguous when read aloud or copied by hand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.refs import as_typed, new_ref, refs_in

# As somebody dictates it, and as its address is sent on.
AROUND = ["{}", " {} ", "\t{}\n", "{}.", "{},", "({})", "{}\u200b", "“{}”", "{}…"]
SAMPLE = "".join(new_ref(8) for _ in range(3000))


@given(st.integers(4, 10))
def test_a_letter_a_digit_and_the_rest(length: int) -> None:
    assert re.fullmatch(rf"[A-Z][0-9][A-Z0-9]{{{length - 2}}}", new_ref(length))


@pytest.mark.parametrize("absent", "0O1IL5S8BNPVUGZ")
def test_what_could_be_mistaken_is_left_out(absent: str) -> None:
    assert absent not in SAMPLE


def test_there_are_as_many_as_promised() -> None:
    letters = {new_ref(2)[0] for _ in range(2000)}
    digits = {new_ref(2)[1] for _ in range(2000)}
    assert len(letters) * len(digits) * len(set(SAMPLE)) ** 2 == 39_690


@given(st.integers(4, 8), st.sampled_from(AROUND))
def test_dictated_in_small_letters_it_is_found_all_the_same(length: int, around: str) -> None:
    ref = new_ref(length)
    assert as_typed(around.format(ref.lower())) == ref


def test_typed_on_another_keyboard_it_is_found_all_the_same() -> None:
    assert as_typed("ｒ７ｄｊ") == as_typed("R٧DJ") == "R7DJ"


@pytest.mark.parametrize("typed", ["R7 DJ", "r 7 d j", "R7-DJ", "r7.dj", "R７–ＤＪ"])
def test_read_aloud_and_typed_in_parts_it_is_found_all_the_same(typed: str) -> None:
    assert as_typed(typed) == "R7DJ"


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("R7DJ’s", {"R7DJ", "R7DJS"}),
        ("issue r7dj, please", {"R7DJ"}),
        ("https://own.example.org/issues/R7DJ?owned=1", {"R7DJ"}),
        ("r7dj or K7F3?", {"R7DJ", "K7F3"}),
        ("R7DJX", {"R7DJX"}),
        ("carpet", {"CARPET"}),
        ("the carpet frays", set()),
        ("", {""}),
    ],
)
def test_references_in_a_text(text: str, refs: set[str]) -> None:
    assert refs_in(text) == refs
