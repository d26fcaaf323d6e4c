"""The pace of one worker: background writes yield to people's.

SQLite has one writer, and waiters retry only now and then, so a worker that writes all the time
starves everybody else although it never holds the lock for long. After each transaction it
therefore pauses:

- at least as long as the transaction took, so that half of the time belongs to others;
- and as long as it had to wait for the lock itself, which shows that others are busy;
- a quarter of that while nobody else has written for some seconds.

The pause comes before the next transaction, and time spent otherwise counts: a worker that sends in
between, or is idle, does not pause. Reads never pause.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from sqlmodel import Session

UNIT_SECONDS = 0.02  # then a transaction takes nothing more on
LONGEST_PAUSE = 0.25
ALONE_AFTER = 3.0  # seconds without a commit by anybody else
ALONE_SHARE = 0.25  # of the pause, then


class Units(Protocol):
    """Units of work on the database."""

    def write(self) -> AbstractContextManager[Session]: ...

    def read(self) -> AbstractContextManager[Session]: ...


@dataclass
class Pace:
    """The pause after each transaction; times are seconds of a monotonic clock."""

    _next_at: float = 0.0
    _others_at: float = 0.0

    def left(self, now: float) -> float:
        """The rest of the pause."""
        return max(0.0, self._next_at - now)

    def note(self, *, asked: float, ended: float, others_wrote: bool) -> None:
        """One transaction: when the lock was asked for, and when it was released."""
        if others_wrote:
            self._others_at = ended
        pause = ended - asked
        if ended - self._others_at > ALONE_AFTER:
            pause *= ALONE_SHARE
        self._next_at = ended + min(pause, LONGEST_PAUSE)


@dataclass
class Paced:
    """A database with paced background writes. `wait`: sleeps for so many seconds, or until the
    worker stops."""

    database: Units
    wait: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    pace: Pace = field(default_factory=Pace)
    _version: object = None

    def read(self) -> AbstractContextManager[Session]:
        return self.database.read()

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.wait(self.pace.left(self.clock()))
        asked, others_wrote = self.clock(), False
        try:
            with self.database.write() as session:
                session.connection()  # begins the transaction, and on SQLite waits for the lock
                others_wrote = self._others_wrote(session)
                yield session
        finally:
            self.pace.note(asked=asked, ended=self.clock(), others_wrote=others_wrote)

    def _others_wrote(self, session: Session) -> bool:
        """Whether anybody else has committed since the last call; True when unknown."""
        if session.get_bind().dialect.name != "sqlite":
            return True
        before = self._version
        self._version = session.connection().exec_driver_sql("PRAGMA data_version").scalar_one()
        return before is not None and before != self._version


def paced(database: Units, stop: threading.Event) -> Paced:
    """For a worker that ends when `stop` is set."""
    return Paced(database, wait=stop.wait)
