"""Nudges a second: for encrypting and sending alone, and from lease to settled.

The push service answers from a process of its own over plain HTTP; it checks nothing.
"""

import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from push.batches import BATCH
from push.endpoints import PushServices
from push.leased import ToPhone
from push.sender import Route, Sender
from push.vapid import VapidKey, VapidSigner, load_or_make
from push.worker import LEASE_SECONDS, build, utc_now
from tests.bench.table import Row, print_table
from tests.push.bench import SUBJECT, NobodyToTell, take_due
from tests.push.measure_sending import drain, fill, serve
from tests.support.tables import make_tables
from web.store.engine import Database

MESSAGES = 4_000
TURNS = 2
SENT_A_CORE = 3_800
SETTLED_A_SECOND = 1_000


def measure() -> list[Row]:
    with push_service() as origin:
        sent = max(_sent_a_core(origin) for _ in range(TURNS))
        settled = max(_settled_a_second(origin) for _ in range(TURNS))
    return [
        _row("encrypt and send, a second of one core’s time", sent, SENT_A_CORE),
        _row("lease, send and settle, a second of the clock", settled, SETTLED_A_SECOND),
    ]


def _row(name: str, found: float, goal: int) -> Row:
    return Row(name, (f"{found:,.0f}",), f"≥ {goal:,}", found >= goal)


@contextmanager
def push_service() -> Iterator[str]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs, 0.0), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.kill()
        process.join()


def _sent_a_core(origin: str) -> float:
    def send(database: Database, route: Route) -> float:
        with database.write() as session:
            batch = take_due(session, datetime.now(UTC), BATCH, LEASE_SECONDS).to_phones
        return asyncio.run(_send_again_and_again(Sender(route, utc_now), batch))

    return _with_messages(origin, BATCH, send)


async def unchanged(lease: ToPhone) -> list[ToPhone]:
    return [lease]


async def _send_again_and_again(sender: Sender, batch: list[ToPhone]) -> float:
    await sender.send_all(batch, unchanged)  # opens the connections
    began, rounds = time.process_time(), MESSAGES // BATCH
    for _ in range(rounds):
        await sender.send_all(batch, unchanged)
    took = time.process_time() - began
    await sender.close()
    return rounds * BATCH / took


def _settled_a_second(origin: str) -> float:
    def settle(database: Database, route: Route) -> float:
        worker = build(database, NobodyToTell(), route, {})
        took = drain(worker)
        worker.close()
        return MESSAGES / took

    return _with_messages(origin, MESSAGES, settle)


def _with_messages(origin: str, count: int, use: Callable[[Database, Route], float]) -> float:
    with tempfile.TemporaryDirectory(prefix="ownit-bench-") as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'sending.sqlite3'}")
        make_tables(database)
        key = load_or_make(folder / "vapid.pem")
        fill(database, origin, key.id, count)
        found = use(database, _route(key, origin))
        database.close()
    return found


def _route(key: VapidKey, origin: str) -> Route:
    return Route(VapidSigner(key, SUBJECT), PushServices.of((origin,)), "https://own.example")


def show(rows: list[Row]) -> None:
    print_table("Nudges a second", ("best",), rows)
