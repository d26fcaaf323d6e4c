"""The number on the app's icon: what home says that waits, and of nobody else."""

import json

import pytest

from tests.web.world import World
from web.acts.phones.storage_key import tag_of


def count(world: World, persona: str) -> int:
    return int(json.loads(world.browser_of(persona).get("/me/badge").body)["count"])


def title(world: World, persona: str) -> str:
    page = world.browser_of(persona).get("/").text
    return str(page.partition("<title>")[2].partition("</title>")[0])


@pytest.fixture
def shift(world: World) -> World:
    world.long_shift()
    return world


def test_nothing_waits_and_the_title_says_nothing(shift: World) -> None:
    shift.report()
    assert count(shift, "owner") == 0
    assert title(shift, "owner") == "Home · Own It"


def test_what_is_late_counts_until_the_customer_was_told(shift: World) -> None:
    ref = shift.report()
    shift.report()
    shift.clock.forward(minutes=241)
    assert count(shift, "owner") == 2
    assert title(shift, "owner") == "(2) Home · Own It"
    shift.owner.act(ref, "told", minutes="60")
    assert count(shift, "owner") == 1


def test_an_ask_counts_for_who_is_asked_and_only_in_silence_for_the_owner(shift: World) -> None:
    shift.ask()
    assert (count(shift, "colleague"), count(shift, "owner")) == (1, 0)
    shift.clock.forward(minutes=6)
    assert (count(shift, "colleague"), count(shift, "owner")) == (1, 1)


def test_a_no_counts_for_the_owner_until_they_ask_again(shift: World) -> None:
    ref = shift.report()
    step = shift.ask(ref)
    shift.colleague.on_step(step, "decline", why="busy")
    assert (count(shift, "colleague"), count(shift, "owner")) == (0, 1)
    shift.ask(ref, "lead")
    assert (count(shift, "lead"), count(shift, "owner")) == (1, 0)


def test_a_yes_counts_for_nobody(shift: World) -> None:
    shift.walking()
    assert (count(shift, "colleague"), count(shift, "owner")) == (0, 0)


def test_an_owner_change_counts_for_who_is_asked_to_own(shift: World) -> None:
    shift.hand_over()
    assert (count(shift, "colleague"), count(shift, "owner")) == (1, 0)


def test_late_and_silent_is_one_issue(shift: World) -> None:
    shift.ask()
    shift.clock.forward(minutes=300)
    assert count(shift, "owner") == 1


def test_what_is_settled_or_somebody_elses_does_not_count(shift: World) -> None:
    ref = shift.report()
    shift.clock.forward(minutes=300)
    assert [count(shift, one) for one in ("colleague", "lead", "admin", "stranger")] == [0] * 4
    shift.owner.act(ref, "resolve", text="done")
    assert count(shift, "owner") == 0


def test_home_and_the_icon_say_the_same(shift: World) -> None:
    for _ in range(3):
        shift.ask()
    shift.hand_over()
    shift.ask(helper="lead")
    shift.clock.forward(minutes=300)
    for one in ("owner", "colleague", "lead"):
        assert title(shift, one) == f"({count(shift, one)}) Home · Own It"


def test_it_says_whose_number_it_is_and_nobody_else_gets_one(shift: World) -> None:
    answer = shift.owner.get("/me/badge")
    secret = shift.app.extensions["ownit"].keys.secret
    assert json.loads(answer.body)["person"] == tag_of(secret, shift.id("owner"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert shift.nobody.get("/me/badge", {"Accept": "application/json"}).status == 401
