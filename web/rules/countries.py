"""Countries: their names, and the country of a time zone. From the IANA time zone database.

Names in other languages come from `cldr`.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from web.language.current import current_language
from web.language.known import Language
from web.language.places import country_in
from web.rules.cldr import countries_by_name, countries_by_old_code, country_key
from web.rules.text import one_spelling, search_key

# Common names that neither list has.
_ALSO_CALLED = {
    "america": "US",
    "brd": "DE",
    "britain": "GB",
    "dr congo": "CD",
    "drc": "CD",
    "emirates": "AE",
    "england": "GB",
    "eua": "US",
    "great britain": "GB",
    "grossbritannien": "GB",
    "holland": "NL",
    "holy see": "VA",
    "korea": "KR",
    "ksa": "SA",
    "macedonia": "MK",
    "northern ireland": "GB",
    "republic of ireland": "IE",
    "rsa": "ZA",
    "russian federation": "RU",
    "scotland": "GB",
    "uae": "AE",
    "united states of america": "US",
    "vae": "AE",
    "viet nam": "VN",
    "wales": "GB",
    "فلسطين": "PS",
    "香港": "HK",
}
_UNCLEAR = {"congo"}  # names of two countries
_CODE_LENGTHS = (2, 3)  # of ISO 3166-1, alpha-2 and alpha-3
_ARTICLE = re.compile(r"^(the|die|der|das|la|le|les|il|lo|el|los|las|o|a) (?=..)")


@cache
def country_names() -> dict[str, str]:
    """Names by ISO 3166 code, sorted by name."""
    rows = [(row[0], row[1]) for row in _rows("iso3166.tab")]
    return dict(sorted(rows, key=lambda row: row[1]))


def country_in_words(code: str | None) -> str:
    """Its name in the language of now; "" for none."""
    return _in_words(current_language()).get(code or "", "")


def countries_in_words() -> tuple[str, ...]:
    """All of them, sorted."""
    return tuple(sorted(_in_words(current_language()).values(), key=search_key))


@cache
def _in_words(language: Language) -> dict[str, str]:
    """A name that would not be understood, as that of two countries, is the English one."""
    names = {code: country_in(language, code, name) for code, name in country_names().items()}
    return {
        code: name if country_named(name) == code else country_names()[code]
        for code, name in names.items()
    }


def country_named(text: str) -> str | None:
    """The ISO 3166 code of a country by its name in any language or its code; None when unknown."""
    key = country_key(text)
    plain = _ARTICLE.sub("", key, count=1)
    if plain in _UNCLEAR:
        return None
    joined = key.replace(" ", "")  # U.S.A. has the key "u s a"
    keys = [key, plain, joined]
    if len(joined) not in _CODE_LENGTHS:  # VAE is not a spelling of VA
        keys.append(one_spelling(key))
    is_plain = unicodedata.normalize("NFKC", text).isascii()  # AO is not Áo, Austria
    codes = (_by_code, countries_by_old_code) if is_plain else ()
    known = (*codes, _by_name, countries_by_name)
    found = (names().get(one) for names in known for one in keys)
    return next((code for code in found if code in country_names()), None)


def load_country_names() -> None:
    """Takes most of a second, in which the process answers nothing: call it before the first
    request."""
    countries_by_name()


@cache
def _by_code() -> dict[str, str]:
    return {country_key(code): code for code in country_names()}


@cache
def _by_name() -> dict[str, str]:
    names = {country_key(name): code for code, name in country_names().items()}
    return _ALSO_CALLED | names


def country_of(zone: str) -> str | None:
    """The ISO 3166 code; None for a zone without a country, such as UTC."""
    return _by_zone().get(zone) or _by_zone().get(linked_zones().get(zone, ""))


def country_at(chosen: str | None, zone: str) -> str | None:
    """The country of a site: the one that was chosen for it, else its zone's."""
    return chosen or country_of(zone)


@cache
def _by_zone() -> dict[str, str]:
    return {zone: code for code, _, zone in _rows("zone.tab")}


@cache
def linked_zones() -> dict[str, str]:
    """Older and shorter names of zones, such as Europe/Kiev, with their present names."""
    found = {}
    for line in _text("tzdata.zi").splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            found[name] = target
    return found


@cache
def zone_names() -> frozenset[str]:
    """All names of the database, except the one that means "not chosen yet"."""
    found = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(found) - {"Factory"}


def _rows(name: str) -> list[tuple[str, ...]]:
    lines = _text(name).splitlines()
    return [tuple(line.split("\t")[:3]) for line in lines if line and not line.startswith("#")]


def _text(name: str) -> str:
    return files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
