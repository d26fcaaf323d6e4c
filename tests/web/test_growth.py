"""A page costs what it shows, however much there is of what it does not show.

Counted on SQLite, in steps of its virtual machine. What PostgreSQL does is looked at plan by plan
(test_plans, test_all_issues, test_long_lists_of_people).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import text, update
from sqlmodel import col

from tests.support.database_work import work
from tests.web.answers import Answer
from tests.web.world import World
from web.cli.sample import Sample
from web.rules.vocabulary import IssueState, Role
from web.store.tables.issues import Issue

PEOPLE = 60  # of another site, at first
TIMES = 5  # as many of everything afterwards
MOST = 1.3  # times the work
# Fewer steps are as good as none.
_LITTLE = 500
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ASK = {"need": "A second pair of hands", "introduction": "call"}
PERSONAS = ("owner", "lead", "admin")
# What grows with the company on purpose, and why.
GROWING = {
    "/metrics": "counts what is open, once a scrape",
    "/search?q=carpet": "leafs through what has the word, up to 1,000 that the viewer may see",
    "/search?q=mine": "looks for the word in the names of all people, by one index",
    "/issues/{ref}/ask?find=person": "looks for the word in the names of all people, by one index",
    "/settings": "says how many people there are, and how many without notifications",
    "/settings/first-steps": "says how many people have joined",
    "/site of admin": "says what is open in each site",
    "/site/board of admin": "says what is open in each site",
}
ISSUE_PAGES = (
    "",
    "/ask",
    "/ask?need=carpet",
    "/ask?find=person",
    "/correct",
    "/customer-data",
    "/owner-change",
    "/share",
    "/state",
    "/update",
)


@pytest.fixture
def full_world(world: World) -> World:
    """Each list has more than it shows."""
    world.long_shift()
    for number in range(30):
        world.report(words=f"Mine {number}")
        world.unowned(words=f"Nobody’s {number}")
    return world


def grow(world: World, people: range) -> None:
    """Colleagues at other sites with issues of their own, and what was resolved here long ago."""
    for number in people:
        with world.database.write() as session:
            sample = Sample(session, world.clock())
            site = sample.site(f"Store {number + 100}") if number % 12 == 0 else world.elsewhere
            role = Role.LEAD if number % 4 == 3 else Role.EMPLOYEE
            theirs = sample.person(site, f"Person{number} Name", role, 8 if number % 2 else None)
            sample.sign_in(theirs)
            sample.report(theirs, f"Carpet {number} is loose", without_owner=True)
            for by in (theirs, theirs, world.people["owner"], world.people["colleague"]):
                ref = sample.report(by, f"Carpet {number} was loose")
                if number % 2 or by is not theirs:
                    sample.resolve(by, ref, "Glued it", world.clock())
    with world.database.write() as session:
        session.execute(
            update(Issue)
            .where(col(Issue.state) == IssueState.RESOLVED)
            .values(created_at=LONG_AGO, touched_at=LONG_AGO, resolved_at=LONG_AGO)
        )
        session.connection().execute(text("ANALYZE"))


def pages(world: World) -> list[str]:
    """All without an argument, and those of an issue."""
    rules = [one for one in world.app.url_map.iter_rules() if "GET" in (one.methods or ())]
    plain = {one.rule for one in rules if not one.arguments}
    searches = {"/search?q=carpet", "/search?q=mine"}
    return sorted(plain | searches | {"/issues/{ref}" + one for one in ISSUE_PAGES})


def steps_of(world: World, request: Callable[[], object]) -> int:
    with work(world.database) as done:
        request()
    return done.steps


def costs(world: World, ref: str) -> dict[str, int]:
    """Of each page by who may see it, and of what people do all day."""
    world.admin.post("/settings/first-steps/hide")  # as organisations do that are not new
    found: dict[str, int] = {}
    for persona in PERSONAS:
        browser = getattr(world, persona)
        for page in pages(world):
            look = partial(browser.get, page.format(ref=ref))
            if look().status == 200:  # it is known now what the first look of a process finds out
                found[f"{page} of {persona}"] = steps_of(world, look)
    taken, form = world.unowned(), world.owner.get("/issues/new").form("/issues")
    owner = world.owner
    acts: dict[str, Callable[[], Answer]] = {
        "own": lambda: owner.act(taken, "own", htmx=True),
        "note": lambda: owner.act(taken, "note", text="Called the shop"),
        "promise": lambda: owner.act(taken, "promise", minutes="30"),
        "ask": lambda: owner.act(taken, "steps", **ASK, helper_id=str(world.id("colleague"))),
        "resolve": lambda: owner.act(taken, "resolve", text="Glued it"),
        "report": lambda: owner.post("/issues", form | {"text": "Till 9 is dead"}),
    }
    return found | {name: steps_of(world, act) for name, act in acts.items()}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_page_or_a_tap_costs_does_not_grow_with_what_it_does_not_show(
    full_world: World,
) -> None:
    world = full_world
    ref = world.report()
    world.walking(ref)
    grow(world, range(PEOPLE))
    few = costs(world, ref)
    grow(world, range(PEOPLE, TIMES * PEOPLE))
    many = costs(world, ref)
    assert len(few) > 80
    grown = {
        name: f"{few[name]} -> {steps}"
        for name, steps in many.items()
        if steps > max(MOST * few[name], _LITTLE)
    }
    assert not {name: how for name, how in grown.items() if not is_known(name)}
    # A reason that is no longer one goes.
    assert {one for one in GROWING if not any(is_of(one, name) for name in grown)} == set()


def is_known(name: str) -> bool:
    return any(is_of(one, name) for one in GROWING)


def is_of(growing: str, name: str) -> bool:
    """The reason is about this page, whoever looks at it."""
    return growing in (name, name.partition(" of ")[0])
