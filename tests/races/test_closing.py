"""An account closes at the very moment when a worker writes down what came of its nudges."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import Session

from push import channels, settling
from push.verdict import DeliveryResult, Verdict
from tests.push.bench import take_due
from tests.races import crowd
from tests.support.clock import Clock
from tests.support.limits import LIMIT
from tests.support.postgres import Postgres, somebody_waits
from tests.support.served import until
from tests.support.taps import tap_of
from tests.web.world import World
from web.acts.accounts import people
from web.store.engine import Database


@pytest.fixture
def world(postgres: Postgres) -> Iterator[World]:
    """SQLite is left out: there the second of two who write has not begun yet."""
    with postgres.new_database() as url:
        database = Database(url)
        made = World(database, Clock())
        made.ring_all()
        made.long_shift()
        yield made
        database.close()


def close(world: World, who: str) -> object:
    with world.database.write() as session:
        return people.close(tap_of(world, session, "admin"), world.id(who))


def settle_while(world: World, monkeypatch: pytest.MonkeyPatch, act: Any) -> Any:
    """`act` begins when a worker has locked the phones, which goes on when `act` has to wait."""
    with world.database.write() as session:
        taken = take_due(session, world.clock(), 300, 60)
    results = [(one, Verdict(DeliveryResult.ACCEPTED, "accepted")) for one in taken.to_phones]
    assert results
    locked, before = threading.Event(), settling._lock_deliveries

    def hesitate(session: Session, *which: Any) -> None:
        locked.set()
        until(lambda: somebody_waits(world.database), LIMIT, "somebody waits for the worker")
        before(session, *which)

    monkeypatch.setattr(settling, "_lock_deliveries", hesitate)

    def settle() -> None:
        with world.database.write() as session:
            settling.settle(session, results, world.clock())

    with ThreadPoolExecutor() as pool:
        settling_ = pool.submit(settle)
        assert locked.wait(LIMIT)
        acting = pool.submit(act)
        settling_.result(LIMIT)
        return acting.result(LIMIT)


@pytest.mark.parametrize("kind", ["helper", "owner"])
def test_an_account_closes_while_its_nudges_are_written_down(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """What waits for its phones is locked after the phones, by both."""
    ref = world.report()
    world.ask(ref)
    with world.database.write() as session:
        channels.save(session, str(world.id("owner")), "email", "a@example.org", world.clock())
    if kind == "owner":
        world.clock.now = world.issue(ref).promise_at or world.clock()
        world.advance()
    who = "colleague" if kind == "helper" else "owner"
    assert settle_while(world, monkeypatch, lambda: close(world, who)) is None
    assert crowd.deadlocks(world.database) == 0
