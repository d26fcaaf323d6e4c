"""Many write at once: one chain, without a fork and without a deadlock."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from tests.support.clock import Clock
from tests.support.limits import LIMIT
from tests.web.world import World
from web.acts.core.events import append_event
from web.acts.core.tap import Unit
from web.reads import event_chain
from web.rules.vocabulary import EventKind
from web.store.engine import Database
from web.store.tables.history import HistoryHead

NOTES = 6


def test_acts_and_the_worker_at_once_make_one_chain(database: Database) -> None:
    world = World(database, Clock())
    world.ring_all()
    refs = [world.unowned(words=f"Till {number} is dead") for number in range(4)]
    world.clock.forward(hours=1)  # every ladder is due: the worker writes events, too
    start = threading.Barrier(5)

    def act(persona: str) -> list[int]:
        browser = world.browser(persona)
        start.wait()
        return [
            browser.act(ref, "note", text=f"{persona} {number}").status
            for number in range(NOTES)
            for ref in refs
        ]

    def work() -> None:
        start.wait()
        world.advance()

    with ThreadPoolExecutor(5) as pool:
        worker = pool.submit(work)
        answers = list(pool.map(act, ("owner", "colleague", "lead", "admin")))
        worker.result()
    assert {status for one in answers for status in one} == {303}
    with database.read() as session:
        found = event_chain.verify(session)
    kinds = [kind for ref in refs for kind in world.kinds(ref)]
    assert (found.fault, found.events) == (None, len(kinds))
    assert kinds.count(EventKind.NOTED) == 4 * NOTES * len(refs)
    assert EventKind.NUDGED in kinds


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_an_event_that_waits_for_the_head_gets_its_id_after_the_wait(database: Database) -> None:
    """Else its id would be before that of the event that it follows."""
    world = World(database, Clock())
    ref = world.report()
    issue = world.issue(world.report())
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            session.exec(select(HistoryHead).with_for_update()).one()
            other = pool.submit(world.owner.act, ref, "note", text="Hello")
            _wait_for_somebody_who_waits(session)
            append_event(Unit(session, world.clock()), issue, EventKind.NOTED, "First")
        assert other.result().status == 303
    with database.read() as session:
        assert event_chain.verify(session).fault is None
    assert world.events(ref)[-1].id > world.events(issue.ref)[-1].id


def _wait_for_somebody_who_waits(session: Session) -> None:
    until = time.monotonic() + LIMIT
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while not session.connection().execute(waiting).scalar_one():
        session.connection().execute(text("SELECT pg_stat_clear_snapshot()"))
        assert time.monotonic() < until
        time.sleep(0.01)
