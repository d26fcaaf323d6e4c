"""Many write at once: one chain, without a fork and without a deadlock."""

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.support.clock import Clock
from tests.web.world import World
from web.reads import event_chain
from web.rules.vocabulary import EventKind
from web.store.engine import Database

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
