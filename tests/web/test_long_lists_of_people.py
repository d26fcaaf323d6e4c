"""Lists of people, a page at a time: each costs what it shows, and acts return to where one was."""

from collections.abc import Iterator

import pytest

from tests.support.plans import plans, whole_reads, whole_sorts
from tests.support.statements import statements
from tests.web.answers import Answer, Browser
from tests.web.world import World
from web.cli.sample import Sample
from web.reads.accounts.people import PAGE
from web.store.tables.accounts import Person

LISTS = [("admin", "/settings/people"), ("admin", "/people"), ("lead", "/people")]


def add_people(world: World, count: int, elsewhere: int = 0) -> None:
    def make(sample: Sample) -> str:
        for number in range(count):
            sample.person(world.site, f"Nora Berg {number:03}")
        for number in range(elsewhere):
            sample.person(world.elsewhere, f"Øle Lund {number:03}")
        return ""

    world.make(make)


def shown(answer: Answer) -> list[int]:
    """Ids of people, as they stand there."""
    assert answer.page is not None
    ids = [one.attrib.get("id") or "" for one in answer.page.root.iter()]
    return [int(one.removeprefix("person-")) for one in ids if one.startswith("person-")]


def link(answer: Answer, words: str) -> str | None:
    assert answer.page is not None
    found = [one for one in answer.page.root.iter("a") if one.text == words]
    return found[0].attrib["href"] if found else None


def pages(browser: Browser, path: str | None) -> Iterator[Answer]:
    while path:
        answer = browser.get(path)
        yield answer
        path = link(answer, "Next page")


@pytest.mark.parametrize(("persona", "path"), LISTS)
def test_a_long_list_asks_what_a_short_one_asks(world: World, persona: str, path: str) -> None:
    browser = world.browser_of(persona)
    with statements(world.database) as few:
        browser.get(path)
    add_people(world, 120, elsewhere=20)
    with statements(world.database) as many:
        answer = browser.get(path)
    assert len(many) == len(few)
    assert len(shown(answer)) == PAGE


@pytest.mark.parametrize(("persona", "path"), LISTS)
def test_no_list_reads_or_sorts_all_people(world: World, persona: str, path: str) -> None:
    add_people(world, 120, elsewhere=20)
    browser = world.browser_of(persona)
    last = shown(browser.get(path))[-1]
    for query in ("", f"?first={last}", f"?site={world.site.id}"):
        with plans(world.database) as found:
            browser.get(f"{path}{query}")
        of_people = [plan for plan in found if "ix_person" in plan]
        assert of_people
        for plan in found:
            assert not whole_reads(plan, "person"), plan
            assert not whole_reads(plan, "issue"), plan
        for plan in of_people:
            assert not whole_sorts(plan), plan


@pytest.mark.parametrize(("persona", "path"), LISTS)
def test_each_person_stands_on_one_page_in_order(world: World, persona: str, path: str) -> None:
    add_people(world, 120, elsewhere=20)
    seen = [one for page in pages(world.browser_of(persona), path) for one in shown(page)]
    with world.database.read() as session:
        people = [session.get_one(Person, one) for one in seen]
    assert [one.search_name for one in people] == sorted(one.search_name for one in people)
    assert len(set(seen)) == len(seen) == (145 if persona == "admin" else 124)


def test_a_lead_sees_their_own_site_whatever_the_address_says(world: World) -> None:
    answer = world.lead.get(f"/people?site={world.elsewhere.id}")
    assert "Sven Olsson" not in answer.words
    assert "Ben Kastner" in answer.words


@pytest.mark.parametrize("find", ["lund 007", "Ole L", "ØLE 007", "olelund007"])
def test_a_search_finds_beginnings_of_words(world: World, find: str) -> None:
    add_people(world, 20, elsewhere=20)
    answer = world.admin.get(f"/settings/people?find={find}")
    assert "Øle Lund 007" in answer.words
    assert "Nora Berg" not in answer.words


@pytest.mark.parametrize("find", ["und", "%", "!!", "Nora Lund"])
def test_a_search_that_finds_nobody_says_what_to_do(world: World, find: str) -> None:
    add_people(world, 20, elsewhere=20)
    answer = world.admin.fetch("GET", "/settings/people", query_string={"find": find})
    assert answer.status == 200
    assert f"Nobody found for “{find}”. Try fewer letters of the name." in answer.words
    assert shown(answer) == []


def test_a_site_is_filtered_and_searched(world: World) -> None:
    add_people(world, 20, elsewhere=20)
    here = f"/settings/people?site={world.elsewhere.id}"
    assert len(shown(world.admin.get(here))) == 21
    assert len(shown(world.admin.get(f"{here}&find=Lund"))) == 20
    answer = world.admin.get(f"{here}&find=Nora")
    assert "Try fewer letters of the name, or all sites." in answer.words


@pytest.mark.parametrize(
    "query", ["first=x", "first=999999", "site=x", "first=-1", "first=", "x=1"]
)
def test_a_page_that_is_none_is_the_first(world: World, query: str) -> None:
    add_people(world, 60)
    assert shown(world.admin.get(f"/settings/people?{query}")) == shown(
        world.admin.get("/settings/people")
    )


def test_a_short_list_has_no_search(world: World) -> None:
    assert "Search by name" not in world.admin.get("/settings/people").words
    add_people(world, 20)
    assert "Search by name" in world.admin.get("/settings/people").words


def test_an_act_on_one_person_leads_back_to_the_same_page(world: World) -> None:
    add_people(world, 120)
    second = link(world.admin.get("/settings/people?find=Nora"), "Next page")
    assert second is not None
    query = second.partition("?")[2]
    who = shown(world.admin.get(second))[3]
    path = f"/settings/people/{who}"
    page = world.admin.get(f"{path}?{query}")
    assert link(page, "People") == f"{second}#person-{who}"
    fields = {"role": "lead", "site_id": str(world.site.id)}
    assert world.admin.post(f"{path}?{query}", fields).location == f"{path}?saved&{query}"
    name = world.admin.post(f"{path}/name?{query}", {"first_name": "Nora", "last_name": "Berg X"})
    assert name.location == f"{path}?{query}"
    for act in ("", "/link", "/close"):
        assert f"{path}{act}?{query}" in page.forms()
    assert world.admin.post(f"{path}/close?{query}").location == f"/settings/people?saved&{query}"


def test_skills_lead_back_to_the_same_page_with_what_was_typed(world: World) -> None:
    add_people(world, 120)
    second = link(world.lead.get("/people"), "Next page")
    assert second is not None
    page = world.lead.get(second)
    who, query = shown(page)[3], second.partition("?")[2]
    path = f"/people/{who}/skills"
    assert f"{path}?{query}" in page.forms()
    answer = world.lead.post(f"{path}?{query}", {"skills": "lifts"})
    assert answer.location == f"{second}#person-{who}"
    for address in (f"{path}?{query}", path):  # the second of a page from before the update
        refused = world.lead.post(address, {"skills": "x" * 99})
        assert refused.status == 422
        assert who in shown(refused)
        assert "x" * 99 in refused.text


@pytest.mark.parametrize("page", ["ask", "owner-change"])
def test_a_search_for_whom_to_ask_reads_the_names_alone(world: World, page: str) -> None:
    add_people(world, 120, elsewhere=20)
    ref = world.report()
    with plans(world.database) as found:
        answer = world.owner.get(f"/issues/{ref}/{page}?find=Lund+007")
    assert "Øle Lund 007" in answer.words
    assert "Øle Lund 008" not in answer.words
    indexes = ("ix_person_name", "ix_person_site_name")
    assert any(name in plan for plan in found for name in indexes)
    for plan in found:
        assert not whole_reads(plan, "person"), plan
