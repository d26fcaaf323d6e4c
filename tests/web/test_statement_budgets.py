"""What a request asks of the database: counted, since a count is exact and a time is not.

PostgreSQL has its own number, since it locks rows where SQLite has the whole database.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.support.statements import statements
from tests.web.answers import Answer
from tests.web.world import World

Ask = Callable[[World], Callable[[], Answer]]


def asked(world: World, request: Callable[[], Answer]) -> list[str]:
    with statements(world.database) as seen:
        answer = request()
    assert answer.status in (200, 303), answer.words
    return seen


def own(world: World) -> Callable[[], Answer]:
    ref = world.unowned()
    return lambda: world.owner.act(ref, "own")


def own_with_card(world: World) -> Callable[[], Answer]:
    ref = world.unowned()
    return lambda: world.owner.act(ref, "own", htmx=True)


def report(world: World) -> Callable[[], Answer]:
    form = world.owner.get("/issues/new").form("/issues")
    return lambda: world.owner.post("/issues", form | {"text": "Till 9 is dead"})


def act(name: str, **fields: str) -> Ask:
    def prepare(world: World) -> Callable[[], Answer]:
        ref = world.report()
        return lambda: world.owner.act(ref, name, **fields)

    return prepare


def resolve(world: World) -> Callable[[], Answer]:
    ref = world.report()
    return lambda: world.owner.act(ref, "resolve", text="Changed the fuse")


def page(path: str, by: str = "owner") -> Ask:
    """`{ref}`: of an issue with a step under way."""

    def prepare(world: World) -> Callable[[], Answer]:
        ref = world.report()
        world.walking(ref)
        return lambda: world.browser_of(by).get(path.format(ref=ref))

    return prepare


@dataclass(frozen=True)
class Budget:
    sqlite: int
    postgres: int


BUDGETS: dict[str, tuple[Ask, Budget]] = {
    "own": (own, Budget(13, 15)),
    "own, with its card": (own_with_card, Budget(24, 26)),
    "report": (report, Budget(12, 12)),
    "another time": (act("promise", minutes="30"), Budget(11, 12)),
    "on it": (act("on-it"), Budget(11, 12)),
    "note": (act("note", text="Hello"), Budget(12, 13)),
    "resolve": (resolve, Budget(13, 18)),
    "an issue": (page("/issues/{ref}"), Budget(12, 12)),
    "home": (page("/"), Budget(3, 3)),
    "all issues": (page("/issues"), Budget(6, 6)),
    "the board": (page("/site", "lead"), Budget(9, 9)),
}


@pytest.mark.parametrize("name", BUDGETS)
def test_a_request_stays_within_its_budget(world: World, name: str) -> None:
    world.long_shift()
    prepare, budget = BUDGETS[name]
    seen = asked(world, prepare(world))
    most = budget.sqlite if world.database.is_sqlite else budget.postgres
    assert len(seen) <= most, "\n".join(seen)


def test_an_issue_costs_the_same_with_a_long_history(world: World) -> None:
    world.long_shift()
    ref = world.report()
    world.walking(ref)
    few = asked(world, lambda: world.owner.get(f"/issues/{ref}"))
    for number in range(12):
        world.owner.act(ref, "note", text=f"Note {number}")
    world.walking(ref, helper="lead")
    many = asked(world, lambda: world.owner.get(f"/issues/{ref}"))
    assert len(many) == len(few)
