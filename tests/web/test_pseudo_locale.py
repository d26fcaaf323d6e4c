"""Every page in the pseudo-locale: what stands outside of its brackets is in no catalogue."""

import calendar
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import String
from sqlmodel import AutoString, SQLModel, select

from tests.support.directions import SPOKEN
from tests.web import canaries
from tests.web.answers import Answer
from tests.web.personas import PERSONAS
from tests.web.route_things import Things
from tests.web.routes import CALLS
from tests.web.world import World
from web.language.known import LANGUAGES, PSEUDO
from web.store.tables.accounts import Person, Site

pytestmark = pytest.mark.chooses_languages

# The customer's pages go by their link and the browser.
OF_CUSTOMERS = ("status.status", "answers.show", "follow.show")
PAGES = {
    name: call for name, call in CALLS.items() if call.method == "GET" and name not in OF_CUSTOMERS
}
WORD = re.compile(r"[^\W\d_]{2,}")
ADDRESS = re.compile(r"https?://\S+", re.ASCII)
MESSAGE = re.compile(r"\[[^\[\]]*\]")
# CLDR's names of days; names of zones, cities and countries; what is typed into a terminal.
NOT_MESSAGES = ("time", "optgroup", "datalist", "code", "kbd", "svg", "script", "style")
# "Language" is named in English, too.
ALWAYS = {"own", "it", "language", *map(str.lower, calendar.day_name)} | {
    word.lower() for one in (*LANGUAGES, PSEUDO) for word in WORD.findall(one.own_name)
}


def speak_pseudo(world: World) -> None:
    with world.database.write() as session:
        for site in session.exec(select(Site)).all():
            site.language = PSEUDO.code
            session.add(site)


def outside(answer: Answer, world: World) -> set[str]:
    """The words of a page that are neither in brackets nor in the database."""
    assert answer.page is not None
    texts = [visible(answer.page.root), *spoken(answer.page.root)]
    left = (
        word.lower()
        for text in texts
        for word in WORD.findall(without_messages(ADDRESS.sub("", text)))
    )
    return set(left) - ALWAYS - written(world)


def without_messages(text: str) -> str:
    while text != (shorter := MESSAGE.sub(" ", text)):
        text = shorter
    return text


def visible(element: Element) -> str:
    if element.tag in NOT_MESSAGES:
        return ""
    inner = (visible(one) + (one.tail or "") for one in element)
    return " ".join(((element.text or ""), *inner))


def spoken(root: Element) -> Iterator[str]:
    for one in root.iter():
        yield from (value for name, value in one.attrib.items() if name in SPOKEN)


def written(world: World) -> set[str]:
    """Every word that somebody wrote or that a row holds."""
    found: set[str] = set()
    with world.database.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            columns = [one for one in table.columns if isinstance(one.type, String | AutoString)]
            for row in session.execute(select(*columns)) if columns else ():
                found.update(word.lower() for text in row for word in WORD.findall(str(text)))
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_word_of_a_page_is_in_a_catalogue(one_world: World, name: str) -> None:
    speak_pseudo(one_world)
    call, things = PAGES[name], Things(one_world)
    for persona in PERSONAS[:4]:
        answer = call.make(one_world.browser_of(persona), things)
        if answer.page is not None:
            assert outside(answer, one_world) == set(), persona


@pytest.mark.parametrize("persona", ["owner", "colleague", "lead"])
def test_every_word_of_a_whole_story_is_in_a_catalogue(one_world: World, persona: str) -> None:
    speak_pseudo(one_world)
    ref = canaries.story(one_world, resolved=True)
    answer = one_world.browser_of(persona).get(f"/issues/{ref}")
    assert outside(answer, one_world) == set()


def test_a_word_outside_of_the_catalogues_is_found(one_world: World) -> None:
    with one_world.database.write() as session:
        person = session.get_one(Person, one_world.id("owner"))
        person.language = "en"
        session.add(person)
    assert "shift" in outside(one_world.owner.get("/me"), one_world)
