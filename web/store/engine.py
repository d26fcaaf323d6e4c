"""Opens the database and hands out units of work. Knows nothing of what is stored.

SQLModel's default session on SQLite does not BEGIN before a SELECT and so loses updates without an
error. Here every writing unit begins with BEGIN IMMEDIATE, and a reading unit cannot write, on both
databases.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

from web.store import schema
from web.store.gate import Gate
from web.store.shared_clock import SharedClock
from web.store.sqlite import driver

BUSY_SECONDS = 5
WRITE_SECONDS = 8.0  # for the turn in the queue and the locks after it; phones wait for 15
POOL_SIZE = 8
LOOK_EVERY = 1.0  # seconds between two schema checks of reading units, on PostgreSQL
_DEADLINE = "ownit_deadline"
_ALWAYS: dict[str, Any] = {
    "hide_parameters": True,  # what people wrote does not belong in logs
    "pool_size": POOL_SIZE,
    "max_overflow": -1,  # the threads are the limit
}
# A PostgreSQL that vanished from the network: its own timeouts do not apply.
_REACHABLE = {
    "connect_timeout": BUSY_SECONDS,
    "keepalives_idle": 10,  # seconds
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}


class Deadline:
    """So many seconds from now, by the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds; at least a moment, since PostgreSQL takes 0 for no limit."""
        return max(0.001, self._at - time.monotonic())


@contextmanager
def joined(connection: Connection, seconds: float) -> Iterator[Session]:
    """A unit of work in the transaction of this connection, which its owner commits."""
    with Session(connection, expire_on_commit=False) as session, session.begin():
        session.info[_DEADLINE] = Deadline(seconds)
        yield session


def shorten_lock_timeout(session: Session) -> None:
    """After a wait on PostgreSQL, whose timeout begins anew for each statement: limits further
    waits to the rest of this unit of work's deadline."""
    deadline = session.info[_DEADLINE]
    milliseconds = int(deadline.left() * 1000)
    session.connection().exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, milliseconds)}")


class Database:
    """Units of work on one database, by URL (`sqlite:///…` or `postgresql+psycopg://…`)."""

    def __init__(self, url: str, engine: Engine | None = None) -> None:
        """`engine`: one of `engine_for(url)` with statements that are compiled already."""
        self.engine = engine or engine_for(url)
        self.gate: Gate | None = None  # for a process with many threads
        self._reads = self.engine.execution_options(**self._read_options())
        self.clock = SharedClock()
        self.keys: str | None = None  # fingerprint of this process's keys; None: not compared
        self._looked_at = -LOOK_EVERY  # by the monotonic clock

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def folder(self) -> Path | None:
        """The folder of its file, with links resolved; None for a database server."""
        return Path(self.engine.url.database or "").resolve().parent if self.is_sqlite else None

    def _read_options(self) -> dict[str, Any]:
        """One snapshot for all statements of a unit, on both databases."""
        if self.is_sqlite:
            return {"ownit_read": True}
        return {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}

    @contextmanager
    def write(self, patience: float = WRITE_SECONDS) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back by any exception. Raises Busy, or the
        engine's own error, when its turn and its lock have not come after `patience` seconds;
        WrongSchema, as `read` does, for the tables of another version; and WrongKeys."""
        deadline = Deadline(patience)
        turn = self.gate.turn(patience) if self.gate else nullcontext()
        with turn, Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.info[_DEADLINE] = deadline
            options = {"ownit_patience": deadline.left()}
            connection = session.connection(execution_options=options)
            self._require(connection, deadline.left())
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent snapshot that cannot write."""
        with Session(self._reads, expire_on_commit=False, autoflush=False) as session:
            self._look(session)
            yield session

    def _look(self, session: Session) -> None:
        """Checks each time on SQLite, where it costs microseconds; on PostgreSQL it is a round
        trip."""
        now = time.monotonic()
        if self.is_sqlite or now - self._looked_at >= LOOK_EVERY:
            self._require(session.connection())
            self._looked_at = now

    def _require(self, connection: Connection, lock_seconds: float | None = None) -> None:
        began = time.monotonic()
        theirs = schema.require(connection, self.keys, lock_seconds=lock_seconds)
        if theirs is not None:
            self.clock.compare(theirs, time.monotonic() - began)

    def require_schema(self) -> None:
        """Raises WrongSchema when the tables are now those of another version."""
        with Session(self._reads) as session:
            self._require(session.connection())

    def checkpoint(self) -> bool:
        """SQLite: moves the write-ahead log into the file and empties it, so that no old page is
        left there. Returns whether it is done: not while somebody reads an older state."""
        if not self.is_sqlite:
            return True
        raw = self.engine.raw_connection()
        try:
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.close()
        return not busy

    def close(self) -> None:
        self.engine.dispose()


def engine_for(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            module=driver,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            **_ALWAYS,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    limits = f"-c lock_timeout={BUSY_SECONDS}s -c statement_timeout=15s"
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        connect_args={
            "options": f"{limits} -c idle_in_transaction_session_timeout=30s -c timezone=UTC",
            **_REACHABLE,
        },
        pool_pre_ping=True,
        **_ALWAYS,
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the begin event below begins transactions, not the driver
    connection.create_function("sha256_hex", 1, _sha256_hex, deterministic=True)
    for pragma in (
        "journal_mode=WAL",
        # FULL, not NORMAL: with NORMAL a power cut may lose taps that were answered.
        "synchronous=FULL",
        "foreign_keys=ON",
        # Erased data is overwritten with zeros, in the page and on freed pages.
        "secure_delete=ON",
        # A disk error under a mapped page would end the process instead of the statement.
        "mmap_size=0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sha256_hex(text: str) -> str:
    """What PostgreSQL has of its own."""
    return hashlib.sha256(text.encode()).hexdigest()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    read = options.get("ownit_read", False)
    connection.exec_driver_sql(f"PRAGMA query_only={int(read)}")
    patience = options.get("ownit_patience")
    if patience is None:
        connection.exec_driver_sql("BEGIN" if read else "BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience * 1000)}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
