"""Which words find a text, however each of them is written."""

import pytest

from web.rules.search import marked, matches, search_words, terms_of

# Text, and what is typed to find it.
FOUND = [
    ("Till 4 is dead", "till4"),
    ("Till4 is dead", "till 4"),
    ("Till4 is dead", "till-4"),
    ("Till-4 is dead", "till4"),
    ("Till-4 is dead", "TILL 4"),
    ("Kasse４ steht", "kasse 4"),
    ("касса 12", "касса12"),
    ("The wifi is slow", "wi-fi"),
    ("The Wi-Fi is slow", "wifi"),
    ("Straße", "STRASSE"),
    ("ﬁlter", "filter"),
    ("İstanbul", "ıstanbul"),
]
NOT_FOUND = [
    ("Till 4 is dead", "till5"),
    ("Till 4 is dead", "till 5"),
    ("Till 40 is dead", "till 4"),
    ("4 chairs, one table", "till4"),
    ("The door is slow", "wi-fi"),
    ("K is at 7 F, 3", "K7F3"),
]


def finds(typed: str, text: str) -> bool:
    words, terms = search_words(typed), terms_of(text)
    return bool(words) and all(matches(word, terms) for word in words)


@pytest.mark.parametrize(("text", "typed"), FOUND)
def test_it_is_found(text: str, typed: str) -> None:
    assert finds(typed, text)
    assert any(is_hit for _, is_hit in marked(text, search_words(typed)))


@pytest.mark.parametrize(("text", "typed"), NOT_FOUND)
def test_it_is_not_found(text: str, typed: str) -> None:
    assert not finds(typed, text)
