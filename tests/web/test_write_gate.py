"""Writers wait in a row that has an end; who only looks never waits for them."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from time import monotonic, sleep

import pytest
from sqlalchemy.exc import OperationalError

from tests.support.clock import Clock
from tests.support.postgres import Postgres
from tests.web.world import World
from web.acts.core.tap import Tap
from web.acts.issues import lifecycle
from web.store.engine import Database
from web.store.errors import Busy
from web.store.gate import Gate
from web.store.sqlite import driver
from web.store.visibility import find_issue, wait_for_others

pytestmark = pytest.mark.slow

PATIENT = 20.0


class Crowd:
    """Threads that each want a turn, and write down when they had it."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.done: list[int] = []
        self.threads: list[threading.Thread] = []

    def add(self, number: int) -> None:
        """Returns when it waits."""
        before = len(self.gate._waiting)
        thread = threading.Thread(target=self._go, args=(number,))
        self.threads.append(thread)
        thread.start()
        deadline = monotonic() + PATIENT
        while len(self.gate._waiting) == before:
            assert monotonic() < deadline

    def _go(self, number: int) -> None:
        with self.gate.turn(PATIENT):
            self.done.append(number)

    def join(self) -> None:
        for thread in self.threads:
            thread.join(PATIENT)


def test_writers_have_their_turn_in_the_order_in_which_they_came() -> None:
    gate = Gate(1, 8)
    crowd = Crowd(gate)
    with gate.turn(PATIENT):
        for number in range(8):
            crowd.add(number)
        assert crowd.done == []
    crowd.join()
    assert crowd.done == list(range(8))


def test_one_more_than_may_wait_is_told_at_once() -> None:
    gate = Gate(1, 1)
    crowd = Crowd(gate)
    with gate.turn(PATIENT):
        crowd.add(1)
        with pytest.raises(Busy), gate.turn(PATIENT):
            pass
    crowd.join()
    with gate.turn(0):
        pass


def test_whoever_gives_up_leaves_the_row() -> None:
    gate = Gate(1, 1)
    with gate.turn(PATIENT):
        for _ in range(3):
            with pytest.raises(Busy), gate.turn(0.01):
                pass
    with gate.turn(0):
        pass


def test_a_turn_ends_with_an_error_too() -> None:
    gate = Gate(1, 0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), gate.turn(0):
            raise ZeroDivisionError


@pytest.mark.parametrize(("threads", "writers"), [(16, 12), (8, 4), (4, 2), (2, 1), (1, 1)])
@pytest.mark.parametrize("at_once", [1, 8])
def test_threads_are_left_for_readers(threads: int, writers: int, at_once: int) -> None:
    gate = Gate.for_writers(threads, at_once)
    assert gate._free + gate._most_waiting == writers
    assert gate._free == min(at_once, writers)


@contextmanager
def locked(world: World) -> Iterator[None]:
    """As by another process: SQLite whole, on PostgreSQL every device."""
    if not world.database.is_sqlite:
        with world.database.engine.begin() as connection:
            connection.exec_driver_sql("SELECT id FROM device FOR UPDATE")
            yield
        return
    with closing(driver.connect(world.database.engine.url.database or "")) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_pages_do_not_wait_for_the_note_of_when_a_device_was_used(world: World) -> None:
    world.clock.forward(hours=1)
    with locked(world):
        began = monotonic()
        for path in ("/", "/me", "/issues/new"):
            assert world.owner.get(path).status == 200
        assert monotonic() - began < 4  # 15 s where each waits for the lock


def test_a_full_row_is_a_503_that_says_when_to_come_again(world: World) -> None:
    ref = world.unowned()
    gate = world.database.gate = Gate(1, 0)
    with gate.turn(PATIENT):
        began = monotonic()
        answer = world.owner.act(ref, "own", key="patient-tap")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert world.owner.get(f"/issues/{ref}").status == 200
        assert monotonic() - began < 2
    assert world.owner.act(ref, "own", key="patient-tap").status == 303


def test_a_wrong_link_does_not_wait_for_writers(world: World) -> None:
    """And is not answered without being counted."""
    gate = world.database.gate = Gate(1, 4)
    with gate.turn(PATIENT):
        began = monotonic()
        assert world.nobody.get("/s/" + "a" * 43).status == 503
        assert monotonic() - began < 3
    assert world.nobody.get("/s/" + "a" * 43).status == 404


@contextmanager
def issues_locked(world: World) -> Iterator[None]:
    """As by another process: SQLite whole, on PostgreSQL every issue."""
    if world.database.is_sqlite:
        with locked(world):
            yield
        return
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql("SELECT id FROM issue FOR UPDATE")
        yield


def test_the_row_and_the_lock_share_one_deadline(world: World) -> None:
    """Who has waited long in the row waits the less for the database."""
    ref, database, patience = world.unowned(), world.database, 3.0
    gate = database.gate = Gate(1, 1)
    owner = world.viewer("owner")
    waited = []

    def own() -> None:
        began = monotonic()
        with pytest.raises((Busy, OperationalError)), database.write(patience) as session:
            lifecycle.own(Tap(session, world.clock(), owner), ref)
        waited.append(monotonic() - began)

    with issues_locked(world):
        with gate.turn(PATIENT):
            thread = threading.Thread(target=own)
            thread.start()
            sleep(patience * 0.8)
        thread.join(PATIENT)
    assert waited
    assert waited[0] < patience * 1.4  # 1.8 with a deadline for each of the two


def test_all_waits_for_an_issue_share_one_deadline(postgres: Postgres) -> None:
    """A refusal is looked for after one wait, and the lock is waited for after that: not as long
    again. PostgreSQL alone counts each wait anew."""
    with postgres.new_database() as url, closing(Database(url)) as database:
        world = World(database, Clock())
        ref, patience = world.unowned(), 3.0
        with database.write(patience) as session:
            issue = find_issue(session, world.viewer("owner"), ref)
            sleep(patience * 0.5)
            wait_for_others(session, issue.id)
            left = session.connection().exec_driver_sql("SHOW lock_timeout").scalar_one()
    assert int(left.removesuffix("ms")) <= patience * 500
