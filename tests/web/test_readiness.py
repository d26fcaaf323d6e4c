"""`/readyz`: cheap for everybody, closed in detail, and true of what it says."""

import shutil
import threading
from dataclasses import replace
from typing import NamedTuple

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from push.heartbeat import HeartbeatWriter
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.versions import NEWER, set_version
from tests.web.answers import Browser
from tests.web.configured import config
from tests.web.world import World
from web.http.readiness import BUSY_FOR, EVERY, EVERY_BAD, Readiness
from web.store.engine import Database
from web.store.tables.probe import WriteProbe

TOKEN = "a-token-for-monitors"


class Usage(NamedTuple):
    total: int
    used: int
    free: int


class Ticks:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks(world: World) -> Ticks:
    """The monotonic clock of the world's readiness."""
    made = Ticks()
    world.app.extensions["ownit-readiness"].tick = made
    return made


def readyz(world: World, browser: Browser | None = None, **headers: str) -> tuple[int, object]:
    browser = browser or world.nobody
    found = browser.client.get("/readyz", base_url=world.config.public_url, headers=headers)
    return found.status_code, found.json


def test_strangers_read_whether_it_is_ready_and_no_more(world: World) -> None:
    HeartbeatWriter().end_cycle(world.database.write, world.clock())
    for browser in (world.nobody, world.owner, world.lead, world.stranger):
        assert readyz(world, browser) == (200, {"ok": True})
    _, told = readyz(world, world.admin)
    assert isinstance(told, dict)
    assert told["worker"] == {"cycle_ended_at": "2026-11-23T09:00:00Z", "silent_seconds": 0}
    assert (told["writes"], told["fits"]) == ("ok", True)
    assert (told["free_bytes"] is not None) == world.database.is_sqlite


def test_a_token_reads_the_detail_also_when_it_is_not_ready(
    database: Database, clock: Clock
) -> None:
    world = World(database, clock, replace(config(), metrics_token=TOKEN))
    set_version(database, NEWER)
    assert readyz(world) == (503, {"ok": False})
    assert readyz(world, world.admin) == (503, {"ok": False})
    assert readyz(world, Authorization="Bearer ") == (503, {"ok": False})
    _, told = readyz(world, Authorization=f"Bearer {TOKEN}")
    assert isinstance(told, dict)
    assert (told["ok"], told["fits"], told["worker"]) == (False, False, None)


def test_most_calls_ask_the_database_nothing(world: World, ticks: Ticks) -> None:
    with statements(world.database) as seen:
        assert readyz(world)[0] == 200
        assert any("write_probe" in one for one in seen)
        seen.clear()
        for _ in range(100):
            assert readyz(world)[0] == 200
        assert seen == []
        ticks.now += EVERY
        assert readyz(world)[0] == 200
        assert any("write_probe" in one for one in seen)
    with world.database.read() as session:
        assert session.exec(select(WriteProbe.at)).one() == world.clock()


def test_a_request_that_meets_another_schema_makes_it_look_at_once(
    world: World, ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert readyz(world) == (200, {"ok": True})
    set_version(world.database, NEWER)
    assert readyz(world) == (200, {"ok": True})  # not yet
    monkeypatch.setattr("web.store.engine.LOOK_EVERY", 0.0)
    assert world.owner.client.get("/", base_url=world.config.public_url).status_code == 503
    assert readyz(world) == (503, {"ok": False})


def test_another_schema_is_not_ready(world: World, ticks: Ticks) -> None:
    assert readyz(world) == (200, {"ok": True})
    set_version(world.database, NEWER)
    ticks.now += EVERY
    assert readyz(world) == (503, {"ok": False})


def test_a_lock_for_a_moment_is_ready_and_one_for_long_is_not(world: World, ticks: Ticks) -> None:
    assert readyz(world)[0] == 200
    with world.database.write() as session:
        lock = "UPDATE write_probe SET id = 1"
        session.connection().execute(text(lock))
        ticks.now += EVERY
        assert readyz(world)[0] == 200
        ticks.now += BUSY_FOR
        assert readyz(world)[0] == 503
    ticks.now += EVERY_BAD
    assert readyz(world)[0] == 200


@pytest.mark.parametrize(
    ("total", "free", "status"),
    [
        (100, 5, 200),
        (100, 4, 503),
        (2**42, 2**30, 200),
        (2**42, 2**30 - 1, 503),
        (2**33, 2**28, 503),
    ],
)
def test_too_little_space_is_not_ready(
    one_world: World, monkeypatch: pytest.MonkeyPatch, total: int, free: int, status: int
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total, total - free, free))
    assert readyz(one_world)[0] == status


@pytest.mark.parametrize(
    "words", ["database or disk is full", "disk I/O error", "attempt to write a readonly database"]
)
def test_a_write_that_fails_is_not_ready(one_world: World, words: str) -> None:
    """SQLite's own words."""

    def fail(*call: object) -> None:
        if "write_probe" in str(call[2]):
            raise OperationalError("", {}, Exception(words))

    event.listen(one_world.database.engine, "before_cursor_execute", fail)
    assert readyz(one_world) == (503, {"ok": False})


def test_a_database_that_is_gone_is_not_ready(one_world: World) -> None:
    """On PostgreSQL that nobody answers for."""
    gone = Readiness(Database("postgresql://nobody@127.0.0.1:1/none"), one_world.clock)
    assert not gone.look().is_ready


def test_one_thread_looks_and_the_others_get_the_last_answer(one_world: World) -> None:
    readiness, ticks = one_world.app.extensions["ownit-readiness"], Ticks()
    readiness.tick = ticks
    assert readyz(one_world)[0] == 200
    ticks.now += EVERY
    entered, go_on, looks = threading.Event(), threading.Event(), []

    def wait(*call: object) -> None:
        if "write_probe" in str(call[2]):
            looks.append(1)
            entered.set()
            go_on.wait(30)

    event.listen(one_world.database.engine, "before_cursor_execute", wait)
    looking = threading.Thread(target=readyz, args=(one_world, one_world.browser()))
    looking.start()
    assert entered.wait(30)
    assert [readyz(one_world)[0] for _ in range(20)] == [200] * 20
    assert len(looks) == 1
    go_on.set()
    looking.join(30)
    assert readyz(one_world)[0] == 200
    before = len(looks)
    assert readyz(one_world)[0] == 200
    assert len(looks) == before
