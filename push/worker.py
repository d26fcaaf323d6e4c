"""The worker: advances what is due, sends what is due, settles it, prunes what is old.

Each pass returns whether it found work. Killed at any instruction it loses nothing: its leases run
out.
"""

import asyncio
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from push import batches, clock_skew, escalation, pruning, suspension
from push.batch_results import BatchResults
from push.batches import BATCH
from push.channel_sender import ChannelSender
from push.clock_skew import ClockWatch
from push.errors import IncompatibleDatabase, is_transient
from push.escalation_runner import EscalationRunner
from push.heartbeat import HeartbeatWriter
from push.leased import ToPhone
from push.pacing import Units, paced
from push.plan import Plan
from push.recheck import Recheck
from push.sender import Route, Sender
from push.settling import Result
from push.verdict import Verdict

LEASE_SECONDS = 60.0
IDLE_SECONDS = 0.5
TROUBLE_SECONDS = 1.0
PRUNE_EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Sends(Protocol):
    async def send_all(
        self, leases: Sequence[ToPhone], recheck: Recheck, stop: threading.Event | None = None
    ) -> list[tuple[ToPhone, Verdict]]: ...

    async def close(self) -> None: ...


@dataclass
class Worker:
    """Runs in one thread. `stop` ends the loop after the messages that are under way."""

    database: Units
    plan: Plan
    sender: Sends
    clock: Callable[[], datetime] = utc_now
    relay: ChannelSender = field(default_factory=lambda: ChannelSender({}))  # no channels
    stop: threading.Event = field(default_factory=threading.Event)
    lease_seconds: float = LEASE_SECONDS
    pulse: HeartbeatWriter = field(default_factory=HeartbeatWriter)
    # Called at each step forward, whatever its result: a supervisor sees that no pass hangs.
    progress: Callable[[], object] = bool
    more: Sequence[Callable[[], bool]] = ()  # the caller's own passes: whether one found work
    _watch: ClockWatch = field(default_factory=ClockWatch, repr=False)
    _pruned_at: datetime | None = field(default=None, repr=False)
    _is_suspended: bool = field(default=False, repr=False)
    _loop: asyncio.Runner = field(default_factory=asyncio.Runner, repr=False)

    def once(self) -> bool:
        """One round of all passes; whether any of them found work.

        One that fails does not stop the others; the first error is raised at the end.
        """
        found, errors = False, list[Exception]()
        for work in self._passes():
            try:
                found = work() or found
            except IncompatibleDatabase:
                raise
            except Exception as error:  # noqa: BLE001 - it is told, and raised below
                _tell(error)
                self.pulse.cut_short()
                errors.append(error)
            self.progress()
        if errors:
            raise errors[0]
        return found

    def _passes(self) -> Iterator[Callable[[], bool]]:
        yield self.mind_the_clock
        yield self._look_whether_suspended
        if not self._is_suspended:
            yield self.advance_due
            yield self.send_due
        yield from (self.prune, *self.more, self._beat)

    def _look_whether_suspended(self) -> bool:
        """Where that cannot be read, nothing is sent either."""
        was, self._is_suspended = self._is_suspended, True
        with self.database.read() as session:
            since = suspension.suspended_since(session)
        self._is_suspended = since is not None
        if since and not was:
            log.warning("Reminders are suspended since a restore: `ownit resume` sends them again.")
        return False

    def mind_the_clock(self) -> bool:
        """After a clock that was ahead was corrected, makes due what waits for that time."""
        now = self.clock()
        if self._watch.was_wrong(self.database.read, now):
            log.warning("The clock was set back; what waits for a time too late is looked at now.")
            with self.database.write() as session:
                clock_skew.reset_future_times(session, now)
        self._watch.look(now)
        if self._watch.must_read(now):
            with self.database.write() as session:
                clock_skew.note(session, now)
            self._watch.has_read(now)
        return False

    def advance_due(self) -> bool:
        """Due escalations, oldest first, for about a second."""
        runner = EscalationRunner(self.database, self.plan, self.clock, self.pulse, self.stop)
        return runner.run_due()

    def send_due(self) -> bool:
        """Lease, send outside any transaction, settle."""
        taken = batches.take(self.database, self.plan, self.clock(), self.lease_seconds)
        lost = batches.note(self.database, taken, self.clock())
        if taken.to_phones:  # settled before the others, which may be slow
            batch = taken.to_phones[:BATCH]
            lost |= self._send(self.sender.send_all(batch, self._recheck(), self.stop))
        if taken.to_channels or self.relay.is_busy:
            lost |= self._send(self.relay.send_all(taken.to_channels, self._recheck(), self.stop))
        if lost:
            self._hurry(lost)
        return bool(taken.to_phones or taken.to_channels)

    def _recheck(self) -> Recheck:
        return Recheck(self.database.read, self.database.write, self.plan.bundle)

    def _send(self, sending: Coroutine[Any, Any, Sequence[Result]]) -> set[str]:
        began = time.monotonic()
        results = list(self._loop.run(sending))
        if not results:  # all of it is under way, or superseded
            return set()
        lost = self._settle(results)
        counts = Counter(verdict.reason for _, verdict in results)
        told = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
        took = time.monotonic() - began
        fields = {"answers": dict(counts), "seconds": round(took, 3)}
        log.info("Sent %d in %.1f s: %s.", len(results), took, told, extra=fields)
        return lost

    def _hurry(self, lost: set[str]) -> None:
        """Makes the escalation of a nudge that reached nobody due at once.

        In a unit of its own, since escalations are locked before all else; if it fails, the
        escalation finds out at its next check.
        """
        with self.database.write() as session:
            escalation.wake(session, lost, self.clock())

    def _settle(self, results: list[Result]) -> set[str]:
        write, wait = self.database.write, lambda: self.stop.wait(IDLE_SECONDS)
        return BatchResults(write, self.clock, self.pulse, self.progress, wait).settle(results)

    def prune(self) -> bool:
        """Delete what is old, with a steady clock, at most once an hour; whether more is left."""
        now = self.clock()
        if self._pruned_at and timedelta(0) <= now - self._pruned_at < PRUNE_EVERY:
            return False
        with self.database.read() as session:
            is_old = pruning.finds(session, now) and clock_skew.is_steady(session, now)
        if is_old:
            with self.database.write() as session:
                is_old = pruning.prune(session, now)
        self._pruned_at = None if is_old else now
        return is_old

    def _beat(self) -> bool:
        """Write the heartbeat. Last, when every pass was tried."""
        if not self.stop.is_set():
            self.pulse.end_cycle(self.database.write, self.clock())
        return False

    def run(self) -> None:
        """Until `stop` is set. Only Unfit ends it: what failed is still due, and tried again."""
        log.info("The worker has started.")
        try:
            while not self.stop.is_set():
                self.stop.wait(self._round())
            self._finish()
        finally:
            self.close()
        log.info("The worker has stopped.")

    def _round(self) -> float:
        """One round; returns the seconds to wait before the next one."""
        try:
            return 0.0 if self.once() else IDLE_SECONDS
        except IncompatibleDatabase:
            raise
        except Exception:  # noqa: BLE001 - told already, and tried again
            return TROUBLE_SECONDS

    def _finish(self) -> None:
        """Waits for what is under way over channels, or it would be sent again."""
        try:
            if self.relay.is_busy:
                self._send(self.relay.send_all((), self._recheck(), self.stop))
        except Exception as error:  # noqa: BLE001 - it is told, and this is the end
            _tell(error)

    def close(self) -> None:
        """Close what the sender holds open."""
        self._loop.run(self.sender.close())
        self._loop.close()


def _tell(error: Exception) -> None:
    if is_transient(error):
        kind = type(getattr(error, "orig", error)).__name__
        log.warning("The database is busy or away (%s); trying again.", kind)
    else:
        log.error("A pass of the worker failed; trying again.", exc_info=error)


def build(
    database: Units,
    plan: Plan,
    route: Route,
    ways: Mapping[str, str],
    clock: Callable[[], datetime] = utc_now,
) -> Worker:
    """The worker for production; `ways` are those of `relay`."""
    relay, stop = ChannelSender(ways, route.public_url), threading.Event()
    sender = Sender(route, clock)
    return Worker(paced(database, stop), plan, sender, clock, relay=relay, stop=stop)
