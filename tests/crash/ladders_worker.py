"""The app's own worker in a process, by a clock that it is told; to be stopped and killed.

What comes over its connection are pairs of an instant and a number. The worker works at that
instant until nothing is left to do, and answers "idle"; or it kills itself (SIGKILL) at the
statement of that number, which may be any: in the middle of a transaction, or with messages under
way. 0: it does not.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import event

from push.endpoints import PushServices
from push.errors import TRANSIENT_ERRORS
from push.sender import Route, Sender
from push.vapid import VapidSigner, load
from push.worker import Worker, utc_now
from tests.support.clock import Clock
from web.acts.escalation_plan import EscalationPlan
from web.store.engine import Database


def die_at(database: Database) -> Callable[[int], None]:
    """Sets after how many more statements this process dies; 0: not at all."""
    left = 0

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def set_to(number: int) -> None:
        nonlocal left
        left = number

    event.listen(database.engine, "before_cursor_execute", count)
    return set_to


def is_busy(worker: Worker) -> bool:
    try:
        return worker.once()
    except TRANSIENT_ERRORS:
        return True  # the other worker had what was wanted


def work(orders: Connection, url: str, origin: str, key_file: Path, lease_seconds: float) -> None:
    """Until nobody gives orders any more."""
    database, clock = Database(url), Clock()
    signer = VapidSigner(load(key_file), "mailto:push@own.example.org")
    route = Route(signer, PushServices.of((origin,)), "https://own.example.org")
    # What a push service says of a token by a wrong clock is not the matter here.
    sender = Sender(route, utc_now, chance=lambda: 0.5)
    worker = Worker(database, EscalationPlan(), sender, clock, lease_seconds=lease_seconds)
    kill_at = die_at(database)
    with suppress(EOFError):
        while True:
            clock.now, number = orders.recv()
            kill_at(number)
            while is_busy(worker):
                pass
            orders.send("idle")
