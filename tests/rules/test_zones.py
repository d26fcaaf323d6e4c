"""Time zones as people type them, and what is none to choose."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.zones import zone_named, zones_to_choose

TYPED = {
    "Europe/Vienna": "Europe/Vienna",
    "europe/vienna": "Europe/Vienna",
    " Europe / Vienna ": "Europe/Vienna",
    "America/New York": "America/New_York",
    "america/argentina/buenos_aires": "America/Argentina/Buenos_Aires",
    "Vienna": "Europe/Vienna",
    "new york": "America/New_York",
    "utc": "UTC",
    # Accents, dots and hyphens or none.
    "Zürich": "Europe/Zurich",
    "São Paulo": "America/Sao_Paulo",
    "Asunción": "America/Asuncion",
    "St. Johns": "America/St_Johns",
    "St. John’s": "America/St_Johns",
    "Port au Prince": "America/Port-au-Prince",
    "america/port au prince": "America/Port-au-Prince",
    # Etc/GMT+1 is behind UTC, and GMT+1 ahead of it: only the whole name is clear.
    "Etc/GMT+1": "Etc/GMT+1",
    "etc/gmt-1": "Etc/GMT-1",
    "GMT+1": None,
    "GMT-1": None,
    "gmt + 1": None,
    "GMT −1": None,
    "UTC+1": None,
    "GMT": "Etc/GMT",
    # Older names are of the list, or lead into it.
    "Europe/Kiev": "Europe/Kiev",
    "Asia/Calcutta": "Asia/Calcutta",
    "US/Pacific": "US/Pacific",
    "Japan": "Asia/Tokyo",
    "Turkey": "Europe/Istanbul",
    # Cities of one zone that has two names in the list.
    "Istanbul": "Europe/Istanbul",
    "Nicosia": "Asia/Nicosia",
    "Buenos Aires": "America/Argentina/Buenos_Aires",
    "Catamarca": "America/Argentina/Catamarca",
    "Cordoba": "America/Argentina/Cordoba",
    "Jujuy": "America/Argentina/Jujuy",
    "Mendoza": "America/Argentina/Mendoza",
    "Indianapolis": "America/Indiana/Indianapolis",
    "Louisville": "America/Kentucky/Louisville",
    # One city is one zone of its own, although others keep the same time.
    "Amsterdam": "Europe/Amsterdam",
    # Two zones, or what is called so is not where the zone is named after.
    "Pacific": None,
    "Samoa": None,
    # In New York and Denver the clock changes; in Panama and Phoenix, so named there, it does not.
    "EST": None,
    "mst": None,
    "HST": "Pacific/Honolulu",
    "CET": "Europe/Brussels",
    # What a machine has besides, or means nothing.
    "localtime": None,
    "Factory": None,
    "posixrules": None,
    "posix/Europe/Vienna": None,
    "right/Europe/Vienna": None,
    "right/UTC": None,
    "../../etc/localtime": None,
    "Europe": None,
    "Europe/": None,
    "/": None,
    "zone.tab": None,
    "CEST": None,
    "+02:00": None,
    "": None,
}


@pytest.mark.parametrize("typed", TYPED)
def test_a_zone_as_it_is_typed(typed: str) -> None:
    assert zone_named(typed) == TYPED[typed]


def test_each_of_the_list_is_itself_and_there() -> None:
    assert {zone_named(zone) for zone in zones_to_choose()} == set(zones_to_choose())
    assert all(ZoneInfo(zone).key == zone for zone in zones_to_choose())


@given(st.text() | st.sampled_from(zones_to_choose()).map(str.upper))
def test_any_text_is_one_of_the_list_or_none(text: str) -> None:
    assert zone_named(text) in {None, *zones_to_choose()}
