"""Who is nudged, when, with what words; and what the timeline says of those who were not."""

from datetime import datetime, timedelta

import pytest

from tests.web.world import World
from web.rules.vocabulary import EventKind
from web.store.tables.accounts import Person


def notified(world: World) -> dict[str, int]:
    """How many nudges each persona got so far; those without any are left out."""
    counts = {who: len(world.messages(who)) for who in world.people}
    return {who: count for who, count in counts.items() if count}


def times(world: World, persona: str, since: datetime) -> list[int]:
    """The minutes after `since` at which this persona was nudged."""
    return [round((one.created_at - since).total_seconds() / 60) for one in world.messages(persona)]


def test_an_unowned_issue_rings_at_once_everybody_on_shift_at_its_site(world: World) -> None:
    world.ring_all()
    world.off_shift("colleague")
    ref = world.unowned()
    world.advance()
    assert notified(world) == {"owner": 1, "lead": 1, "admin": 1}
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.NUDGED]
    assert world.events(ref)[-1].data["people"] == sorted(
        world.id(one) for one in ("owner", "lead", "admin")
    )
    assert set(world.deliveries()) == {"pending"}


def test_the_ladder_of_an_unowned_issue(world: World) -> None:
    world.ring_all()
    began = world.clock()
    world.unowned()
    world.run_until(50, shown=True)
    assert times(world, "owner", began) == [0, 5]
    assert times(world, "lead", began) == [0, 5, 15, 30, 45]
    assert times(world, "admin", began) == [0, 5, 15, 30, 45]
    assert world.messages("stranger") == []


def test_the_ladder_of_a_promise(world: World) -> None:
    world.ring_all()
    world.long_shift()
    began = world.clock()
    world.report()  # today: four hours
    world.run_until(240 + 185, shown=True)
    assert times(world, "owner", began) == [230, 240, 255]
    assert times(world, "lead", began) == [255, 300, 360, 420]
    assert times(world, "admin", began) == [300, 360, 420]
    assert world.messages("colleague") == world.messages("stranger") == []


def test_an_outage_is_made_up_for_with_one_nudge_each(world: World) -> None:
    world.ring_all()
    world.long_shift()
    world.report()
    world.clock.forward(hours=12)
    world.advance()
    assert notified(world) == {"owner": 1, "lead": 1, "admin": 1}


@pytest.mark.parametrize(("minutes", "is_urgent"), [(230, False), (240, True)])
def test_an_owner_off_shift_is_not_nudged_and_the_timeline_says_so(
    world: World, minutes: int, is_urgent: bool
) -> None:
    world.ring_all()
    world.long_shift()
    world.off_shift("owner")
    ref = world.report()
    world.run_until(minutes)
    assert world.messages("owner") == []
    assert EventKind.DEFERRED in world.kinds(ref)
    assert notified(world) == ({"lead": 1} if is_urgent else {})
    assert "Ana" in world.lead.get(f"/issues/{ref}").words


def test_when_nobody_is_on_shift_the_nudge_is_held(world: World) -> None:
    world.ring_all()
    world.off_shift(*world.people)
    ref = world.unowned()
    world.advance()
    assert notified(world) == {}
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.DEFERRED]
    assert world.running(ref)[0].next_at == world.clock() + timedelta(minutes=5)
    with world.database.write() as session:
        person = session.get_one(Person, world.id("colleague"))
        person.on_shift_until = world.clock() + timedelta(hours=8)
    world.run_until(5)
    assert notified(world) == {"colleague": 1}


def test_a_rung_that_finds_nobody_on_shift_leaves_a_trace(world: World) -> None:
    """The owner is silent, and the lead and the admin have gone home: the timeline says so."""
    world.ring_all()
    world.long_shift()
    world.off_shift("lead", "admin")
    ref = world.report()
    world.run_until(299, shown=True)
    assert EventKind.DEFERRED not in world.kinds(ref)
    world.run_until(1)
    # It waits for them, and is told at once to somebody who is there.
    assert world.kinds(ref)[-2:] == [EventKind.DEFERRED, EventKind.NUDGED]
    sentence = "Reminders for Leyla Demir and Ada Winter wait until their shifts."
    assert sentence in world.owner.get(f"/issues/{ref}").words


def test_who_has_no_phone_that_rings_is_named(world: World) -> None:
    world.phone("colleague")
    ref = world.unowned()
    world.advance()
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.NUDGED, EventKind.UNREACHED]
    unreached = world.events(ref)[-1].data["people"]
    assert unreached == sorted(world.id(one) for one in ("owner", "lead", "admin"))
    assert [one.unreachable for one in world.messages("lead")] == ["no phone that can ring"]
    assert len(world.deliveries()) == 1


def test_every_phone_of_a_person_rings(world: World) -> None:
    world.phone("colleague")
    old = world.tokens["colleague"]
    world.tokens["colleague"] = world.make(lambda it: it.sign_in(world.people["colleague"]))
    world.phone("colleague", 2)
    world.unowned()
    world.advance()
    assert len(world.messages("colleague")) == 1
    assert len(world.deliveries()) == 2
    assert world.browser(token=old).post("/sign-out").status == 303
    assert sorted(world.deliveries()) == ["pending", "superseded"]


ACTS = {
    "own": {},
    "told": {"minutes": "60"},
    "promise": {"minutes": "60"},
    "note": {"text": "on it"},
    "resolve": {"text": "done"},
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_silences_what_waits(world: World, act: str) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.unowned() if act == "own" else world.report()
    world.run_until(1 if act == "own" else 256)
    assert "pending" in world.deliveries()
    before = len(world.messages())
    assert world.owner.act(ref, act, **ACTS[act]).status == 303
    assert set(world.deliveries()) == {"superseded"}
    world.advance()
    assert len(world.messages()) == before
    assert len(world.running(ref)) == (0 if act == "resolve" else 1)


def test_another_persons_note_silences_nothing(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(240)
    running = world.running(ref)
    assert world.colleague.act(ref, "note", text="poor Ana").status == 303
    assert set(world.deliveries()) == {"pending"}
    assert world.running(ref) == running


def test_a_refused_act_silences_nothing(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.run_until(230)
    waiting = world.deliveries()
    assert world.colleague.act(ref, "resolve", text="done").status == 409
    assert world.deliveries() == waiting
    assert len(world.running(ref)) == 1


def test_what_was_handled_and_comes_back_rings_again(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.owner.act(ref, "resolve", text="done")
    world.run_until(600)
    assert notified(world) == {}
    world.long_shift()
    began = world.clock()
    world.colleague.act(ref, "reopen")
    world.run_until(240, shown=True)
    assert times(world, "owner", began) == [0, 230, 240]


def test_each_nudge_is_a_message_of_its_own(world: World) -> None:
    """A key that came twice would be silently nothing."""
    world.ring_all()
    world.long_shift()
    ref = world.report()
    for _ in range(3):
        world.run_until(235, shown=True)
        world.owner.act(ref, "promise", minutes="240")
    assert len(world.messages("owner")) == 3
    assert len({one.key for one in world.messages()}) == 3
