"""Countries and cities as the readers of a language call them (Unicode CLDR, by Babel). In English
they stay as they are in the time zone database."""

from babel.dates import get_timezone, get_timezone_location

from web.language.known import ENGLISH, PSEUDO, Language, locale_of


def country_in(language: Language, code: str, english: str) -> str:
    """By its ISO 3166 code."""
    if language in (ENGLISH, PSEUDO):
        return english
    return str(locale_of(language).territories.get(code, english))


def city_in(language: Language, zone: str, english: str) -> str:
    """That a time zone is called after."""
    if language in (ENGLISH, PSEUDO) or "/" not in zone:
        return english
    found = get_timezone_location(get_timezone(zone), locale=locale_of(language), return_city=True)
    return found or english
