"""Ladders, while people act, shifts begin, policies change and accounts close at that moment."""

from datetime import time, timedelta

import pytest
from sqlmodel import col, select

from push.errors import TRANSIENT_ERRORS
from push.models import OPEN, Delivery, Escalation, Message
from tests.races import duels
from tests.races.crowd import Tap, crowd_of
from tests.races.rush import held, late, rush, told
from tests.support.clock import Clock
from tests.support.taps import unit_of
from tests.web.world import World
from web.acts.shifts import shifts
from web.cli.sample import Sample
from web.rules.vocabulary import EventKind, IssueState, Role, Trigger
from web.store.engine import Database
from web.store.tables.accounts import Person
from web.store.tables.nudges import Policy

MONDAY = (("starts-0", "10:00"), ("ends-0", "18:00"))  # by the site's clock: since 9:00 UTC


@pytest.fixture
def world(database: Database) -> World:
    made = World(database, Clock())
    made.ring_all()
    return made


def tap(world: World, who: str, path: str, key: str, **fields: str) -> Tap:
    return Tap(world.tokens[who], path, f"{who}-{key}", tuple(fields.items()))


def loud(world: World, refs: list[str]) -> list[str]:
    """What makes a sound and is still to be sent for these issues."""
    subjects = [f"issue:{world.issue(ref).id}" for ref in refs]
    query = (
        select(Message.content)
        .join(Delivery, col(Delivery.message_id) == col(Message.id))
        .where(col(Message.subject).in_(subjects), col(Delivery.state).in_(OPEN))
    )
    with world.database.read() as session:
        return [one["title"] for one in session.exec(query).all() if one["loud"]]


def test_on_it_while_workers_tell(world: World, database_url: str) -> None:
    refs = late(world, 10)
    taps = [tap(world, "owner", f"/issues/{ref}/on-it", ref) for ref in refs]
    (came,) = rush(database_url, taps)
    assert {one.status for one in came} == {200}
    assert loud(world, refs) == []
    for ref in refs:
        assert world.kinds(ref).count(EventKind.ACKNOWLEDGED) == 1
        (ladder,) = world.running(ref)
        assert ladder.step == 0, "nudged for what is handled"
        assert ladder.next_at is not None
        assert ladder.next_at > world.clock()


def test_a_shift_begins_in_three_ways_at_once(world: World, database_url: str) -> None:
    """By the switch, by hours that have come, and by hours that are saved: each thing that waited
    is told once."""
    world.off_shift("owner")
    world.clock.back(hours=3)
    with world.database.write() as session:
        owner = session.get_one(Person, world.id("owner"))
        Sample(session, world.clock()).hours(owner, time(10), time(18), [0])
    world.clock.forward(hours=3)
    refs = late(world, 4)
    world.clock.back(seconds=1)  # the shift has not begun
    world.advance()
    world.clock.forward(seconds=1)
    assert len(held(world, "owner")) == 4
    refs += late(world, 4)
    switch = [tap(world, "owner", "/me/shift", f"switch-{n}", hours="9") for n in range(2)]
    hours = [tap(world, "owner", "/me/hours", f"hours-{n}", **dict(MONDAY)) for n in range(2)]
    came = rush(database_url, switch, hours)
    assert {one.status for taps in came for one in taps} == {303}
    world.advance()
    assert held(world, "owner") == []
    assert [told(world, ref, "owner") for ref in refs] == [1] * len(refs)
    with world.database.read() as session:
        query = select(Escalation).where(Escalation.subject == f"shift:{world.id('owner')}")
        assert session.exec(query).one().next_at is not None


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_nothing_is_held_past_a_shift_that_is_just_beginning(world: World) -> None:
    """Whoever begins it would not see what is held at that moment; so the worker tries again. On
    SQLite the two come one after the other by themselves."""
    world.off_shift("owner")
    (ref,) = late(world, 1)
    with world.database.write() as beginning:
        owner = beginning.get_one(Person, world.id("owner"), with_for_update={"key_share": True})
        shifts.begin(unit_of(world, beginning), owner, world.clock() + timedelta(hours=8))
        beginning.flush()
        with pytest.raises(TRANSIENT_ERRORS):
            world.advance()
    world.advance()
    assert told(world, ref, "owner") == 1
    assert held(world, "owner") == []


def test_two_admins_apply_a_ladder_while_workers_climb_it(world: World, database_url: str) -> None:
    with world.database.write() as session:
        sample = Sample(session, world.clock())
        world.people["boss"] = sample.person(world.site, "Bo Boss", Role.ADMIN)
        world.tokens["boss"] = sample.sign_in(world.people["boss"])
    refs = late(world, 8)
    path = f"/settings/sites/{world.site.id}/nudges/promise"
    rungs = {"after-0": "0", "owner-0": "yes", "after-1": "30", "leads-1": "yes", "every-1": "30"}
    taps = [
        [tap(world, who, path, f"saves-{n}", apply_now="yes", **rungs) for n in range(2)]
        for who in ("admin", "boss")
    ]
    came = rush(database_url, *taps)
    assert {one.status for taps in came for one in taps} == {303}
    world.advance()
    with world.database.read() as session:
        made = session.exec(select(Policy).order_by(col(Policy.version))).all()
    assert [(one.version, one.trigger) for one in made] == [(n, "promise") for n in range(1, 5)]
    for ref in refs:
        (ladder,) = world.running(ref)
        assert ladder.policy == made[-1].id
        assert told(world, ref, "owner") == 1


def test_accounts_close_while_their_nudges_are_held_and_their_shifts_begin(
    world: World, database_url: str
) -> None:
    going = ("owner", "colleague")
    world.off_shift(*going)
    world.clock.back(hours=3)
    with world.database.write() as session:
        for who in going:
            person = session.get_one(Person, world.id(who))
            Sample(session, world.clock()).hours(person, time(10), time(18), [0])
    world.clock.forward(hours=3)
    refs = [ref for who in going for ref in late(world, 10, by=who)]
    close = [[duels.close(world, who)] for who in going]
    came = rush(database_url, *close)
    assert {one.status for taps in came for one in taps} == {303}
    world.advance()
    for ref in refs:
        assert world.issue(ref).state == IssueState.UNOWNED
        assert [one.trigger for one in world.running(ref)] == [Trigger.UNOWNED]
        assert told(world, ref, "lead") >= 1
    with world.database.read() as session:
        subjects = [f"{kind}:{world.id(who)}" for who in going for kind in ("hours", "shift")]
        query = select(Escalation.next_at).where(col(Escalation.subject).in_(subjects))
        assert set(session.exec(query).all()) <= {None}


def test_ten_people_act_while_two_workers_advance(world: World, database_url: str) -> None:
    people = crowd_of(world, 10)
    refs = late(world, 5) + [world.unowned() for _ in range(5)]
    shares: list[list[Tap]] = [[], []]
    for n, ((name, token), ref) in enumerate(zip(people, refs, strict=True)):
        key = name[:2]
        words, later = (("text", "x"),), (("text", "a part"), ("minutes", "30"))
        owner = world.tokens["owner"]
        shares[n % 2] += [
            Tap(token, f"/issues/{ref}/own", f"{key}-owns-{ref}"),
            Tap(token, f"/issues/{ref}/note", f"{key}-notes-{ref}", words),
            Tap(owner, f"/issues/{ref}/on-it", f"{key}-on-{ref}"),
            Tap(owner, f"/issues/{ref}/later", f"{key}-later-{ref}", later),
            Tap(owner, f"/issues/{ref}/resolve", f"{key}-done-{ref}", words),
            Tap(token, f"/issues/{ref}/reopen", f"{key}-again-{ref}", words),
        ]
    came = rush(database_url, *shares, minutes=15)
    assert {one.status for taps in came for one in taps} <= {200, 409}
    duels.holds(world, refs)
    for ref in refs:
        state, triggers = world.issue(ref).state, {one.trigger for one in world.running(ref)}
        own = {IssueState.OWNED: "promise", IssueState.UNOWNED: "unowned"}.get(IssueState(state))
        assert triggers <= {own, "reopened"} if own else not triggers
        assert own is None or own in triggers
