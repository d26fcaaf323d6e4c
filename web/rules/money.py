"""Amounts of money: read as people type them, written in the reader's language. Pure.

An amount is a whole number of minor units of its currency (ISO 4217): 1850 of EUR is 18.50, 1850 of
JPY is 1850. How many decimals a currency has is from the Unicode CLDR, by Babel; a test knows them
all, since amounts that are stored would change with them.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from string import digits
from unicodedata import category, decimal

from babel.core import Locale
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_name,
    get_currency_precision,
    get_currency_symbol,
    get_territory_currencies,
)

from web.language.current import current_language
from web.language.known import Language, locale_of
from web.language.messages import gettext as _
from web.rules.countries import country_names
from web.rules.issues import Refusal

MOST_DIGITS = 10  # of an amount, with its decimals
LONGEST = 40  # characters that are read as an amount
_MINUS = ("-", "\u2212", "\u2010", "\u2013")
_APOSTROPHES = "'\u2019\u02bc"
_ARABIC_COMMA, _ARABIC_DECIMAL, _ARABIC_GROUP = "\u060c", "\u066b", "\u066c"
_KNOWN = {*digits, *".,' +", *_MINUS, _ARABIC_DECIMAL, _ARABIC_GROUP}
_WHOLE = re.compile(r" ?[.,][-\u2013]{0,2}$")  # 20,- and 5.
# In threes, or as in India: the last three, then pairs.
_GROUPED = r"\d{1,3}(G\d{3})+|\d{1,2}(G\d{2})+G\d{3}"


@dataclass(frozen=True)
class Money:
    amount: int  # in minor units
    currency: str  # ISO 4217

    def __str__(self) -> str:
        return money_in_words(self.amount, self.currency)


def decimals_of(currency: str) -> int:
    return get_currency_precision(currency)


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 codes that some country pays with today."""
    return frozenset(one for code in country_names() for one in get_territory_currencies(code))


def currency_at(country: str | None) -> str | None:
    """Of an ISO 3166 code; None where none is known."""
    return next(iter(get_territory_currencies(country)), None) if country else None


def currency_named(text: str) -> str | None:
    """By its code in letters of any size; None for what is no currency of today."""
    code = text.strip().upper()
    return code if code in currencies() else None


def money_in_words(amount: int, currency: str) -> str:
    """`€18.50`, as the reader of now writes it."""
    return format_currency(_value(amount, currency), currency, locale=_locale())


def amount_to_edit(amount: int, currency: str) -> str:
    """`18.50`, without its currency: `amount_of` reads it again."""
    pattern = "0." + "0" * decimals_of(currency) if decimals_of(currency) else "0"
    return format_decimal(_value(amount, currency), pattern, locale=_locale())


def amount_of(text: str, currency: str) -> int | Refusal:
    """In minor units. Whoever writes 1.500 may mean one and a half: a mark is only taken for one
    between thousands where the reader's language has it so, and it cannot be the decimal one."""
    number = _without_currency(_plain(text), currency) if len(text) <= LONGEST else ""
    number = _WHOLE.sub("", number)
    if number.startswith(_MINUS) and _parts(number[1:].lstrip()):
        return _refuse_small(currency)
    parts = _parts(number.removeprefix("+").lstrip())
    if parts is None:
        return _refuse(currency)
    if parts.mark == _symbol("decimal"):
        parts = _Parts(parts.whole[:-3], parts.whole[-3:])
    elif parts.mark and decimals_of(currency) and not _is_group(parts.mark, currency):
        return _refuse_unclear(text, parts)
    return _amount(parts, currency)


def _amount(parts: "_Parts", currency: str) -> int | Refusal:
    if len(parts.part) > decimals_of(currency):
        return _refuse_precise(currency)
    amount = int((parts.whole or "0") + parts.part.ljust(decimals_of(currency), "0"))
    if amount == 0:
        return _refuse_small(currency)
    if len(str(amount)) > MOST_DIGITS:
        return Refusal(_("This is more than can be written here. Check the amount."))
    return amount


@dataclass(frozen=True)
class _Parts:
    """Digits before and after the decimal mark. `mark`: the one that may be it, or one between
    thousands, as which it is taken; "": it is clear."""

    whole: str
    part: str = ""
    mark: str = ""


def _parts(number: str) -> _Parts | None:
    """None: not a number. `number`: digits, blanks and marks."""
    marks = [one for one in number if one not in digits]
    last = marks[-1] if marks else ""
    is_decimal = last in (".", ",", _ARABIC_DECIMAL) and marks.count(last) == 1
    whole, _mark, part = number.rpartition(last) if is_decimal else (number, "", "")
    if not (part if is_decimal else whole):
        return None
    groups = {*marks} - {last if is_decimal else ""}
    if not groups:
        if is_decimal and _may_be_grouped(whole, last, part):
            return _Parts(whole + part, mark=last)
        return _Parts(whole, part)
    grouped = _GROUPED.replace("G", re.escape(min(groups)))
    if len(groups) > 1 or not re.fullmatch(grouped, whole, re.ASCII):
        return None
    return _Parts("".join(one for one in whole if one in digits), part)


def _may_be_grouped(whole: str, mark: str, part: str) -> bool:
    """0.500 and 1500.250 are clear."""
    fits = len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return fits and mark != _ARABIC_DECIMAL


def _is_group(mark: str, currency: str) -> bool:
    return mark == _symbol("group") and decimals_of(currency) < 3


def _symbol(name: str) -> str:
    return str(_locale().number_symbols["latn"][name])


def _plain(text: str) -> str:
    """Digits of every script as 0 to 9, blanks as one, without marks of direction."""
    return " ".join("".join(_plain_sign(one) for one in text).split())


def _plain_sign(one: str) -> str:
    digit = decimal(one, None)
    if digit is not None:
        return str(digit)
    if one in _APOSTROPHES:
        return "'"
    if one == _ARABIC_COMMA:
        return ","
    return "" if category(one) == "Cf" else one


def _without_currency(number: str, currency: str) -> str:
    """Without its code, sign or name, before or behind it; "" where anything else is left."""
    for name in _names(current_language(), currency):
        folded = number.casefold()
        if folded.startswith(name):
            number = number[len(name) :].lstrip()
            break
        if folded.endswith(name):
            number = number[: -len(name)].rstrip()
            break
    return number if _KNOWN.issuperset(number) else ""


@cache
def _names(language: Language, currency: str) -> tuple[str, ...]:
    """Folded, the longest first: US$ before $."""
    locale = locale_of(language)
    names = {currency, *(get_currency_symbol(currency, one) for one in (locale, "en"))}
    names |= {one for name in names for one in name if category(one) == "Sc"}
    names |= {get_currency_name(currency, count, locale) for count in (None, 1, 2, 5)}
    return tuple(sorted((_plain(one).casefold() for one in names), key=len, reverse=True))


def _refuse(currency: str) -> Refusal:
    example = _example(currency)
    return Refusal(_("Write the amount as a number, such as %(example)s.", example=example))


def _refuse_small(currency: str) -> Refusal:
    example = _example(currency)
    return Refusal(_("Write an amount above zero, such as %(example)s.", example=example))


def _refuse_precise(currency: str) -> Refusal:
    example = _example(currency)
    return Refusal(_("This has too many decimals. Write it like %(example)s.", example=example))


def _refuse_unclear(text: str, parts: _Parts) -> Refusal:
    decimals = format_decimal(Decimal(parts.whole) / 1000, "0.0##", locale=_locale())
    return Refusal(
        _(
            "“%(typed)s” can be read in two ways. Write %(thousands)s or %(decimals)s.",
            typed=text.strip(),
            thousands=parts.whole,
            decimals=decimals,
        )
    )


def _example(currency: str) -> str:
    return amount_to_edit(1250 * 10 ** max(0, decimals_of(currency) - 2), currency)


def _value(amount: int, currency: str) -> Decimal:
    return Decimal(amount).scaleb(-decimals_of(currency))


def _locale() -> Locale:
    return locale_of(current_language())
