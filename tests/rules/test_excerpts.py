"""Excerpts of long texts: short, with all that was searched for, and made of the text alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.excerpts import excerpt
from web.rules.search import Piece, begins, search_words, terms_of

LONG = "word " * 30 + "a carpet knife" + " more" * 30
THAI = "พรม" * 60


def text_of(pieces: tuple[Piece, ...]) -> str:
    return "".join(text for text, _ in pieces)


def hits_of(pieces: tuple[Piece, ...]) -> list[str]:
    return [text for text, is_hit in pieces if is_hit]


def test_a_hit_stands_among_whole_words() -> None:
    pieces = excerpt(LONG, search_words("carp"))
    assert hits_of(pieces) == ["carpet"]
    said = text_of(pieces)
    assert said.startswith("…word word")
    assert said.endswith("more more …")
    assert 70 < len(said) < 90
    assert "wo…" not in said
    assert set(said.strip("… ").split()) == set(LONG.split())


def test_a_short_text_is_whole_and_one_without_a_hit_is_empty() -> None:
    assert text_of(excerpt("A  carpet\nknife", search_words("knife"))) == "A carpet knife"
    assert excerpt("nothing", search_words("carp")) == ()


def test_a_hit_at_an_end_leaves_the_room_to_the_other_side() -> None:
    for text in ("carpet " + "more " * 60, "more " * 60 + "carpet"):
        assert 70 < len(text_of(excerpt(text.strip(), search_words("carpet"), 80))) < 90


def test_words_far_apart_are_all_shown() -> None:
    far = "first " + "x " * 200 + "second " + "y " * 200 + "third"
    pieces = excerpt(far, search_words("third first second"), 140)
    assert hits_of(pieces) == ["first", "second", "third"]
    assert text_of(pieces).count(" … ") == 2
    assert len(text_of(pieces)) < 155


@pytest.mark.parametrize(
    ("text", "typed", "hit"),
    [
        (THAI + "ลิฟต์" + THAI, "ลิฟต์", "ลิฟต์"),
        ("没有空格的文字" * 30 + "冷たい" + "没有空格的文字" * 30, "冷た", "冷た"),
        ("a" * 300 + "-carpet-" + "b" * 300, "carpet", "carpet"),
        ("word " * 60 + "Mr O’Brien" + " more" * 60, "obrien", "O’Brien"),
        ("word " * 60 + "Berg-Meier" + " more" * 60, "meier", "Meier"),
    ],
)
def test_words_without_spaces_around_them_are_found(text: str, typed: str, hit: str) -> None:
    pieces = excerpt(text, search_words(typed))
    assert hits_of(pieces) == [hit]
    assert 60 < len(text_of(pieces)) < 95


WORDS = st.sampled_from(["carpet", "Müller", "O’Brien", "冷たい", "พรม", "x", "4", "<b>", "👩‍🔧"])


@given(st.lists(WORDS, min_size=1, max_size=120), st.lists(WORDS, max_size=4), st.integers(20, 200))
def test_each_word_that_is_in_a_text_is_in_its_excerpt(
    text: list[str], typed: list[str], longest: int
) -> None:
    words, plain = search_words(" ".join(typed)), " ".join(text)
    pieces = excerpt(plain, words, longest)
    said = text_of(pieces)
    for part in {part for word in words for part in word.parts}:
        is_in = any(begins(by, term) for by in part for term in terms_of(plain))
        shown = [term for one in hits_of(pieces) for term in terms_of(one)]
        assert is_in == any(begins(by, term) for by in part for term in shown)
    assert all(one.strip() in plain for one in said.split("…"))
    assert len(said) <= max(longest, 24 * len(typed)) + 30
