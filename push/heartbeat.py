"""A worker says that it lives, where others can read it. Sends nothing and decides nothing.

What is written down is when the last *whole cycle* ended: a round in which every pass of the
worker was tried and none of them failed, that no stop cut short, and after which nothing that
was tried in vain is still unproved. The last matters because some failures end no pass: a ladder
whose plan raises is set aside, and an answer that cannot be written down comes again later. So a
kind of work of which everything came to nothing keeps all further cycles from counting, also
those that find nothing to do, until some of it succeeds. A pass that hangs ends no cycle at all.

It says nothing of how much is left to do, which the age of what is due tells, and nothing of
push services that do not answer: the worker is well then, and the breaker has the alarm.
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
from push.models import Heartbeat
from push.upsert import insert_into

BEAT_EVERY = timedelta(seconds=5)
SILENT_AFTER = timedelta(minutes=1)  # longer than a batch takes that nobody answers
FORGET_AFTER = timedelta(days=1)
TOLERATED = timedelta(seconds=60)  # clocks of several machines differ a little


class Work(StrEnum):
    """What may fail without ending a pass."""

    LADDERS = "ladders"
    ANSWERS = "answers"


def worker_name() -> str:
    """`host-pid-random`: a process id comes again, above all in containers."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"


@dataclass
class HeartbeatWriter:
    """Of one worker, from its start."""

    worker: str = field(default_factory=worker_name)
    _tried: dict[Work, bool] = field(default_factory=dict)  # since the last cycle's end
    _in_vain: set[Work] = field(default_factory=set)
    _is_cut_short: bool = False
    _began_at: datetime | None = None
    _beat_at: datetime | None = None
    _cycles: int = 0

    def tried(self, work: Work, *, well: bool) -> None:
        """One ladder, one batch: whether it came to something."""
        self._tried[work] = self._tried.get(work, False) or well

    def cut_short(self) -> None:
        """A pass failed, so that this cycle is not a whole one."""
        self._is_cut_short = True

    def end_cycle(
        self, write: Callable[[], AbstractContextManager[Session]], now: datetime
    ) -> None:
        """Every pass has been tried. Writes at most every five seconds, in a unit of its own."""
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
        said = {"cycle_at": now, "cycles": self._cycles}
        row = insert_into(session, Heartbeat).values(
            worker=self.worker, started_at=self._began_at, **said
        )
        session.exec(row.on_conflict_do_update(index_elements=["worker"], set_=said))
        if self._beat_at is None:
            # After its own first one, so that at no moment none is left.
            _forget_old(session, now)


def _forget_old(session: Session, now: datetime) -> None:
    """Those of workers that ended long ago, and those of a clock that was ahead."""
    at = col(Heartbeat.cycle_at)
    session.exec(delete(Heartbeat).where(or_(at < now - FORGET_AFTER, at > now + TOLERATED)))


# Asked by every page of an admin, so built only once. One row for each start of a worker
# since yesterday: the whole table is smaller than an index of it would be worth.
_LAST: Executable = select(func.max(col(Heartbeat.cycle_at))).where(
    col(Heartbeat.cycle_at) <= bindparam("until", type_=UtcDateTime())
)


def last_cycle(session: Session, now: datetime) -> datetime | None:
    """When any worker last ended a whole cycle; None when none ever did.

    A time that has not come yet is that of a clock that was wrong, and says nothing: else a
    worker that died would look alive until then.
    """
    last: datetime | None = (
        session.connection().execute(_LAST, {"until": now + TOLERATED}).scalar_one()
    )
    return min(last, now) if last else None
