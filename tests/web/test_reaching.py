"""Sent and not shown is not reached: another way, then another person, early and nobody twice."""

from datetime import datetime

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from push import channels, escalation
from push.models import Delivery, Message
from tests.web.world import World
from web.rules.vocabulary import EventKind
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Event


def late(world: World, persona_off: tuple[str, ...] = (), *, phones: bool = True) -> str:
    """The owner's issue at the minute of its promise, with nobody told yet."""
    if phones:
        world.ring_all()
    world.long_shift()
    world.off_shift(*persona_off)
    ref = world.report()
    world.run_until(238, shown=True)
    world.clock.forward(minutes=2)
    return ref


def channel(world: World, persona: str) -> None:
    with world.database.write() as session:
        address = f"{persona}@example.org"
        channels.save(session, str(world.id(persona)), "email", address, world.clock())


def minutes(world: World, persona: str, since: datetime) -> list[int]:
    return [
        round((one.created_at - since).total_seconds() / 60)
        for one in world.messages(persona)
        if one.created_at >= since
    ]


def told(world: World, since: datetime) -> dict[str, list[int]]:
    found = {who: minutes(world, who, since) for who in world.people}
    return {who: times for who, times in found.items() if times}


def unreached(world: World, ref: str) -> list[Event]:
    return [one for one in world.events(ref) if one.kind == EventKind.UNREACHED]


def ways(world: World, persona: str) -> list[str]:
    """How each nudge of theirs went out: to phones, or over a channel."""
    query = (
        select(Delivery.channel_id)
        .join(Message, col(Message.id) == col(Delivery.message_id))
        .where(Message.person == str(world.id(persona)))
        .order_by(col(Delivery.id))
    )
    with world.database.read() as session:
        return ["phone" if one is None else "channel" for one in session.exec(query).all()]


def fail(world: World) -> None:
    """What waits has no phone to go to any more."""
    gone = {"state": "dead", "next_at": None, "reason": "gone"}
    with world.database.write() as session:
        session.execute(update(Delivery).where(col(Delivery.state) == "pending").values(gone))


def test_accepted_and_not_shown_goes_to_the_lead_early(world: World) -> None:
    ref = late(world)
    began = world.clock()
    world.advance()
    world.deliver()
    world.run_until(2)
    assert told(world, began) == {"owner": [0]}
    world.run_until(1)
    assert told(world, began) == {"owner": [0], "lead": [3]}
    (event,) = unreached(world, ref)
    assert event.data["people"] == [world.id("owner")]
    assert event.data["because"] == "not_shown"


def test_shown_is_reached(world: World) -> None:
    ref = late(world)
    began = world.clock()
    world.advance()
    world.show()
    world.run_until(14)
    assert told(world, began) == {"owner": [0]}
    assert unreached(world, ref) == []


def test_the_time_is_the_sites(world: World) -> None:
    late(world)
    with world.database.write() as session:
        session.get_one(Site, world.site.id).reach_minutes = 7
    began = world.clock()
    world.run_until(8)
    assert told(world, began) == {"owner": [0], "lead": [7]}


def test_another_channel_of_theirs_comes_before_another_person(world: World) -> None:
    channel(world, "owner")
    ref = late(world)
    began = world.clock()
    world.run_until(3)
    assert told(world, began) == {"owner": [0, 3]}
    assert ways(world, "owner")[-2:] == ["phone", "channel"]
    assert unreached(world, ref) == []
    world.run_until(3)
    assert told(world, began) == {"owner": [0, 3], "lead": [6]}
    (event,) = unreached(world, ref)
    assert event.data["people"] == [world.id("owner")]


def test_who_has_gone_home_meanwhile_is_not_written_to(world: World) -> None:
    world.ring_all()
    channel(world, "owner")
    world.report()
    world.run_until(230)
    world.off_shift("owner")
    world.run_until(4)
    assert ways(world, "owner") == ["phone"]


def test_whoever_has_but_a_channel_is_told_over_it_at_once(world: World) -> None:
    world.phone("lead")
    channel(world, "owner")
    ref = world.report()
    world.run_until(229)
    world.clock.forward(minutes=1)
    began = world.clock()
    world.run_until(2)
    assert told(world, began) == {"owner": [0]}
    assert ways(world, "owner") == ["channel"]
    assert unreached(world, ref) == []
    world.run_until(20)  # whether they have read it nobody can know
    assert told(world, began) == {"owner": [0, 10], "lead": [3]}  # and the lead hears it once


def test_an_owner_whom_nothing_reaches_is_not_waited_for(world: World) -> None:
    world.phone("lead")
    ref = late(world, phones=False)
    began = world.clock()
    world.advance()
    assert told(world, began) == {"owner": [0], "lead": [0]}
    assert unreached(world, ref)[-1].data["people"] == [world.id("owner")]
    assert "because" not in unreached(world, ref)[-1].data
    world.show()
    world.run_until(14)
    assert told(world, began) == {"owner": [0], "lead": [0]}


def test_a_phone_that_is_gone_is_not_waited_for(world: World) -> None:
    """Push hurries the ladder of what it could not deliver."""
    ref = late(world)
    began = world.clock()
    world.advance()
    fail(world)
    with world.database.write() as session:
        escalation.wake(session, [f"issue:{world.issue(ref).id}"], world.clock())
    world.advance()
    assert told(world, began) == {"owner": [0], "lead": [0]}


@pytest.mark.parametrize(
    ("off", "after"),
    [((), {"owner": [0], "lead": [3], "admin": [6]}), (("lead",), {"owner": [0], "admin": [3]})],
)
def test_early_looks_tell_nobody_twice(
    world: World, off: tuple[str, ...], after: dict[str, list[int]]
) -> None:
    ref = late(world, off)
    began = world.clock()
    world.run_until(14)
    assert told(world, began) == after
    names = [event.data["people"] for event in unreached(world, ref)]
    assert len(names) == len({tuple(one) for one in names})
    (running,) = world.running(ref)
    assert running.step_at == began.replace(minute=began.minute + 15)


def test_the_next_step_comes_at_its_own_time_all_the_same(world: World) -> None:
    late(world)
    began = world.clock()
    world.run_until(15)
    assert told(world, began)["owner"] == [0, 15]
    assert told(world, began)["lead"] == [3, 15]


def test_also_the_last_step_of_a_ladder_is_looked_after(world: World) -> None:
    """A ladder that ends does not end before it is known whether it has arrived."""
    world.ring_all()
    ref = world.report()
    world.owner.act(ref, "resolve", text="done")
    began = world.clock()
    world.colleague.act(ref, "reopen")
    world.run_until(4)
    assert told(world, began) == {"owner": [0], "lead": [3]}
    body = "Ana owns it. Make sure the customer is updated."
    assert [one.content["body"] for one in world.messages("lead")] == [body]
    world.run_until(20)
    assert [one.trigger for one in world.running(ref)] == ["promise"]


def test_the_second_silence_of_a_helper_is_looked_after_too(world: World) -> None:
    world.ring_all()
    began = world.clock()
    step = world.ask()
    world.run_until(9, shown=True)
    world.run_until(5)
    assert told(world, began) == {"owner": [5, 10], "colleague": [0], "lead": [13]}
    (to_lead,) = world.messages("lead")
    assert to_lead.content["path"] == f"/steps/{step}"
    assert "Make sure the customer is updated." in to_lead.content["body"]


def test_whoever_has_left_meanwhile_is_not_tried_again(world: World) -> None:
    channel(world, "owner")
    late(world)
    began = world.clock()
    world.advance()
    with world.database.write() as session:
        session.get_one(Person, world.id("owner")).closed_at = world.clock()
    world.run_until(4)
    assert minutes(world, "owner", began) == [0]


def test_an_act_ends_the_looks(world: World) -> None:
    ref = late(world)
    began = world.clock()
    world.advance()
    world.clock.forward(minutes=1)
    world.owner.act(ref, "on-it")
    world.run_until(13)
    assert told(world, began) == {"owner": [0]}


def test_nobody_left_to_tell_and_the_ladder_goes_on(world: World) -> None:
    ref = late(world, ("lead", "admin"))
    began = world.clock()
    world.run_until(14)
    assert told(world, began) == {"owner": [0]}
    (running,) = world.running(ref)
    assert running.next_at == running.step_at
    world.run_until(1)
    assert told(world, began) == {"owner": [0, 15]}


def test_it_is_looked_at_before_the_next_step_however_patient_a_site_is(world: World) -> None:
    """Else the next step would speak over it, and nobody would ever know."""
    world.ring_all()
    with world.database.write() as session:
        session.get_one(Site, world.site.id).reach_minutes = 60
    world.long_shift()
    world.report()
    world.run_until(229)
    world.clock.forward(minutes=1)
    began = world.clock()
    world.run_until(4)
    assert told(world, began) == {"owner": [0]}
    world.run_until(1)
    assert told(world, began) == {"owner": [0], "lead": [5]}


@pytest.mark.parametrize("has_channel", [True, False])
def test_an_owner_is_meant_themselves_also_where_a_lead_has_seen_it(
    world: World, has_channel: bool
) -> None:
    if has_channel:
        channel(world, "owner")
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(254, shown=True)
    world.clock.forward(minutes=1)
    began = world.clock()
    world.advance()
    assert told(world, began) == {"owner": [0], "lead": [0]}
    with world.database.write() as session:
        to_lead = select(Message.id).where(Message.person == str(world.id("lead")))
        seen = update(Delivery).where(col(Delivery.message_id).in_(to_lead))
        session.execute(seen.values(state="accepted", next_at=None, shown_at=world.clock()))
    world.run_until(5)
    assert told(world, began) == {"owner": [0, 3] if has_channel else [0], "lead": [0]}
    assert unreached(world, ref) == []
