"""Names of countries in every language that the Unicode CLDR knows. From Babel's data."""

import pickle
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.core import get_global
from babel.localedata import locale_identifiers, resolve_locale_filename

from web.rules.text import search_key


def country_key(text: str) -> str:
    """The search key of a country's name in its own script: without vowels, مصر (Egypt) would be
    the code MSR."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    if all("LATIN" in unicodedata.name(one, "") for one in letters if one.isalpha()):
        return search_key(text)
    plain = (one for one in letters if unicodedata.category(one) != "Mn")
    return " ".join("".join(one if one.isalnum() else " " for one in plain).split())


@cache
def countries_by_name() -> dict[str, str]:
    """ISO 3166 codes by the keys of names, except names of several countries."""
    codes = defaultdict(set)
    for code, name in {pair for one in locale_identifiers() for pair in _territories(one)}:
        codes[country_key(name)].add(code)
    return {name: only.pop() for name, only in codes.items() if len(only) == 1 and name}


@cache
def countries_by_old_code() -> dict[str, str]:
    """ISO 3166 codes by alpha-3 codes and codes no longer in use, such as UK."""
    aliases = get_global("territory_aliases").items()
    return {country_key(old): new[0] for old, new in aliases if len(new) == 1}


def _territories(language: str) -> Iterator[tuple[str, str]]:
    """Reads one file itself: babel.Locale would keep all of each language in memory, 170 MB."""
    data = pickle.loads(Path(resolve_locale_filename(language)).read_bytes())  # noqa: S301 (Babel's)
    names = data.get("territories", {})
    return ((code, name) for code, name in names.items() if len(code) == 2 and code.isalpha())
