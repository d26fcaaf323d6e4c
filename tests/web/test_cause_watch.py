"""A resolved cause: who hears of it, and whether it comes back; one fault of several customers."""

import re
from datetime import timedelta
from random import Random

from sqlmodel import select

from tests.web.causing import LIFT, compare, lead_again, own_cause, three
from tests.web.world import World
from web.reads.issues.causes import behind
from web.store.tables.issues import Issue


def test_when_a_cause_is_resolved_owners_of_what_is_open_hear_it(world: World) -> None:
    world.ring_all()
    refs = three(world, days=0)
    done = refs[0]
    world.colleague.act(done, "resolve", text="Walked up the stairs")
    cause = own_cause(world)
    before = len(world.messages("colleague"))
    assert world.lead.act(cause, "resolve", text="New motor").status == 303
    titles = [one.content["title"] for one in world.messages("colleague")[before:]]
    assert len([one for one in titles if "is fixed" in one]) == 2
    assert not any(done in one for one in titles)
    assert not any("is fixed" in one.content["title"] for one in world.messages("lead"))


def test_an_undone_resolution_is_no_fix(world: World) -> None:
    world.ring_all()
    three(world, days=0)
    cause = own_cause(world)
    world.lead.act(cause, "resolve", text="New motor")
    assert world.lead.act(cause, "undo", version=str(world.issue(cause).version)).status == 303
    states = world.deliveries()
    assert states
    fixed = [one for one in world.messages("colleague") if "is fixed" in one.content["title"]]
    assert fixed
    assert "pending" not in states or states.count("superseded") >= len(fixed)


def test_the_watch_counts_what_comes_back(world: World) -> None:
    three(world)
    cause = own_cause(world)
    world.lead.act(cause, "resolve", text="New motor")
    world.clock.forward(minutes=1)
    page = world.lead.get(f"/issues/{cause}")
    assert "It has not come back so far." in page.words
    world.clock.forward(minutes=24 * 60)
    world.report("owner", "Lift stuck", place="Gate B")
    compare(world)
    page = world.lead.get(f"/issues/{cause}")
    assert "It came back once since it was resolved." in page.words
    world.clock.forward(minutes=24 * 60)
    world.report("owner", "The lift is stuck", place="Gate B")
    compare(world)
    page = world.lead.get(f"/issues/{cause}")
    assert "It came back 2 times since it was resolved. Reopen" in page.words
    assert world.lead.act(cause, "reopen", text="It came back").status == 303
    caused = world.lead.get(f"/issues/{cause}").section("What it caused")
    assert caused
    assert "It came back" not in caused


def test_what_stays_away_is_said_after_sixty_days(world: World) -> None:
    three(world)
    cause = own_cause(world)
    world.lead.act(cause, "resolve", text="New motor")
    world.clock.forward(minutes=61 * 24 * 60)
    world.report("owner", "Lift stuck", place="Gate B")
    compare(world)
    page = lead_again(world).get(f"/issues/{cause}")
    assert "It did not come back in 60 days." in page.words


def test_a_comeback_is_told_to_the_owner_of_the_cause_quietly(world: World) -> None:
    world.ring_all()
    three(world, days=0)
    cause = own_cause(world)
    world.lead.act(cause, "resolve", text="New motor")
    world.clock.forward(minutes=30)
    world.report("owner", "Lift stuck", place="Gate B")
    compare(world)
    titles = [one for one in world.messages("lead") if "came back" in one.content["title"]]
    assert len(titles) == 1
    assert not titles[0].content.get("loud", False)


def test_reported_while_the_cause_was_being_resolved(world: World) -> None:
    """Its owner hears that it is fixed, although it is linked only then."""
    world.ring_all()
    three(world, days=0)
    cause = own_cause(world)
    ref = world.report("owner", "Lift stuck", place="Gate B")
    world.clock.forward(seconds=1)
    world.lead.act(cause, "resolve", text="New motor")
    compare(world)
    assert world.issue(ref).cause_id == world.issue(cause).id
    titles = [one for one in world.messages("owner") if "is fixed" in one.content["title"]]
    assert len(titles) == 1


def test_one_fault_hits_several_customers(world: World) -> None:
    world.ring_all()
    first = world.report("colleague", "Lift is stuck", place="Gate B")
    compare(world)
    world.clock.forward(minutes=20)
    second = world.report("owner", "The lift is stuck", place="Gate B")
    compare(world)
    assert world.issue(second).cause_id == world.issue(first).id
    assert "Ben owns that one." in world.owner.get(f"/issues/{second}").words
    page = world.colleague.get(f"/issues/{first}")
    assert second in page.section("The same fault 1")
    quiet = [one for one in world.messages("colleague") if "same fault" in one.content["title"]]
    assert len(quiet) == 1
    world.colleague.act(first, "resolve", text="Restarted it")
    titles = [one for one in world.messages("owner") if "is fixed" in one.content["title"]]
    assert len(titles) == 1
    assert world.issue(second).owner_id == world.id("owner")


def test_a_later_report_is_not_the_same_fault(world: World) -> None:
    first = world.report("colleague", "Lift is stuck", place="Gate B")
    world.clock.forward(minutes=241)
    second = world.report("owner", "The lift is stuck", place="Gate B")
    compare(world)
    assert world.issue(second).cause_id is None
    assert world.issue(first).cause_id is None


def test_the_watch_against_a_model(world: World) -> None:
    """Random histories: what is counted is what was reported afterwards, within 60 days."""
    chance = Random(7)
    for _ in range(3):
        three(world, days=0)
        world.lead = lead_again(world)
        cause = own_cause(world)
        world.lead.act(cause, "resolve", text="New motor")
        at, expected = world.clock(), 0
        for _ in range(5):
            world.clock.forward(minutes=chance.randint(1, 25 * 24 * 60))
            words = chance.choice((*LIFT, "Milk is sour", "Shelf label missing"))
            place = chance.choice(("Gate B", "Gate B", "Gate C"))
            world.report("owner", words, place=place)
            is_same = words in LIFT and place == "Gate B"
            expected += is_same and world.clock() <= at + timedelta(days=60)
            compare(world)
        with world.database.read() as session:
            issue = session.exec(select(Issue).where(Issue.ref == cause)).one()
            assert behind(session, issue, world.clock()).comebacks == expected
        world.clock.forward(minutes=200 * 24 * 60)


def test_a_helper_from_elsewhere_reads_nothing_of_the_others(world: World) -> None:
    """They see the issue that they help with, and no other one of that site."""
    first = world.report("colleague", "Lift is stuck, Farid waits", place="Gate B")
    compare(world)
    ref = world.report("owner", "Lift is stuck again", place="Gate B")
    compare(world)
    assert "Farid waits" in world.owner.get(f"/issues/{ref}").words
    world.walking(ref, "stranger")
    shown = world.stranger.get(f"/issues/{ref}")
    assert shown.status == 200
    assert not re.search(f"Farid waits|{first}", shown.text)
    assert world.stranger.get(f"/issues/{first}").status == 404
