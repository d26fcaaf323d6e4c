"""Whole issues, two real workers, and a push service that fails: no nudge is lost, none is double.

A random run prints its seed; OWNIT_SEED repeats it.
"""

import os
import random
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from tests.crash.ladders_shop import LEASE, Shop, open_shop
from tests.model import database_view
from tests.push.faults import Fault
from tests.support.limits import LIMIT
from web.rules.vocabulary import EventKind
from web.store.engine import Database

# Between these lie the rungs of what is unowned, and of promises that pass in eleven minutes.
MINUTES = (0, 1, 3, 7, 3, 12, 3)
ILL = (
    Fault(503),
    Fault(429, {"Retry-After": "30"}),
    Fault(kind="reset"),
    Fault(kind="reset", accepts_first=True),
    Fault(kind="vanish"),
)


@pytest.fixture
def shop(database: Database, database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(database, database_url, tmp_path) as opened:
        yield opened


def a_random() -> random.Random:
    seed = int(os.environ.get("OWNIT_SEED") or random.randrange(2**32))
    print(f"OWNIT_SEED={seed}")
    return random.Random(seed)


def test_killed_at_any_statement(shop: Shop) -> None:
    """Again and again one of the two, while the push service fails now and then. Of two owners
    one has no phone, and the other's is gone by the time that it is needed."""
    some, service = a_random(), shop.service
    shop.ring("owner", "lead", "admin")
    refs = shop.late_soon(3) + shop.late_soon(2, by="colleague")
    refs += [shop.world.unowned() for _ in range(2)]
    shop.hire()
    died = 0
    for number, minutes in enumerate(MINUTES):
        shop.clock.forward(minutes=minutes)
        service.faults.extend(some.choices(ILL, k=some.randrange(3)))
        service.channels[shop.phones["owner"].token].gone = number > 3
        died += shop.work({some.randrange(2): int(10 ** some.uniform(0, 2.4))})
        shop.go_on(seconds=LEASE.total_seconds() + 1)
    service.faults.clear()
    shop.drain()
    assert died
    shop.nothing_is_lost()
    shop.nobody_is_told_twice()
    shop.nothing_sleeps(refs)
    for ref in refs:
        assert EventKind.NUDGED in shop.world.kinds(ref)
    assert any("cannot" in title or "late" in title for title in shop.inbox("lead"))


@pytest.mark.parametrize("point", ["on_request", "on_accepted", "on_answered"])
def test_killed_while_it_sends(shop: Shop, point: str) -> None:
    """What it had is sent by the other, when its lease has run out; nothing waits for longer."""
    shop.ring("owner", "lead")
    refs = shop.late_soon(4)
    shop.hire()
    shop.clock.forward(minutes=1)
    first, second = shop.workers
    setattr(shop.service, point, lambda _: first.fork.kill())
    shop.tell(first)
    assert first.fork.wait() == -signal.SIGKILL
    setattr(shop.service, point, None)
    shop.workers = [second]
    shop.work()
    before = len(shop.service.accepted)
    shop.go_on(seconds=LEASE.total_seconds() + 1)
    assert len(shop.inbox("owner", since=before)) == 1, "all four in one"
    shop.nothing_is_lost()
    shop.nobody_is_told_twice()
    shop.nothing_sleeps(refs)


def test_asleep_past_its_lease(shop: Shop) -> None:
    """Stopped while it sends; the other sends meanwhile; then it wakes up with a refusal, which
    neither revives nor ends anything."""
    shop.ring("owner", "lead")
    refs, asleep = shop.late_soon(3), Event()
    shop.hire()
    shop.clock.forward(minutes=1)
    sleeper, other = shop.workers

    def put_to_sleep(count: int) -> None:
        if count == 1:
            sleeper.fork.send_signal(signal.SIGSTOP)
            asleep.set()

    shop.service.on_request = put_to_sleep
    shop.service.faults.append(Fault(400))
    shop.tell(sleeper)
    assert asleep.wait(LIMIT)
    shop.clock.forward(seconds=LEASE.total_seconds() + 1)
    shop.workers = [other]
    shop.work()
    before = [(row.id, row.state, row.attempt) for row in shop.bench.deliveries()]
    assert {(state, attempt) for _, state, attempt in before} == {("accepted", 2)}
    sleeper.fork.send_signal(signal.SIGCONT)
    assert sleeper.is_idle()
    assert [(row.id, row.state, row.attempt) for row in shop.bench.deliveries()] == before
    assert len(shop.bench.subscriptions()) == 2
    shop.workers = [sleeper, other]
    shop.drain()
    shop.nothing_is_lost()
    shop.nobody_is_told_twice()
    shop.nothing_sleeps(refs)


def test_an_hour_without_the_push_service(shop: Shop) -> None:
    """What became late meanwhile comes as one; it is not asked without end, and nobody who heard
    in time hears twice."""
    shop.ring("owner", "lead", "admin")
    refs = shop.late_soon(6, minutes=30)
    shop.hire()
    shop.work()
    shop.service.always = Fault(503)
    for _ in range(30):
        shop.go_on(minutes=2)
    asked = shop.service.requests
    assert 0 < asked <= 60, "a push service that is ill is left in peace"
    assert not shop.service.accepted
    shop.service.always = None
    for _ in range(6):
        shop.go_on(minutes=2)
    for persona in ("owner", "lead"):
        assert len(shop.inbox(persona)) <= 2, "recovered one by one"
    assert shop.inbox("owner") or shop.inbox("lead")
    assert all("6 reminders" in shop.inbox(one)[0] for one in ("owner", "lead") if shop.inbox(one))
    shop.drain()
    shop.nothing_is_lost()
    shop.nobody_is_told_twice()
    shop.nothing_sleeps(refs)


@pytest.mark.parametrize("wrong", [timedelta(hours=3), -timedelta(hours=3), timedelta(days=40)])
def test_a_clock_that_is_wrong_for_a_while(shop: Shop, wrong: timedelta) -> None:
    """Both work by it, one of them dies by it; by the right one each nudge comes at its time."""
    some = a_random()
    shop.ring("owner", "lead", "admin")
    refs = [*shop.late_soon(3, minutes=30), shop.world.unowned()]
    shop.hire()
    shop.work()
    right = shop.clock()
    shop.clock.now += wrong
    with shop.world.database.write() as session:
        people = [one.id for one in shop.world.people.values()]
        database_view.stay_signed_in(session, people, max(right, shop.clock()))
    shop.work({some.randrange(2): some.randint(20, 200)})
    shop.clock.now = right + timedelta(minutes=1)
    shop.work()
    shop.nothing_sleeps(refs)
    shop.go_on(minutes=18)
    shop.go_on(minutes=11)
    at, owner = shop.clock(), str(shop.world.id("owner"))
    told = [one.subject for one in shop.rungs_told() if (one.created_at, one.person) == (at, owner)]
    assert sorted(told) == sorted(f"issue:{shop.world.issue(ref).id}" for ref in refs[:3])
    shop.drain()
    shop.nothing_is_lost()
    shop.nobody_is_told_twice()
    shop.nothing_sleeps(refs)
