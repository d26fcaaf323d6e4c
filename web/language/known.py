"""The languages that the product speaks, and which of them a reader gets. Pure."""

from dataclasses import dataclass
from functools import cache

from babel.core import Locale, UnknownLocaleError, negotiate_locale


@dataclass(frozen=True, eq=False)  # each is there once, and a key of caches
class Language:
    """`code`: BCP 47. `formats`: the CLDR locale of its dates and times."""

    code: str
    own_name: str
    formats: str
    is_rtl: bool = False


ENGLISH = Language("en", "English", "en_GB")
LANGUAGES = (
    ENGLISH,
    Language("de", "Deutsch", "de"),
    Language("fr", "Français", "fr"),
    Language("es", "Español", "es"),
    Language("pt-BR", "Português (Brasil)", "pt_BR"),
    Language("it", "Italiano", "it"),
    Language("nl", "Nederlands", "nl"),
    Language("pl", "Polski", "pl"),
    Language("tr", "Türkçe", "tr"),
    Language("uk", "Українська", "uk"),
    Language("ar", "العربية", "ar_EG", is_rtl=True),
    Language("hi", "हिन्दी", "hi_IN"),
)
# English with accents, longer and in brackets: shows in tests which words no catalogue has.
PSEUDO = Language("en-XA", "[Ƥšéûðö]", "en_GB")
_BY_CODE = {one.code: one for one in (*LANGUAGES, PSEUDO)}
_CODES = [one.code for one in LANGUAGES]
_BY_TAG = {code.lower(): one for code, one in _BY_CODE.items()}  # RFC 5646 section 2.1.1
_LONGEST = 35  # characters of a tag (RFC 5646 section 4.4.1)


def language_of(code: str | None) -> Language | None:
    """None for a code that is not spoken here."""
    return _BY_CODE.get(code or "")


@cache
def locale_of(language: Language) -> Locale:
    return Locale.parse(language.formats)


def best_of(accepted: list[str]) -> Language | None:
    """The first of these tags that is spoken here, also by its language alone (RFC 4647 section
    3.4): `de-AT` gets `de`, `pt` gets `pt-BR`."""
    wanted = [_parent(one) for one in accepted if len(one) <= _LONGEST]
    found = negotiate_locale(wanted, _CODES, sep="-")
    return _BY_TAG.get((found or "").lower())


def _parent(tag: str) -> str:
    """The tag of a language that is spoken here under another one."""
    try:
        language = Locale.parse(tag, sep="-").language
    except (UnknownLocaleError, ValueError):
        return tag
    return "pt-BR" if language == "pt" else tag
