"""Every page in every language: its messages fit their values."""

import pytest
from sqlmodel import select

from tests.support.languages import TRANSLATED
from tests.web import canaries
from tests.web.route_things import Things
from tests.web.routes import CALLS
from tests.web.world import World
from web.language.known import Language
from web.store.tables.accounts import Site

pytestmark = pytest.mark.chooses_languages

# Whose browser is in English.
OF_A_CUSTOMER = {"status.status", "answers.show", "follow.show"}
PAGES = {name: call for name, call in CALLS.items() if call.method == "GET"}


def speak(world: World, language: Language) -> None:
    with world.database.write() as session:
        for site in session.exec(select(Site)).all():
            site.language = language.code
            session.add(site)


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda one: one.code)
def test_every_page_can_be_shown(one_world: World, language: Language) -> None:
    speak(one_world, language)
    things = Things(one_world)
    answers = {name: call.make(one_world.admin, things) for name, call in PAGES.items()}
    assert {name: one.status for name, one in answers.items() if one.status >= 500} == {}
    shown = [one for one in answers.values() if one.page and "<html" in one.text]
    assert {one.headers["Content-Language"] for one in shown} <= {language.code, "en"}
    named = {name: one.headers.get("Content-Language") for name, one in answers.items()}
    in_english = {name for name, code in named.items() if code == "en" and answers[name].page}
    assert in_english <= OF_A_CUSTOMER


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda one: one.code)
def test_a_whole_story_can_be_read(one_world: World, language: Language) -> None:
    speak(one_world, language)
    ref = canaries.story(one_world, resolved=True)
    for persona in ("owner", "colleague", "lead"):
        answer = one_world.browser_of(persona).get(f"/issues/{ref}")
        assert answer.status == 200
        assert answer.headers["Content-Language"] == language.code
