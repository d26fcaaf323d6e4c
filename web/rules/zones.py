"""Time zones that can be chosen: those of the IANA database, on every machine.

Machines also have `localtime`, `posixrules` and `right/…`, which mean another time on each, or
count leap seconds.
"""

import re
from functools import cache

from web.language.current import current_language, in_language
from web.language.known import Language
from web.language.messages import gettext as _
from web.language.messages import pgettext
from web.language.places import city_in
from web.rules.countries import linked_zones, zone_names
from web.rules.text import search_key

# People who type these mean the clocks of New York and Denver; in the database they are those of
# Panama and Phoenix, without summer time.
_UNCLEAR = frozenset({"EST", "MST"})
# Etc/GMT+1 is an hour behind UTC (POSIX), which is not what people mean by GMT+1.
_OFFSET = re.compile(r"[-+\u2212]\s*\d", re.ASCII)


@cache
def zones_to_choose() -> tuple[str, ...]:
    """Regions with their cities, and UTC."""
    return tuple(sorted(name for name in zone_names() if "/" in name or name == "UTC"))


# Nobody is asked to choose these: offsets, and older names of zones in other regions.
_NOT_LISTED = ("Brazil", "Canada", "Chile", "Etc", "Mexico", "US")


Regions = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def zones_by_region() -> Regions:
    """For a list in the language of now: each region with its zones, as pairs of zone and city.
    UTC is in the last one, *Other*."""
    return _in_words(current_language())


@cache
def _in_words(language: Language) -> Regions:
    with in_language(language):
        names = _names_of_regions()
        other = (_("Other"), (("UTC", "UTC"),))
    found = (
        (names[region], sorted(_cities(language, zones), key=lambda zone: search_key(zone[1])))
        for region, zones in _regions().items()
    )
    return (*((name, tuple(zones)) for name, zones in found), other)


def _cities(language: Language, zones: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(zone, city_in(language, zone, city)) for zone, city in zones]


def _names_of_regions() -> dict[str, str]:
    return {
        "Africa": _("Africa"),
        "America": _("America"),
        "Antarctica": _("Antarctica"),
        "Arctic": _("Arctic"),
        "Asia": _("Asia"),
        "Atlantic": pgettext("ocean", "Atlantic"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": pgettext("ocean", "Indian"),
        "Pacific": pgettext("ocean", "Pacific"),
    }


def _regions() -> dict[str, list[tuple[str, str]]]:
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in zones_to_choose():
        region, _slash, city = zone.partition("/")
        if city and region not in _NOT_LISTED:
            words = ": ".join(city.replace("_", " ").split("/"))
            regions.setdefault(region, []).append((zone, words))
    return regions


def zone_named(text: str) -> str | None:
    """The zone that somebody means, also by an older name, such as Japan, or by its city alone;
    None when unknown. An offset, such as GMT+1, names none."""
    return _by_name().get(_key(text))


@cache
def _by_name() -> dict[str, str]:
    cities: dict[str, set[str]] = {}
    for zone in (one for one in zones_to_choose() if not _OFFSET.search(one)):
        cities.setdefault(_key(zone.rpartition("/")[2]), set()).add(zone)
    found = ((city, _only(zones)) for city, zones in cities.items())
    names = {city: zone for city, zone in found if zone}
    names |= {
        _key(old): zone
        for old, zone in linked_zones().items()
        if zone in zones_to_choose() and old not in _UNCLEAR
    }
    return names | {_key(zone): zone for zone in zones_to_choose()}


def _only(zones: set[str]) -> str | None:
    """Of several names the one of which the others are older names; None if there is none."""
    if len(zones) == 1:
        return min(zones)
    named_now = {linked_zones().get(zone, zone) for zone in zones}
    return min(named_now) if len(named_now) == 1 and named_now <= zones else None


def _key(text: str) -> str:
    """Letters and digits of each part: São Paulo is Sao_Paulo."""
    if _OFFSET.search(text):
        return "".join(text.casefold().split())
    return "/".join(search_key(part).replace(" ", "") for part in text.split("/"))
