"""How many nudges a second go from lease to settled, over real sockets.

    python -m tests.push.measure_sending [DATABASE_URL [MESSAGES [LATENCY_MS]]]

The push service runs in a process of its own and only answers; it checks nothing.
"""

import asyncio
import multiprocessing
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web
from sqlalchemy import text

from push import outbox
from push.endpoints import PushServices
from push.models import Subscription
from push.nudge import Nudge
from push.sender import Route
from push.vapid import VapidSigner, load_or_make
from push.worker import Worker, build
from tests.push.bench import SUBJECT, NobodyToTell
from tests.push.running import Phone
from tests.support.tables import make_tables
from web.store.engine import Database

PHONES = 200


def serve(tell: Connection, latency: float) -> None:
    async def push(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(latency)
        return web.Response(status=201)

    async def main() -> None:
        app = web.Application()
        app.add_routes([web.post("/{token}", push)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        tell.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(main())


def fill(database: Database, origin: str, key_id: str, messages: int) -> float:
    """Seconds that enqueuing took."""
    now = datetime.now(UTC)
    with database.write() as session:
        for number in range(PHONES):
            phone = Phone(f"{origin}/{number}")
            session.add(
                Subscription(
                    person=str(number),
                    device=str(number),
                    endpoint=phone.endpoint,
                    endpoint_hash=str(number),
                    origin=origin,
                    p256dh=phone.p256dh,
                    auth=phone.auth,
                    vapid_key=key_id,
                    created_at=now,
                )
            )
    began = time.perf_counter()
    with database.write() as session:
        for number in range(messages):
            nudge = Nudge(
                str(number % PHONES),
                "K7F3 needs an owner",
                "Till 4",
                "/issues/K7F3",
                "K7F3",
                now + timedelta(hours=1),
            )
            outbox.enqueue(session, key=f"k{number}", subject="issue:1", nudge=nudge, now=now)
    return time.perf_counter() - began


def drain(worker: Worker) -> float:
    began = time.perf_counter()
    while worker.send_due():
        pass
    return time.perf_counter() - began


def main(url: str = "", messages: str = "6000", latency_ms: str = "0") -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(
        target=serve, args=(theirs, float(latency_ms) / 1000), daemon=True
    )
    server.start()
    origin, count = f"http://127.0.0.1:{ours.recv()}", int(messages)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url or f"sqlite:///{folder}/measure.sqlite3")
        make_tables(database)
        key = load_or_make(Path(folder) / "vapid.pem")
        route = Route(VapidSigner(key, SUBJECT), PushServices.of((origin,)), "https://own.example")
        filled = fill(database, origin, key.id, count)
        worker = build(database, NobodyToTell(), route, {})
        took = drain(worker)
        worker.close()
        with database.read() as session:
            states = text("SELECT state, count(*) FROM push_delivery GROUP BY state")
            print(session.connection().execute(states).all())
        database.close()
    print(f"enqueued {count / filled:,.0f} a second, lease to settled {count / took:,.0f} a second")
    server.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
