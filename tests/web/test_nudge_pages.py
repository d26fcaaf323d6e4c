"""A plain touch on a nudge leads to a page with one button that stands out, and it fits."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest

from tests.support.html_checker import text_of
from tests.web.world import World

Stage = Callable[[World], None]


def later(world: World, minutes: int) -> None:
    world.clock.forward(minutes=minutes)
    world.advance()
    world.show()


def unowned(world: World) -> None:
    world.unowned()
    later(world, 0)


def promise_comes_near(world: World) -> None:
    world.report()
    later(world, 231)


def promise_has_passed(world: World) -> None:
    world.report()
    for minutes in (241, 15):
        later(world, minutes)


def open_again(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "resolve", text="done")
    world.colleague.act(ref, "reopen")
    later(world, 0)


def asked(world: World) -> None:
    world.ask()


def silent(world: World) -> None:
    world.ask()
    later(world, 6)


def cannot(world: World) -> None:
    world.colleague.on_step(world.ask(), "decline", why="busy")


def cannot_and_late(world: World) -> None:
    step = world.ask()
    later(world, 245)
    world.colleague.on_step(step, "decline", why="busy")


def asked_to_own(world: World) -> None:
    world.hand_over()


def silent_about_owning(world: World) -> None:
    world.hand_over()
    later(world, 16)


def not_owning(world: World) -> None:
    world.colleague.on_change(world.hand_over(), "decline")


def shift_ends(world: World) -> None:
    world.report()
    world.owner.post("/me/shift", {"hours": "1"})
    later(world, 46)


def left_open(world: World) -> None:
    world.report()
    world.owner.post("/me/shift", {"hours": "0", "leave": "yes"})


KINDS: list[tuple[Stage, str, str]] = [
    (unowned, "colleague", "I own this"),
    (unowned, "lead", "I own this"),
    (promise_comes_near, "owner", "Update the customer"),
    (promise_has_passed, "owner", "Update the customer"),
    (promise_has_passed, "lead", "Call Ana"),
    (open_again, "owner", "Ask someone"),
    (asked, "colleague", "I’m with you"),
    (silent, "owner", "They said yes"),
    (cannot, "owner", "Ask someone else"),
    (cannot_and_late, "owner", "Update the customer"),
    (asked_to_own, "colleague", "I own this"),
    (silent_about_owning, "owner", "Ask someone else"),
    (not_owning, "owner", "Ask someone else"),
    (left_open, "lead", "Propose an owner"),
]


def classes_of(element: Element) -> set[str]:
    return set(element.attrib.get("class", "").split())


def standing_out(world: World, persona: str, path: str) -> list[str]:
    page = world.browser_of(persona).get(path).page
    assert page is not None
    bars = [one for one in page.root.iter() if "action-bar" in classes_of(one)]
    classes = {"button--go", "button--own"}
    return [text_of(one).strip() for bar in bars for one in bar.iter() if classes & classes_of(one)]


def opened_by(world: World, persona: str) -> str:
    return str(world.messages(persona)[-1].content["path"])


@pytest.fixture
def shift(world: World) -> World:
    world.ring_all()
    world.long_shift()
    return world


@pytest.mark.parametrize(
    ("stage", "persona", "button"), KINDS, ids=[f"{one[0].__name__}-{one[1]}" for one in KINDS]
)
def test_the_page_has_one_button_that_fits(
    shift: World, stage: Stage, persona: str, button: str
) -> None:
    stage(shift)
    assert standing_out(shift, persona, opened_by(shift, persona)) == [button]


def test_an_owner_who_was_nudged_also_finds_on_it_there(shift: World) -> None:
    for stage in (promise_comes_near, open_again):
        stage(shift)
        assert "I’m on it" in shift.owner.get(opened_by(shift, "owner")).words


def test_a_lead_who_looks_on_is_led_to_the_issue(shift: World) -> None:
    ref = shift.report()
    step, change = shift.ask(ref, "admin"), shift.hand_over(ref)
    for path in (f"/steps/{step}", f"/owner-changes/{change}"):
        assert standing_out(shift, "lead", path) == ["Open the issue"]


def test_several_in_one_are_all_on_home_each_with_its_button(shift: World) -> None:
    refs = [shift.unowned("Lift is stuck"), shift.unowned("Till 4 is dead")]
    assert {f"/issues/{ref}/own" for ref in refs} <= shift.colleague.get("/").forms()


def test_before_a_shift_ends_each_issue_has_its_three_ways(shift: World) -> None:
    shift_ends(shift)
    assert opened_by(shift, "owner") == "/me/shift/end"
    words = shift.owner.get("/me/shift/end").words
    for way in ("Next update in your next shift", "Ask someone to take over", "Resolve it now"):
        assert way in words
