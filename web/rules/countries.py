"""Countries: their names, and in which one a time zone lies. From the IANA time zone database."""

from functools import cache
from importlib.resources import files

from web.rules.text import search_key


@cache
def country_names() -> dict[str, str]:
    """By ISO 3166 code, in the order of their names."""
    rows = [(row[0], row[1]) for row in _rows("iso3166.tab")]
    return dict(sorted(rows, key=lambda row: row[1]))


def country_named(text: str) -> str | None:
    """The code of a country by its name or its code, however plainly that is typed."""
    return _by_name().get(search_key(text))


@cache
def _by_name() -> dict[str, str]:
    names = {search_key(name): code for code, name in country_names().items()}
    return names | {search_key(code): code for code in country_names()}


def country_of(zone: str) -> str | None:
    """The ISO 3166 code; None for a zone of no country, such as UTC."""
    return _by_zone().get(zone) or _by_zone().get(_links().get(zone, ""))


def country_at(chosen: str | None, zone: str) -> str | None:
    """Of a site: the one that was chosen for it, else its zone's."""
    return chosen or country_of(zone)


@cache
def _by_zone() -> dict[str, str]:
    return {zone: code for code, _, zone in _rows("zone.tab")}


@cache
def _links() -> dict[str, str]:
    """Older names of zones, such as Europe/Kiev, and what they are called now."""
    found = {}
    for line in _text("tzdata.zi").splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            found[name] = target
    return found


def _rows(name: str) -> list[tuple[str, ...]]:
    lines = _text(name).splitlines()
    return [tuple(line.split("\t")[:3]) for line in lines if line and not line.startswith("#")]


def _text(name: str) -> str:
    return files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
