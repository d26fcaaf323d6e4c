"""Countries by what people call them, in any language."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from web.rules.countries import country_named, country_names

NAMED = {
    "Austria": "AT",
    "austria": "AT",
    "at": "AT",
    "ＡＴ": "AT",
    "reunion": "RE",
    # Codes that are not, or not any more, in ISO 3166, and those of three letters.
    "UK": "GB",
    "U.K.": "GB",
    "USA": "US",
    "U.S.A.": "US",
    "AUT": "AT",
    # Names in English that the list does not have.
    "Turkey": "TR",
    "Holland": "NL",
    "Holy See": "VA",
    "Großbritannien": "GB",
    "Russian Federation": "RU",
    "the Netherlands": "NL",
    "Great Britain": "GB",
    "England": "GB",
    "Czech Republic": "CZ",
    "United States of America": "US",
    "South Korea": "KR",
    "Viet Nam": "VN",
    "Ivory Coast": "CI",
    "Burma": "MM",
    # In their own languages, and in others’.
    "Deutschland": "DE",
    "Österreich": "AT",
    "Osterreich": "AT",
    "Oesterreich": "AT",
    "Türkiye": "TR",
    "Turkiye": "TR",
    "die Schweiz": "CH",
    "Suisse": "CH",
    "les Pays-Bas": "NL",
    "Magyarország": "HU",
    "Éire": "IE",
    "espana": "ES",
    "Côte d’Ivoire": "CI",
    "Allemagne": "DE",
    "ΕΛΛΑΔΑ": "GR",
    "Україна": "UA",
    "россия": "RU",
    "中国": "CN",
    "日本": "JP",
    "भारत": "IN",
    "ישראל": "IL",
    # Their letters alone are codes of other countries: Montserrat, Angola, Malaysia.
    "مصر": "EG",
    "Áo": "AT",
    "Mỹ": None,
    # Short names, which are no other spellings of the codes UA, VA, BO, CU, NO, LA and TO.
    "UAE": "AE",
    "U.A.E.": "AE",
    "VAE": "AE",
    "BOE": None,
    "CUE": None,
    "NOE": None,
    "LAE": None,
    "TOE": None,
    "KSA": "SA",
    "BRD": "DE",
    "RSA": "ZA",
    "EUA": "US",
    "DRC": "CD",
    "DR Congo": "CD",
    "香港": "HK",
    "فلسطين": "PS",
    # None rather than a wrong one.
    "Kosovo": None,  # it has no code in ISO 3166
    "Narnia": None,
    "Congo": None,  # there are two
    "Kongo": None,
    "Europe": None,
    "EU": None,
    "Vienna": None,
    "the": None,
    "…": None,
    "": None,
}


@pytest.mark.parametrize("typed", NAMED, ids=ascii)
def test_a_country_by_its_name(typed: str) -> None:
    assert country_named(typed) == NAMED[typed]


def test_every_country_is_found_by_what_the_list_says() -> None:
    named = {code: country_named(name) for code, name in country_names().items()}
    assert {code for code, found in named.items() if code != found} == set()


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt", "it", "tr", "pl", "uk", "el", "ja"])
def test_the_names_of_a_language_name_no_other_country(language: str) -> None:
    """Those that mean another country in some other language are not found."""
    names = {code: Locale(language).territories[code] for code in country_names()}
    wrong = {name for code, name in names.items() if country_named(name) not in (code, None)}
    assert wrong == set()
    assert sum(country_named(name) is None for name in names.values()) < 8


@given(st.text())
def test_any_text_is_a_country_or_none(text: str) -> None:
    assert country_named(text) in {None, *country_names()}
