"""The terms of words: stems by language, beginnings, and pairs where there are no spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.language.known import LANGUAGES, PSEUDO
from web.rules.stems import Word, words_of

CODES = [one.code for one in (*LANGUAGES, PSEUDO)]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "battery Batteries"),
        ("en-XA", "battery Batteries"),
        ("de", "Kasse KASSEN"),
        ("de", "Kühltruhe Kuehltruhen kuhltruhe"),
        ("fr", "réparer répare REPARER"),
        ("es", "reparar reparó"),
        ("pt-BR", "devolução devoluções"),
        ("it", "rimborsare rimborso"),
        ("nl", "bestelling bestellingen"),
        ("pl", "kasa kasie kasach"),
        ("tr", "asansör asansörde ASANSÖRÜ asansor"),
        ("uk", "каса касу касами кас"),
        ("ar", "المصعد مصعد"),
        ("hi", "रसीद रसीदें"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len({word.stem for word in words_of(forms, language)}) == 1


def test_a_capital_i_is_that_of_the_language() -> None:
    assert words_of("IŞIK", "tr") == words_of("ışık", "tr")
    assert words_of("TILL", "en") == words_of("till", "en")


def test_beginnings_are_of_words_with_four_letters_and_equal_no_stem() -> None:
    (long,), (short,), (number,) = (words_of(one, "de") for one in ("Türen", "Tür", "4711"))
    assert (long.terms, short.terms, number.terms) == (("tur", "#ture"), ("tur",), ("4711",))


def test_where_there_are_no_spaces_each_pair_of_characters_is_a_word() -> None:
    words = words_of("收银机 till", "en")
    assert [word.is_pair for word in words] == [True, True, False]
    assert words_of("收银机", "en")[0] in words_of("重启收银机", "de")
    assert len(words_of("退", "en")) == 1


def test_words_are_folded_in_any_script() -> None:
    folded = [word.letters for word in words_of("Till 4’s SCANNER_x, café! Straße", "en")]
    assert folded == ["till", "4", "s", "scanner", "x", "cafe", "strasse"]


@given(st.text(), st.sampled_from(CODES))
def test_terms_are_ascii_without_quotes_or_spaces(text: str, language: str) -> None:
    for word in words_of(text, language):
        assert isinstance(word, Word)
        for term in word.terms:
            assert term.isascii()
            assert term.removeprefix("#").isalnum()
