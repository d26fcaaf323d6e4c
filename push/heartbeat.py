"""Heartbeat of a worker, in the database. Sends nothing and decides nothing.

It records when the last *whole cycle* ended: every pass was tried, none failed, no stop cut it
short, and every kind of work that had failed without ending a pass has succeeded again. Such
failures are a plan that raises, whose escalation is tried later, and an answer that cannot be
recorded. So a kind of work that always fails keeps all further cycles from counting, also idle
ones. A pass that hangs ends no cycle at all.

It does not tell the length of the queue (the age of what is due does), nor push services that do
not answer (their circuit breaker does).
"""

import os
import secrets
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Executable, bindparam, delete, func, or_
from sqlmodel import Session, col, select

from push.columns import UtcDateTime
from push.upsert import insert_into
from push.worker_models import Heartbeat

BEAT_EVERY = timedelta(seconds=5)
SILENT_AFTER = timedelta(minutes=1)  # longer than a batch without answers takes
FORGET_AFTER = timedelta(days=1)
TOLERATED = timedelta(seconds=60)  # clocks of several machines differ a little


class Work(StrEnum):
    """What may fail without ending a pass."""

    LADDERS = "ladders"
    ANSWERS = "answers"


def worker_name() -> str:
    """`host-pid-random`: process ids repeat, above all in containers."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"


@dataclass
class HeartbeatWriter:
    """The heartbeat of one worker, from its start."""

    worker: str = field(default_factory=worker_name)
    _tried: dict[Work, bool] = field(default_factory=dict)  # since the end of the last cycle
    _in_vain: set[Work] = field(default_factory=set)
    _is_cut_short: bool = False
    _began_at: datetime | None = None
    _beat_at: datetime | None = None
    _cycles: int = 0

    def tried(self, work: Work, *, well: bool) -> None:
        """Whether one escalation or batch succeeded."""
        self._tried[work] = self._tried.get(work, False) or well

    def cut_short(self) -> None:
        """A pass failed: this cycle is not whole."""
        self._is_cut_short = True

    def end_cycle(
        self, write: Callable[[], AbstractContextManager[Session]], now: datetime
    ) -> None:
        """Every pass was tried. Writes at most every five seconds, in a unit of its own."""
        self._began_at = self._began_at or now
        if self._was_whole():
            self._cycles += 1
            if self._beat_at is None or not timedelta(0) <= now - self._beat_at < BEAT_EVERY:
                with write() as session:
                    self._beat(session, now)
                self._beat_at = now

    def _was_whole(self) -> bool:
        for work, went_well in self._tried.items():
            (self._in_vain.discard if went_well else self._in_vain.add)(work)
        is_whole = not self._is_cut_short and not self._in_vain
        self._tried, self._is_cut_short = {}, False
        return is_whole

    def _beat(self, session: Session, now: datetime) -> None:
        values = {"cycle_at": now, "cycles": self._cycles}
        row = insert_into(session, Heartbeat).values(
            worker=self.worker, started_at=self._began_at, **values
        )
        session.exec(row.on_conflict_do_update(index_elements=["worker"], set_=values))
        if self._beat_at is None:
            # After its own first one, so that there is always one.
            _forget_old(session, now)


def _forget_old(session: Session, now: datetime) -> None:
    """Deletes those of workers that ended long ago, and those of a clock that was ahead."""
    at = col(Heartbeat.cycle_at)
    session.exec(delete(Heartbeat).where(or_(at < now - FORGET_AFTER, at > now + TOLERATED)))


# Every page of an admin runs it, so it is built once. One row for each start of a worker since
# yesterday: too few for an index.
_LAST: Executable = select(func.max(col(Heartbeat.cycle_at))).where(
    col(Heartbeat.cycle_at) <= bindparam("until", type_=UtcDateTime())
)


def last_cycle(session: Session, now: datetime) -> datetime | None:
    """When any worker last ended a whole cycle; None when none ever did.

    Ignores times that are still to come: by a wrong clock, a dead worker would look alive until
    then.
    """
    last: datetime | None = (
        session.connection().execute(_LAST, {"until": now + TOLERATED}).scalar_one()
    )
    return min(last, now) if last else None
