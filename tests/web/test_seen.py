"""What is judged by what somebody has seen, and the little that open pages ask now and then."""

from dataclasses import fields
from json import loads

import pytest

from tests.web.world import World
from web.reads.customer_page import StatusView
from web.reads.customer_stops import StatusStop
from web.rules.vocabulary import EventKind, StepState

JUST = "Ben Kastner has just said yes. If they can go, tap again."


@pytest.mark.parametrize("htmx", [False, True])
def test_a_yes_that_the_owner_has_not_seen_is_not_taken_back(world: World, htmx: bool) -> None:
    ref = world.report()
    step = world.ask(ref)
    assert world.colleague.on_step(step, "accept").status == 303
    stale = world.owner.on_step(step, "withdraw", htmx=htmx, saw="asked")
    assert stale.status == 409
    assert JUST in stale.words
    assert world.step(step).state == StepState.ACCEPTED
    assert EventKind.WITHDRAWN not in world.kinds(ref)
    assert 'name="saw" value="accepted"' in stale.text
    again = world.owner.on_step(step, "withdraw", htmx=htmx, saw="accepted")
    assert again.status == (200 if htmx else 303)
    assert world.step(step).state == StepState.WITHDRAWN


def test_what_was_seen_as_it_is_is_taken_back_at_once(world: World) -> None:
    step = world.ask(world.report())
    assert world.owner.on_step(step, "withdraw", saw="unanswered").status == 303
    assert world.step(step).state == StepState.WITHDRAWN


def test_an_open_page_hears_that_something_happened(world: World) -> None:
    ref = world.report()
    step = world.ask(ref)
    asked = loads(world.owner.get(f"/issues/{ref}/state").text)
    assert asked == {"state": str(world.issue(ref).version)}
    assert f'data-state="{asked["state"]}"' in world.owner.get(f"/issues/{ref}").text
    world.colleague.on_step(step, "accept")
    assert loads(world.owner.get(f"/issues/{ref}/state").text) != asked
    assert world.stranger.get(f"/issues/{ref}/state").status == 404


def test_what_the_customer_can_be_shown_is_this_and_nothing_else() -> None:
    """A field more has to be chosen here, too."""
    assert [one.name for one in fields(StatusView)] == [
        "subject",
        "ref",
        "reported_at",
        "state",
        "owner_first_name",
        "promise_at",
        "is_late",
        "was_due_today",
        "answer",
        "ends_at",
        "site_name",
        "site_phone",
        "stops",
        "zone",
    ]
    assert [one.name for one in fields(StatusStop)] == [
        "kind",
        "at",
        "who",
        "before",
        "with_whom",
        "until",
        "is_cold",
        "is_done",
        "for_owner",
        "saw_it",
        "words",
        "lanes",
    ]


def test_too_much_of_what_one_knows_is_shown_again(world: World) -> None:
    much = "carpets, " * 80
    answer = world.owner.post("/me/skills", {"skills": much})
    assert answer.status == 422
    assert (
        "Write at most 12 skills, separated by commas, each of at most 40 characters."
        in answer.words
    )
    assert "carpets, carpets" in answer.text
