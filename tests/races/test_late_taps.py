"""Queues that are drained at one moment: by two tabs, by two phones, against another tap."""

from datetime import datetime, timedelta

import pytest

from tests.races.crowd import Tap, drain, run_at_once, tap_at_once
from tests.support.clock import Clock
from tests.web.queued import Phone
from tests.web.world import World
from web.rules.vocabulary import EventKind
from web.store.engine import Database

HOUR = timedelta(hours=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database, Clock())


def tap(
    world: World, who: str, path: str, key: str, at: datetime | None = None, **fields: str
) -> Tap:
    beside = Phone(world, who).beside(at)
    return Tap(world.tokens[who], path, key, tuple(fields.items()), tuple(beside.items()))


def queue(world: World, who: str, ref: str, name: str) -> list[Tap]:
    """Three taps of one person on a page that could not change, an hour ago."""
    at = world.clock() - HOUR
    acts: tuple[tuple[str, dict[str, str]], ...]
    acts = (("own", {}), ("promise", {"minutes": "120"}), ("note", {"text": "on my way"}))
    return [
        tap(
            world,
            who,
            f"/issues/{ref}/{act}",
            f"{name}-{act}-of-an-hour-ago",
            at + timedelta(seconds=number),
            seen="1",
            **typed,
        )
        for number, (act, typed) in enumerate(acts)
    ]


def test_a_queue_that_is_drained_twice_at_once_is_done_once(
    world: World, database_url: str
) -> None:
    """Two tabs, or a tab and the service worker, where no lock holds them apart."""
    world.clock.back(hours=2)
    ref = world.unowned()
    world.clock.forward(hours=2)
    taps = queue(world, "colleague", ref, "one")
    came = run_at_once([(drain, (database_url, taps))] * 3)
    assert [[one.status for one in each] for each in came] == [[200, 200, 200]] * 3
    assert world.kinds(ref) == [
        EventKind.REPORTED,
        EventKind.OWNED,
        EventKind.PROMISED,
        EventKind.NOTED,
    ]
    issue = world.issue(ref)
    assert issue.promised_at
    assert issue.promise_at == issue.promised_at + timedelta(minutes=120)
    assert issue.version == 4


def test_two_who_owned_it_in_the_basement(world: World, database_url: str) -> None:
    """Whoever comes in first owns it, and nothing of the other's queue is done in their place."""
    world.clock.back(hours=2)
    refs = [world.unowned() for _ in range(4)]
    world.clock.forward(hours=2)
    people = ("owner", "colleague")
    queues = [
        [one for ref in refs for one in queue(world, who, ref, f"{who}-{ref}")] for who in people
    ]
    came = run_at_once([(drain, (database_url, taps)) for taps in queues])
    for number, ref in enumerate(refs):
        answers = {
            who: [one.status for one in each[3 * number : 3 * number + 3]]
            for who, each in zip(people, came, strict=True)
        }
        winner = next(who for who in people if world.id(who) == world.issue(ref).owner_id)
        loser = next(who for who in people if who != winner)
        assert answers == {winner: [200, 200, 200], loser: [409, 409, 200]}  # anybody may note
        kinds = world.kinds(ref)
        assert kinds.count(EventKind.OWNED) == kinds.count(EventKind.PROMISED) == 1
        assert kinds.count(EventKind.NOTED) == 2


def test_a_late_own_against_one_of_this_moment(world: World, database_url: str) -> None:
    world.clock.back(hours=2)
    refs = [world.unowned() for _ in range(6)]
    world.clock.forward(hours=2)
    late = [
        tap(world, "colleague", f"/issues/{ref}/own", f"late-{ref}", world.clock() - HOUR, seen="1")
        for ref in refs
    ]
    live = [tap(world, "owner", f"/issues/{ref}/own", f"live-{ref}") for ref in refs]
    came = tap_at_once(database_url, [*late, *live])
    for number, ref in enumerate(refs):
        assert sorted((came[number].status, came[number + 6].status)) == [200, 409]
        won = "colleague" if came[number].status == 200 else "owner"
        assert world.issue(ref).owner_id == world.id(won)
        assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]


def test_the_promise_that_was_made_last_stands(world: World, database_url: str) -> None:
    """One phone of the owner comes out of the basement while they tap on the other."""
    world.clock.back(hours=2)
    refs = [world.report() for _ in range(6)]
    world.clock.forward(hours=2)
    an_hour_ago = world.clock() - HOUR
    late = [
        tap(
            world,
            "owner",
            f"/issues/{ref}/promise",
            f"late-{ref}",
            an_hour_ago,
            minutes="30",
            seen="1",
        )
        for ref in refs
    ]
    live = [
        tap(world, "owner", f"/issues/{ref}/promise", f"live-{ref}", minutes="90", seen="1")
        for ref in refs
    ]
    came = tap_at_once(database_url, [*late, *live])
    for number, ref in enumerate(refs):
        assert came[number + 6].status == 200
        assert world.issue(ref).promise_at == world.clock() + timedelta(minutes=90)
        first = world.events(ref)[2]
        assert came[number].status == (200 if first.tapped_at else 409)
