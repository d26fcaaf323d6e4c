"""Countries and cities as the readers of a language call them (Unicode CLDR, by Babel). In English
they stay as they are in the time zone database."""

from functools import cache

from babel.core import Locale
from babel.dates import get_timezone, get_timezone_location

from web.language.known import ENGLISH, PSEUDO, Language


def country_in(language: Language, code: str, english: str) -> str:
    """By its ISO 3166 code."""
    if language in (ENGLISH, PSEUDO):
        return english
    return str(_locale(language).territories.get(code, english))


def city_in(language: Language, zone: str, english: str) -> str:
    """That a time zone is called after."""
    if language in (ENGLISH, PSEUDO) or "/" not in zone:
        return english
    found = get_timezone_location(get_timezone(zone), locale=_locale(language), return_city=True)
    return found or english


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(language.formats)
