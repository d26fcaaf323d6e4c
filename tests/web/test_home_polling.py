"""An open home asks every few seconds: cheap while nothing changes, in full once something does."""

import pytest

from tests.support.statements import statements
from tests.web.answers import Answer
from tests.web.world import World

KNOWN_COSTS = 2  # statements: who is signed in, and which issues home shows


@pytest.fixture
def shift(world: World) -> World:
    world.long_shift()
    return world


def tag(world: World, persona: str) -> str:
    return str(world.browser_of(persona).get("/").headers["ETag"])


def again(world: World, persona: str, known: str) -> Answer:
    return world.browser_of(persona).get("/", {"If-None-Match": known})


@pytest.mark.parametrize("persona", ["owner", "lead", "admin"])
def test_while_nothing_changes_it_costs_two_statements(shift: World, persona: str) -> None:
    for _ in range(3):
        shift.ask()
    shift.unowned()
    known = tag(shift, persona)
    with statements(shift.database) as seen:
        answer = again(shift, persona, known)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == known
    assert len(seen) <= KNOWN_COSTS, seen


def test_the_page_costs_the_same_however_much_it_shows(shift: World) -> None:
    shift.ask()
    shift.hand_over()
    with statements(shift.database) as few:
        shift.owner.get("/")
    for _ in range(5):
        shift.ask()
        shift.hand_over()
        shift.unowned()
    with statements(shift.database) as many:
        shift.owner.get("/")
    assert len(many) == len(few)


def test_whatever_changes_is_answered_in_full(shift: World) -> None:
    known = tag(shift, "owner")

    def is_new() -> bool:
        nonlocal known
        answer = again(shift, "owner", known)
        is_other = answer.status == 200
        known = answer.headers["ETag"]
        return is_other

    ref = shift.report()
    assert is_new()
    assert not is_new()
    step = shift.ask(ref)
    assert is_new()
    shift.clock.forward(seconds=30)
    assert not is_new()
    shift.colleague.on_step(step, "accept")
    assert is_new()
    shift.colleague.act(ref, "offer")
    shift.lead.act(ref, "offer")
    assert is_new()
    change = shift.hand_over(ref)
    shift.colleague.on_change(change, "accept")
    assert is_new()
    shift.unowned()
    assert is_new()
    shift.clock.forward(minutes=2)
    assert is_new()  # it says for how long nobody owns it
    shift.off_shift("owner")
    assert is_new()


def test_time_alone_makes_a_promise_near_and_late(shift: World) -> None:
    shift.owner.act(shift.report(), "promise", minutes="60")
    known = tag(shift, "owner")
    shift.clock.forward(minutes=49)
    assert again(shift, "owner", known).status == 304
    shift.clock.forward(minutes=1)
    near = again(shift, "owner", known)
    assert near.status == 200
    shift.clock.forward(minutes=10)
    assert again(shift, "owner", near.headers["ETag"]).status == 200


def test_one_persons_tag_is_nobody_elses(shift: World) -> None:
    assert again(shift, "colleague", tag(shift, "owner")).status == 200
    assert shift.nobody.get("/", {"If-None-Match": tag(shift, "owner")}).status == 303
