"""Names: what of them can be seen, and what they are found by, however plainly that is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.text import natural_key, search_key, search_terms, searchable, visible

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
    # Vowel marks, and letters that are typed for each other.
    ("محمد", "مُحَمَّد"),
    ("مُحَمَّد", "محمد"),
    ("محـمد", "محمد"),
    ("احمد", "أحمد"),
    ("فاطمه", "فاطمة"),
    ("علي", "على"),
    ("علی", "علي"),
    ("שרה", "שָׂרָה"),
    ("שָׂרָה", "שרה"),
    ("יוסף", "יוֹסֵף"),
    ("kirti", "कीर्ति"),  # vowels that are letters stay
    # A hyphen, a space, or neither.
    ("mary-ann", "Mary Ann"),
    ("mary ann", "Mary-Ann"),
    ("maryann", "Mary Ann"),
    ("mary ann", "Maryann"),
    ("maryann smith", "Mary Ann Smith"),
    ("mary‑ann", "Mary Ann"),
    ("jean–luc", "Jean Luc"),
    ("delacruz", "Maria de la Cruz"),
    ("o neill", "O'Neill"),
    ("oneill", "O Neill"),
    ("van-der-berg", "Van der Berg"),
    # Letters with a stroke or dots, and how they are written without.
    ("djordje", "Đorđe"),
    ("đorđe", "Djordje"),
    ("straß", "Strass"),
    ("strasz", "Straß"),
    ("strass", "Strasz"),
    ("mueller", "Mueller"),
    ("müller", "Muller"),
    ("łukasz", "Lukasz"),
    ("istanbul", "İstanbul"),
    ("ıstanbul", "Istanbul"),
    ("finn", "ﬁnn"),
    ("ａｎａ", "Ana"),
    ("ana", "ＡＮＡ"),
    ("aeroe", "Ærø"),
    ("gross", "GROẞ"),
    # Cyrillic and Greek in Latin letters, as people write them.
    ("yulia", "Юлия"),
    ("julia", "Юлия"),
    ("iuliia", "Юлия"),
    ("dmitry", "Дмитрий"),
    ("dmitri", "Дмитрий"),
    ("dmitrij", "Дмитрий"),
    ("sergey", "Сергей"),
    ("sergej", "Сергей"),
    ("mihail", "Михаил"),
    ("alexander", "Александер"),
    ("юлия", "Юлия"),
    ("giorgos", "Γιώργος"),
    ("γιωργος", "Γιώργος"),
    ("ΓΙΩΡΓΟΣ", "Γιώργος"),
    ("evangelos", "Ευάγγελος"),
    ("bampis", "Μπάμπης"),
]


LINE_BREAKS = ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", LINE_BREAKS, ids=ascii)
def test_a_line_break_of_any_program_joins_no_words(end: str) -> None:
    assert visible(f"Till 1{end}broken") == "Till 1\nbroken"


def test_what_could_not_be_decoded_is_nothing_to_see() -> None:
    assert visible("\ufffd") == visible(" \ufffd\ufffd") == ""
    assert visible("Jos\ufffd") == "Jos\ufffd"


@pytest.mark.parametrize("text", VISIBLE, ids=ascii)
def test_visible(text: str) -> None:
    assert visible(text) == VISIBLE[text]


@pytest.mark.parametrize(("typed", "name"), FOUND)
def test_a_name_is_found_typed_plainly(typed: str, name: str) -> None:
    terms = search_terms(typed)
    assert terms
    assert all(any(one in searchable(name) for one in term) for term in terms)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("anna", "Ana"),
        ("'", "O'Neill"),
        ("", "Ana"),
        ("jan", "Christian"),
        ("mary-ann", "Mary Smith"),
        ("annmary", "Mary Ann"),
        ("שלום", "שָׂרָה"),
        ("ana", "Юлия"),
    ],
)
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


def finds(typed: str, name: str) -> bool:
    known = searchable(name)
    return all(any(one in known for one in term) for term in search_terms(typed))


@given(st.text(min_size=1))
def test_whoever_is_looked_for_by_their_whole_name_is_found(text: str) -> None:
    assert finds(text, text)


parts = st.lists(
    st.text(st.characters(categories=["Lu", "Ll"]), min_size=1), min_size=1, max_size=4
)


@given(parts, st.sampled_from([" ", "-", "", "‑", " - "]), st.sampled_from([" ", "-", ""]))
def test_the_parts_of_a_name_are_found_however_they_are_joined(
    names: list[str], typed: str, written: str
) -> None:
    assert finds(typed.join(names), written.join(names))


@given(st.text(st.characters(min_codepoint=0x620, max_codepoint=0x64A), min_size=1), st.data())
def test_marks_of_vowels_make_no_difference(name: str, data: st.DataObject) -> None:
    marks = st.text(st.characters(min_codepoint=0x64B, max_codepoint=0x652), max_size=2)
    pointed = "".join(one + data.draw(marks) for one in name)
    assert search_key(pointed) == search_key(name)
    assert finds(pointed, name)
    assert finds(name, pointed)


@pytest.mark.parametrize(
    "names",
    [
        ("1", "2", "10"),
        ("Till 01", "Till 2", "Till 10", "Till 10a"),
        ("A-1", "A-2", "A-10", "B-1"),
        ("Till 9", "till 10", "TILL 11", "Till12"),
        ("Kasse ٢", "Kasse 3", "Kasse ١٠"),
        ("Apfel", "Äpfel 2", "Birne"),
        ("Level 1", "Level 1.2", "Level 1.10", "Level 2"),
    ],
)
def test_names_sort_by_the_value_of_their_numbers(names: tuple[str, ...]) -> None:
    mixed = names[::-1]
    assert sorted(mixed, key=natural_key) == list(names)
