"""Whether this process can work: its database accepts a write, has space, and fits.

Asked by strangers as often as they like, so one thread checks every few seconds and everybody else
gets its result. Never waits for the write lock longer than PATIENCE.
"""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from push.upsert import insert_into
from web.store.engine import Database
from web.store.errors import Busy, Fault, fault_of
from web.store.schema import WrongSchema
from web.store.tables.probe import WriteProbe

EVERY = 5.0  # seconds between two checks while all is well
EVERY_BAD = 1.0
PATIENCE = 0.25  # seconds for the write lock
BUSY_FOR = 30.0  # seconds without one write: more than a moment
_FIRST_LOOK = 2.0  # seconds to wait for the first check
_SHARE, _ENOUGH = 0.05, 1024**3  # of the file system; bytes that suffice on a large one


class Writes(StrEnum):
    """Result of writing one row. `full` and `broken` as in `store.errors`."""

    OK = "ok"
    BUSY = "busy"  # somebody else has the lock
    FULL = "full"
    BROKEN = "broken"
    AWAY = "away"  # no answer


@dataclass(frozen=True)
class Condition:
    writes: Writes
    fits: bool  # the schema is of this version
    free_bytes: int | None = None  # on the disk of the database; None: PostgreSQL does not tell
    has_space: bool = True

    @property
    def is_ready(self) -> bool:
        """True also while the database is busy for a moment: requests wait for their turn."""
        return self.fits and self.has_space and self.writes in (Writes.OK, Writes.BUSY)


class Readiness:
    """The readiness of one process. Times are seconds of a monotonic clock."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tick = tick
        self._database, self._clock = database, clock
        self._looking = threading.Lock()
        self._last: Condition | None = None
        self._looked_at = 0.0
        self._wrote_at: float | None = None
        self._fitted = True  # until a check says otherwise

    def look(self) -> Condition:
        # Once a result is known nobody waits for a check.
        patience = 0.0 if self._last else _FIRST_LOOK
        if not self._looking.acquire(timeout=patience):
            return self._last or Condition(Writes.AWAY, fits=False)
        try:
            if self._last is None or not self._is_fresh(self._last):
                self._last, self._looked_at = self._probe(), self.tick()
            return self._last
        finally:
            self._looking.release()

    def doubt(self) -> None:
        """A request has met a database that does not fit: what was ready is checked anew by the
        next call, so that a proxy soon asks another node."""
        if self._last and self._last.is_ready:
            self._looked_at = self.tick() - EVERY

    def _is_fresh(self, last: Condition) -> bool:
        age = self.tick() - self._looked_at
        return age < (EVERY if last.is_ready else EVERY_BAD)

    def _probe(self) -> Condition:
        free, has_space = space_of(self._database)
        writes = self._write()
        now = self.tick()
        if writes is Writes.OK or self._wrote_at is None:
            self._wrote_at = now
        if writes is Writes.BUSY and now - self._wrote_at >= BUSY_FOR:
            writes = Writes.AWAY
        return Condition(writes, self._fitted, free, has_space)

    def _write(self) -> Writes:
        try:
            with self._database.write(PATIENCE) as session:
                self._write_row(session)
        except WrongSchema:
            self._fitted = False
            return Writes.OK
        except (Busy, PoolTimeout):
            return Writes.BUSY
        except DBAPIError as error:
            return self._what(error)
        self._fitted = True
        return Writes.OK

    def _write_row(self, session: Session) -> None:
        at = self._clock()
        insert = insert_into(session, WriteProbe).values(id=1, at=at)
        session.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"at": at}))

    def _what(self, error: DBAPIError) -> Writes:
        fault = fault_of(error)
        is_lock = self._database.is_sqlite or getattr(error.orig, "sqlstate", "") == "55P03"
        if fault is Fault.BUSY:
            return Writes.BUSY if is_lock else Writes.AWAY
        return Writes.FULL if fault is Fault.FULL else Writes.BROKEN


def space_of(database: Database) -> tuple[int | None, bool]:
    """Free bytes on the database's disk, and whether they suffice: 5 % of the file system, or 1 GiB
    on a large one. (None, True) for PostgreSQL, which does not tell."""
    path = database.engine.url.database
    if not database.is_sqlite or not path:
        return None, True
    try:
        usage = shutil.disk_usage(Path(path).absolute().parent)
    except OSError:
        return None, False
    return usage.free, usage.free >= min(usage.total * _SHARE, _ENOUGH)
