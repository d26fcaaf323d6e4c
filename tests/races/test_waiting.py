"""Whoever is refused holds nobody up: of many who wait for one issue, one gets what they want."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.races.crowd import crowd_of
from tests.support.clock import Clock
from tests.support.limits import LIMIT
from tests.support.served import until
from tests.support.taps import tap_of
from tests.web.world import World
from web.acts.core.tap import Outcome, Tap
from web.acts.handoffs import steps
from web.acts.issues import lifecycle
from web.rules.people import Viewer
from web.store.engine import Database

WAITING = 6
# On SQLite the second of two who write has not begun yet.
pytestmark = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


@pytest.fixture
def world(database: Database) -> World:
    return World(database, Clock())


def waiting(database: Database) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
    with database.read() as session:
        found = session.connection().execute(text(f"{query} wait_event_type = 'Lock'"))
        return int(found.scalar_one())


Act = Callable[..., Outcome]


def refused_together(world: World, first: Act, act: Act, others: list[Viewer]) -> list[Outcome]:
    """The outcomes of `others`, who all wait for the `first` to commit. None of them commits before
    all have their outcome: that never comes where a refused act has what the next waits for."""
    together = threading.Barrier(len(others), timeout=LIMIT)

    def wait_and_act(who: Viewer) -> Outcome:
        with world.database.write() as session:
            outcome = act(session, who)
            together.wait()
            return outcome

    with ThreadPoolExecutor(len(others)) as pool:
        with world.database.write() as session:
            first(session)
            session.flush()
            running = [pool.submit(wait_and_act, who) for who in others]
            until(lambda: waiting(world.database) == len(others), LIMIT, "all wait")
        return [one.result(LIMIT) for one in running]


def viewers(world: World) -> list[Viewer]:
    world.tokens |= dict(crowd_of(world, WAITING))
    return [world.viewer(name) for name in list(world.tokens)[-WAITING:]]


def test_losers_are_refused_together_when_the_winner_commits(world: World) -> None:
    ref = world.unowned()
    winner, others, now = world.viewer("owner"), viewers(world), world.clock()
    came = refused_together(
        world,
        lambda session: lifecycle.own(Tap(session, now, winner), ref),
        lambda session, who: lifecycle.own(Tap(session, now, who), ref),
        others,
    )
    for one in came:
        assert one.refusal
        assert "was faster and owns this now" in one.refusal.sentence
    assert world.issue(ref).owner_id == winner.id


def test_who_scans_a_code_too_late_is_refused_with_all_others(world: World) -> None:
    step = world.ask(world.report(), helper=None)
    winner, others, now = world.viewer("colleague"), viewers(world), world.clock()
    came = refused_together(
        world,
        lambda session: steps.scan(Tap(session, now, winner), step),
        lambda session, who: steps.scan(Tap(session, now, who), step),
        others,
    )
    assert all(one.refusal and "already with" in one.refusal.sentence for one in came)


def test_who_is_not_refused_after_waiting_has_it_alone(world: World) -> None:
    """The first gives up, so that all others have to be asked again: one of them wins."""
    ref = world.unowned()
    others, now = viewers(world), world.clock()

    def own(who: Viewer) -> Outcome:
        with world.database.write() as session:
            return lifecycle.own(Tap(session, now, who), ref)

    with ThreadPoolExecutor(len(others)) as pool:
        with world.database.write() as session:
            lifecycle.own(Tap(session, now, world.viewer("owner")), ref)
            running = [pool.submit(own, who) for who in others]
            until(lambda: waiting(world.database) == len(others), LIMIT, "all wait")
            session.rollback()
        came = [one.result(LIMIT) for one in running]
    assert [one.refusal is None for one in came].count(True) == 1
    assert world.issue(ref).version == 2


def test_a_stranger_waits_for_nobody(world: World) -> None:
    """And so cannot tell whether there is such an issue."""
    ref = world.unowned()
    with world.database.write() as session:
        lifecycle.own(tap_of(world, session, "owner"), ref)
        session.flush()
        assert world.stranger.act(ref, "own").status == 404
