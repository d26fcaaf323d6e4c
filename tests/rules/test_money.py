"""Amounts as people type them, in minor units; and written so that they are read as the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.language.current import in_language
from web.language.known import LANGUAGES, language_of
from web.rules.issues import Refusal
from web.rules.money import (
    amount_of,
    amount_to_edit,
    currencies,
    currency_at,
    currency_named,
    decimals_of,
    money_in_words,
)

NUMBER, SMALL, PRECISE, UNCLEAR, LARGE = (
    "Write the amount as a number",
    "Write an amount above zero",
    "This has too many decimals",
    "can be read in two ways",
    "This is more than can be written here",
)


def read(text: str, currency: str = "EUR", language: str = "en") -> int | str:
    """A refusal by its English sentence: catalogues are another matter."""
    found = language_of(language)
    assert found
    with in_language(found):
        amount = amount_of(text, currency)
    if isinstance(amount, int):
        return amount
    assert amount.sentence
    return "refused"


CLEAR = [
    ("12", 1200),
    ("12.5", 1250),
    ("12,5", 1250),
    ("12.50", 1250),
    (".5", 50),
    ("0,05", 5),
    ("007", 700),
    ("+3", 300),
    ("1.234,50", 123450),
    ("1,234.50", 123450),
    ("1'234.50", 123450),
    ("20,-", 2000),
    ("20.–", 2000),
    ("5.", 500),
    ("€ 20,--", 2000),
    ("1’234.50", 123450),
    ("1 234,50", 123450),
    ("1\u00a0234,50", 123450),
    ("1\u202f234,5", 123450),
    ("1 234 567", 123456700),
    ("1.234.567", 123456700),
    ("1,23,456.7", 12345670),
    ("1٬234٫50", 123450),
    ("١٢٫٥٠", 1250),
    ("١٢،٥", 1250),
    ("१२.५", 1250),
    ("  12.5  ", 1250),
    ("\u200f12.5\u200e", 1250),
    ("€12.50", 1250),
    ("12,50 €", 1250),
    ("eur 12.50", 1250),
    ("12.50EUR", 1250),
]


@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
@pytest.mark.parametrize(("text", "amount"), CLEAR)
def test_what_is_clear_is_the_same_in_every_language(text: str, amount: int, language: str) -> None:
    assert read(text, "EUR", language) == amount


NOT_ALL = [
    # Between thousands, as the reader's language has it.
    ("1,500", "EUR", "en", 150000),
    ("1.500", "EUR", "de", 150000),
    ("1,500", "EUR", "ar", 150000),
    ("1,500", "INR", "hi", 150000),
    ("1,500", "JPY", "en", 1500),
    ("1.500", "JPY", "tr", 1500),
    ("1.500", "JPY", "fr", 1500),
    # Decimals of the reader's language.
    ("1.500", "KWD", "en", 1500),
    ("1,500", "KWD", "de", 1500),
    ("1.500", "KWD", "ar", 1500),
    ("1,500", "TND", "fr", 1500),
    ("1٫500", "KWD", "ar", 1500),
    ("1٬500", "KWD", "ar", 1500000),
    # Clear: no mark between thousands could stand there.
    ("0,500", "KWD", "en", 500),
    ("1500,250", "KWD", "en", 1500250),
    ("1,500.000", "KWD", "en", 1500000),
    ("1.500,000", "KWD", "en", 1500000),
    ("1.500.000", "KWD", "en", 1500000000),
    ("1,5", "KWD", "ar", 1500),
    # Signs and names of the currency, as the reader knows them.
    ("US$12.50", "USD", "en", 1250),
    ("$12.50", "USD", "en", 1250),
    ("12,50 $US", "USD", "fr", 1250),
    ("12,50 $", "USD", "es", 1250),
    ("20 euros", "EUR", "en", 2000),
    ("20 Euro", "EUR", "de", 2000),
    ("R$ 12,50", "BRL", "pt-BR", 1250),
    ("12.500 د.ك.", "KWD", "ar", 12500),
    ("٢٠ د.ك.\u200f", "KWD", "ar", 20000),
    ("99999999.99", "EUR", "en", 9999999999),
    ("9999999999", "JPY", "en", 9999999999),
]


@pytest.mark.parametrize(("text", "currency", "language", "amount"), NOT_ALL)
def test_what_is_read_by_language_and_currency(
    text: str, currency: str, language: str, amount: int
) -> None:
    assert read(text, currency, language) == amount


REFUSED = [
    ("", "EUR", NUMBER),
    (" ", "EUR", NUMBER),
    ("some", "EUR", NUMBER),
    ("€", "EUR", NUMBER),
    ("EUR", "EUR", NUMBER),
    ("$12", "EUR", NUMBER),
    ("12 CHF", "EUR", NUMBER),
    ("12..5", "EUR", NUMBER),
    ("1.2.3", "EUR", NUMBER),
    ("12 50", "EUR", NUMBER),
    ("1,2345.00", "EUR", NUMBER),
    ("1.234 567", "EUR", NUMBER),
    ("1,234'567", "EUR", NUMBER),
    ("1 234.567,5 0", "EUR", NUMBER),
    ("1e3", "EUR", NUMBER),
    ("5²", "EUR", NUMBER),
    ("½", "EUR", NUMBER),
    ("0x10", "EUR", NUMBER),
    ("nan", "EUR", NUMBER),
    ("10+5", "EUR", NUMBER),
    ("1" * 41, "EUR", NUMBER),
    ("0", "EUR", SMALL),
    ("0.00", "EUR", SMALL),
    ("-5", "EUR", SMALL),
    ("−5", "EUR", SMALL),
    ("1.505", "EUR", PRECISE),
    ("0.005", "EUR", PRECISE),
    ("1.500", "EUR", PRECISE),
    ("1,500.000", "EUR", PRECISE),
    ("12.5", "JPY", PRECISE),
    ("12.00", "JPY", PRECISE),
    ("1.500", "JPY", PRECISE),
    ("1.5000", "KWD", PRECISE),
    ("1,500", "KWD", UNCLEAR),
    ("999,999", "TND", UNCLEAR),
    ("100000000", "EUR", LARGE),
    ("10000000000", "JPY", LARGE),
]


@pytest.mark.parametrize(("text", "currency", "sentence"), REFUSED)
def test_what_is_no_amount_is_said(text: str, currency: str, sentence: str) -> None:
    amount = amount_of(text, currency)
    assert isinstance(amount, Refusal)
    assert sentence in amount.sentence


@pytest.mark.parametrize(
    ("text", "currency", "language"),
    [
        ("1.500", "EUR", "fr"),
        ("1.500", "EUR", "pl"),
        ("1,500", "KWD", "ar"),
        ("1.500", "KWD", "de"),
        ("1.500", "TND", "fr"),
        ("1,500", "EUR", "de"),
    ],
)
def test_one_and_a_half_is_never_a_thousand(text: str, currency: str, language: str) -> None:
    assert read(text, currency, language) == "refused"


def test_a_sentence_shows_two_ways_that_are_read() -> None:
    amount = amount_of("1,500", "KWD")
    assert isinstance(amount, Refusal)
    assert amount.sentence == "“1,500” can be read in two ways. Write 1500 or 1.5."
    assert (amount_of("1500", "KWD"), amount_of("1.5", "KWD")) == (1500000, 1500)


SOME = ("EUR", "USD", "GBP", "CHF", "JPY", "KRW", "KWD", "TND", "INR", "EGP", "BRL", "TRY", "UAH")


@given(
    amount=st.integers(1, 10**10 - 1),
    currency=st.sampled_from(SOME),
    language=st.sampled_from(LANGUAGES),
)
def test_what_is_written_is_read_as_the_same(amount: int, currency: str, language: object) -> None:
    with in_language(language):  # type: ignore[arg-type]
        assert amount_of(money_in_words(amount, currency), currency) == amount
        assert amount_of(amount_to_edit(amount, currency), currency) == amount


@given(text=st.text(max_size=50), currency=st.sampled_from(SOME))
def test_anything_is_an_amount_or_a_sentence(text: str, currency: str) -> None:
    amount = amount_of(text, currency)
    assert isinstance(amount, Refusal) or 0 < amount < 10**10


def test_decimals_are_those_that_stored_amounts_have() -> None:
    """Where a new Babel has others, a migration must multiply what is stored."""
    none = "AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PYG RWF"
    none += " SOS SYP UGX VND VUV XAF XOF XPF YER"
    by_decimals = {0: {*none.split()}, 3: {"BHD", "JOD", "KWD", "LYD", "OMR", "TND"}}
    by_currency = {one: decimals_of(one) for one in currencies()}
    assert {one for one in by_currency if by_currency[one] == 0} == by_decimals[0]
    assert {one for one in by_currency if by_currency[one] == 3} == by_decimals[3]
    assert {*by_currency.values()} == {0, 2, 3}


def test_currency_of_a_country() -> None:
    known = {"AT": "EUR", "CH": "CHF", "US": "USD", "KW": "KWD", "JP": "JPY"}
    assert {country: currency_at(country) for country in known} == known
    assert currency_at(None) is None
    assert currency_at("AQ") is None


def test_currency_by_its_code() -> None:
    assert [currency_named(one) for one in ("eur", " CHF ", "DEM", "€", "", "EURO")] == [
        *("EUR", "CHF", None, None, None, None)
    ]
