"""All issues, a page at a time: in one order, each once, by indexes."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from tests.support.plans import plans, whole_reads, whole_sorts
from tests.support.statements import statements
from tests.web.answers import Answer, Browser
from tests.web.world import World
from web.cli.sample import Sample
from web.reads.all_issues import PAGE
from web.rules.vocabulary import IssueState
from web.store.tables.issues import Issue

PERSONAS = ["owner", "admin"]


def fill(world: World, each: int = 20) -> None:
    """So many of each state here and a few elsewhere, some at the same time."""

    def make(sample: Sample) -> str:
        here, there = world.people["owner"], world.people["stranger"]
        for number in range(each):
            sample.report(here, f"Owned {number}")
            sample.report(world.people["lead"], f"Nobody’s {number}", without_owner=True)
        for number in range(each // 4):
            sample.report(there, f"Elsewhere {number}")
        return ""

    for _ in range(2):
        world.make(make)
    with world.database.write() as session:
        rows, chance = session.exec(select(Issue)).all(), Random(7)
        for row in rows:
            at = row.created_at + timedelta(minutes=chance.randrange(each))
            values: dict[str, object] = {"touched_at": at}
            if row.state == IssueState.UNOWNED:
                values["waiting_since"] = at
            else:
                values["promise_at"] = at
                if chance.random() < 0.5:
                    values |= {"state": IssueState.RESOLVED, "resolved_at": at}
            session.execute(update(Issue).where(col(Issue.id) == row.id).values(**values))


def in_order(world: World, persona: str) -> list[str]:
    """By all rows, sorted here."""
    with world.database.read() as session:
        rows = session.exec(select(Issue)).all()
    seen = [row for row in rows if persona == "admin" or row.site_id == world.site.id]

    def place(row: Issue) -> tuple[int, float, int]:
        if row.state == IssueState.RESOLVED:
            return 2, -row.touched_at.timestamp(), -row.id
        if row.state == IssueState.OWNED:
            assert row.promise_at
            return 1, row.promise_at.timestamp(), row.id
        assert row.waiting_since
        return 0, row.waiting_since.timestamp(), row.id

    return [row.ref for row in sorted(seen, key=place)]


def refs(answer: Answer) -> list[str]:
    assert answer.page is not None
    heads = [one for one in answer.page.root.iter("h2") if one.attrib.get("class") == "card__what"]
    return [link.attrib["href"].rpartition("/")[2] for head in heads for link in head.iter("a")]


def pages(browser: Browser) -> Iterator[tuple[str, Answer]]:
    path: str | None = "/issues"
    for _ in range(20):
        if path is None:
            return
        answer = browser.get(path)
        yield path, answer
        path = following(answer)
    pytest.fail("the pages do not end")


def following(answer: Answer) -> str | None:
    assert answer.page is not None
    links = [one for one in answer.page.root.iter("a") if one.attrib.get("rel") == "next"]
    return links[0].attrib["href"] if links else None


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_issue_stands_on_one_page_in_order(world: World, persona: str) -> None:
    fill(world)
    found = [refs(answer) for _, answer in pages(world.browser_of(persona))]
    assert [one for page in found for one in page] == in_order(world, persona)
    assert {len(page) for page in found[:-1]} == {PAGE}


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_asks_the_same_and_reads_by_indexes(world: World, persona: str) -> None:
    browser = world.browser_of(persona)
    world.report()
    with statements(world.database) as few:
        browser.get("/issues")
    fill(world)
    for path in [path for path, _ in pages(browser)]:
        with statements(world.database) as many:
            browser.get(path)
        assert len(many) <= len(few)
        with plans(world.database) as found:
            browser.get(path)
        chosen = [plan for plan in found if "ix_issue_" in plan]
        assert len(chosen) == 1
        for plan in found:
            assert not whole_reads(plan, "issue"), plan
        assert not whole_sorts(chosen[0]), chosen[0]


def test_a_page_stays_where_it_began_when_its_first_issue_is_settled(world: World) -> None:
    fill(world)
    order = in_order(world, "owner")
    path = following(world.owner.get("/issues"))
    assert path is not None
    assert refs(world.owner.get(path))[0] == order[PAGE]
    assert path.startswith("/issues?first=unowned-")
    world.owner.act(order[PAGE], "own")
    assert refs(world.owner.get(path))[0] == order[PAGE + 1]


@pytest.mark.parametrize(
    "first",
    ["", "x", "owned", "owned-x-1", "owned-20261123T090000.0-x", "lost-20261123T090000.0-1", "-1"],
)
def test_a_page_that_is_none_is_the_first(one_world: World, first: str) -> None:
    fill(one_world, 10)
    answer = one_world.owner.get(f"/issues?first={first}")
    assert refs(answer) == refs(one_world.owner.get("/issues"))
    assert "First page" not in answer.words


def test_beyond_the_last_there_is_a_way_back(one_world: World) -> None:
    one_world.report()
    answer = one_world.owner.get("/issues?first=resolved-19991231T000000.0-1")
    assert "There is nothing older." in answer.words
    assert "First page" in answer.words
