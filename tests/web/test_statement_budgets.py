"""What a request asks of the database: counted, since a count is exact and a time is not.

PostgreSQL has its own number, since it locks rows where SQLite has the whole database.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.support.statements import statements
from tests.web.answers import Answer
from tests.web.world import World
from web.cli.sample import Sample
from web.rules.vocabulary import ChangeReason
from web.store.tables.accounts import Person

MOST_OF_AN_ISSUE = 12
# Everybody's phone may show it, or was to show it: they need not look any more.
OWN_AFTER_NUDGES = {"accepted": 16, "pending": 12}

Ask = Callable[[World], Callable[[], Answer]]


def asked(world: World, request: Callable[[], Answer]) -> list[str]:
    with statements(world.database) as seen:
        answer = request()
    assert answer.status in (200, 303, 304), answer.words
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


def customers_page(world: World) -> Callable[[], Answer]:
    """With a helper, and a former owner."""
    path = world.shared(_changed_hands(world))
    return lambda: world.nobody.get(path)


def customers_page_again(world: World) -> Callable[[], Answer]:
    path = world.shared(_changed_hands(world))
    tag = world.nobody.get(path).headers["ETag"]
    return lambda: world.nobody.get(path, {"If-None-Match": tag})


def _changed_hands(world: World) -> str:
    ref = world.report("colleague")
    with world.database.write() as session:
        sample, (was, now) = Sample(session, world.clock()), _two(world)
        change = sample.hand_over(was, ref, now, ChangeReason.ABSENCE, world.clock())
        sample.take_over(now, change, world.clock())
    world.walking(ref)
    return ref


def _two(world: World) -> tuple[Person, Person]:
    return world.people["colleague"], world.people["owner"]


@dataclass(frozen=True)
class Budget:
    sqlite: int
    postgres: int

    def of(self, world: World) -> int:
        return self.sqlite if world.database.is_sqlite else self.postgres


BUDGETS: dict[str, tuple[Ask, Budget]] = {
    "own": (own, Budget(10, 10)),
    "own, with its card": (own_with_card, Budget(17, 17)),
    "report": (report, Budget(10, 10)),
    "another time": (act("promise", minutes="30"), Budget(8, 8)),
    "on it": (act("on-it"), Budget(8, 8)),
    "note": (act("note", text="Hello"), Budget(9, 9)),
    "update": (act("update", what="told", by="60"), Budget(8, 8)),
    "share": (act("share"), Budget(8, 8)),
    "resolve": (resolve, Budget(11, 12)),
    "an issue": (page("/issues/{ref}"), Budget(9, 9)),
    "the customer’s page": (customers_page, Budget(3, 3)),
    "the customer’s page again": (customers_page_again, Budget(1, 1)),
    "home": (page("/"), Budget(3, 3)),
    "all issues": (page("/issues"), Budget(3, 3)),
    "the board": (page("/site", "lead"), Budget(10, 10)),
}


@pytest.mark.parametrize("name", BUDGETS)
def test_a_request_stays_within_its_budget(world: World, name: str) -> None:
    world.long_shift()
    prepare, budget = BUDGETS[name]
    seen = asked(world, prepare(world))
    assert len(seen) <= budget.of(world), "\n".join(seen)


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


def test_nudges_about_several_steps_cost_an_issue_no_more(world: World) -> None:
    """The history says of each how far it came."""
    world.long_shift()
    world.ring_all()
    few, many = world.report(), world.report()
    world.ask(few, "colleague")
    for helper in ("colleague", "lead", "admin"):
        world.ask(many, helper)
    world.run_until(60)
    world.owner.get("/")  # notes that they were here
    one = asked(world, lambda: world.owner.get(f"/issues/{few}"))
    three = asked(world, lambda: world.owner.get(f"/issues/{many}"))
    assert len(three) == len(one) <= MOST_OF_AN_ISSUE


def test_resolving_costs_the_same_with_several_open_steps(world: World) -> None:
    world.long_shift()
    world.ring_all()
    one, three = world.report(), world.report()
    world.walking(one, "colleague")
    for helper in ("colleague", "lead", "admin"):
        world.walking(three, helper)
    few = asked(world, lambda: world.owner.act(one, "resolve", text="Changed the fuse"))
    many = asked(world, lambda: world.owner.act(three, "resolve", text="Changed the fuse"))
    assert len(many) == len(few)


@pytest.mark.parametrize("state", ["pending", "accepted"])
def test_owning_costs_the_same_however_many_were_nudged(world: World, state: str) -> None:
    world.long_shift()
    world.ring_all()
    few = len(_owned_after_nudges(world, state))
    for number in range(6):
        _phone_of_another(world, number)
    assert len(_owned_after_nudges(world, state)) == few <= OWN_AFTER_NUDGES[state]


def _owned_after_nudges(world: World, state: str) -> list[str]:
    ref, before = world.unowned(), len(world.messages())
    world.run_until(1)
    assert len(world.messages()) > before
    if state == "accepted":
        world.deliver()
    return asked(world, lambda: world.owner.act(ref, "own"))


def _phone_of_another(world: World, number: int) -> None:
    name = f"another{number}"
    with world.database.write() as session:
        sample = Sample(session, world.clock())
        world.people[name] = sample.person(world.site, f"Kim {number}")
        world.tokens[name] = sample.sign_in(world.people[name])
    world.phone(name)
