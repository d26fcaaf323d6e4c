"""The worker: advances what is due, sends what is due, settles it. Holds no state of its own.

Each pass says whether it found work. Killed at any instruction it loses nothing: what it had
leased is due again when the lease runs out.
"""

import asyncio
import logging
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from push import escalation, leases, settling
from push.escalation import Plan
from push.leases import Leased
from push.sender import Route, Sender
from push.verdict import Verdict

BATCH = 300  # a batch of messages without answers takes 30 s: three rounds of the deadline
LEASE_SECONDS = 60.0
LADDERS = 100  # advanced before sending again
IDLE_SECONDS = 0.5
TROUBLE_SECONDS = 1.0
SETTLE_TRIES = 5
log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Units(Protocol):
    """Units of work on the database."""

    def write(self) -> AbstractContextManager[Session]: ...

    def read(self) -> AbstractContextManager[Session]: ...


class Sends(Protocol):
    async def send_all(
        self, leases: Sequence[Leased], stop: threading.Event | None = None
    ) -> list[tuple[Leased, Verdict]]: ...

    async def close(self) -> None: ...


@dataclass
class Worker:
    """Runs in one thread. `stop` ends the loop after the messages that are under way."""

    database: Units
    plan: Plan
    sender: Sends
    clock: Callable[[], datetime] = utc_now
    stop: threading.Event = field(default_factory=threading.Event)
    lease_seconds: float = LEASE_SECONDS
    _loop: asyncio.Runner = field(default_factory=asyncio.Runner, repr=False)

    def once(self) -> bool:
        """One round of all passes; whether any of them found work."""
        advanced = self.advance_due()
        sent = self.send_due()
        return advanced or sent

    def advance_due(self) -> bool:
        """Ladders whose time has come, each in a transaction of its own."""
        with self.database.read() as session:
            found = escalation.due(session, self.clock(), LADDERS)
        for ladder in found:
            if self.stop.is_set():
                break
            with self.database.write() as session:
                escalation.advance(session, self.plan, ladder, self.clock())
        return bool(found)

    def send_due(self) -> bool:
        """Lease, send outside any transaction, settle."""
        batch = self._lease()
        if not batch:
            return False
        began = time.monotonic()
        results = self._loop.run(self.sender.send_all(batch, self.stop))
        self._settle(results)
        counts = Counter(verdict.reason for _, verdict in results)
        told = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
        log.info("Sent %d in %.1f s: %s.", len(results), time.monotonic() - began, told)
        return True

    def _lease(self) -> list[Leased]:
        # A look first: an idle worker must not take SQLite's one write lock twice a second.
        with self.database.read() as session:
            if not leases.is_due(session, self.clock()):
                return []
        with self.database.write() as session:
            return leases.lease(session, self.clock(), BATCH, self.lease_seconds)

    def _settle(self, results: list[tuple[Leased, Verdict]]) -> None:
        """Patiently: an answer that is not written down means that the nudge is sent again."""
        for tries_left in reversed(range(SETTLE_TRIES)):
            try:
                with self.database.write() as session:
                    settling.settle(session, results, self.clock())
                return
            except DBAPIError:
                if not tries_left:
                    raise
                self.stop.wait(IDLE_SECONDS)

    def run(self) -> None:
        """Until `stop` is set. No error ends it: what failed is still due, and tried again."""
        log.info("The worker has started.")
        try:
            while not self.stop.is_set():
                self.stop.wait(self._round())
        finally:
            self.close()
        log.info("The worker has stopped.")

    def _round(self) -> float:
        """One round; how many seconds to wait before the next one."""
        try:
            return 0.0 if self.once() else IDLE_SECONDS
        except DBAPIError as error:
            kind = type(error.orig).__name__
            log.warning("The database is busy or away (%s); trying again.", kind)
        except Exception:
            log.exception("A pass of the worker failed; trying again.")
        return TROUBLE_SECONDS

    def close(self) -> None:
        """Close what the sender holds open."""
        self._loop.run(self.sender.close())
        self._loop.close()


def build(database: Units, plan: Plan, route: Route) -> Worker:
    """The worker as it runs for real."""
    return Worker(database, plan, Sender(route, utc_now))


def stop_on_signals(stop: threading.Event) -> None:
    """SIGTERM and SIGINT stop the worker after its pass; a second one ends it at once."""

    def on_signal(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        # In a thread: the main one may hold the event's lock at this very instruction.
        threading.Thread(target=stop.set, daemon=True).start()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
