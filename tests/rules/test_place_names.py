"""Countries and cities in the languages of their readers."""

import pytest

from web.language.current import in_language
from web.language.known import ENGLISH, LANGUAGES, Language, language_of
from web.rules.countries import (
    countries_in_words,
    country_in_words,
    country_named,
    country_names,
)
from web.rules.zones import zone_named, zones_by_region

EACH = pytest.mark.parametrize("language", LANGUAGES, ids=[one.code for one in LANGUAGES])


@EACH
def test_what_is_offered_is_understood(language: Language) -> None:
    with in_language(language):
        named = {code: country_named(country_in_words(code)) for code in country_names()}
        assert len(countries_in_words()) == len(country_names())
    assert named == {code: code for code in country_names()}


@EACH
def test_the_same_zones_are_offered_to_everybody(language: Language) -> None:
    def zones() -> set[str]:
        return {zone for _, listed in zones_by_region() for zone, _ in listed}

    with in_language(ENGLISH):
        offered = zones()
    with in_language(language):
        assert zones() == offered
    assert all(zone_named(zone) for zone in offered)


def test_names_are_those_of_the_language() -> None:
    german = language_of("de")
    assert german
    with in_language(german):
        assert country_in_words("AT") == "Österreich"
        assert country_in_words(None) == ""
        europe = dict(dict(zones_by_region())["Europa"])
    assert europe["Europe/Vienna"] == "Wien"
    assert country_in_words("AT") == "Austria"
