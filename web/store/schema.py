"""The version of the tables that this program is made for, and that of a database.

A program must not go on with the tables of another version: a newer one may have moved what this
one writes. So each unit of work checks first; see `web.store.engine`.
"""

from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from push.errors import IncompatibleDatabase
from web.store.sqlite import driver

# Migrations are numbered, so the newest is known without loading Alembic.
KNOWN = sorted(
    path.name[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
)
HEAD = KNOWN[-1]
LOCK = 7_301_977  # any number; the same in all processes

# With the time of a database server, which its nodes share.
_FOUND = {
    "sqlite": "SELECT version_num, NULL FROM alembic_version",
    "postgresql": "SELECT version_num, clock_timestamp() FROM alembic_version",
}
_KEYS = ", (SELECT keys FROM installation WHERE id = 1) FROM"
_WITH_KEYS = {name: query.replace(" FROM", _KEYS) for name, query in _FOUND.items()}
# A migration takes this lock exclusively, and writing units share it. The second statement has a
# snapshot of its own, and so sees what was waited for.
_LOCK_SHARED = (
    "SELECT set_config('lock_timeout', '{milliseconds}', true), "
    f"pg_advisory_xact_lock_shared({LOCK}); "
)
_TABLES = "SELECT count(*) FROM person"  # exists in every version
_UNKNOWN = (
    "The database has tables, but does not say of which version: alembic_version is empty or gone. "
    "Nothing was changed. Stop Own It, move this database away, and put the newest backup in its "
    "place with `ownit restore FILE`."
)


class WrongSchema(IncompatibleDatabase):
    """The database has the tables of another version. `found`: None without tables, or without a
    version."""

    def __init__(self, found: str | None, *, has_tables: bool = False) -> None:
        super().__init__(_UNKNOWN if found is None and has_tables else _sentence(found))
        self.found = found


class WrongKeys(IncompatibleDatabase):
    """The keys of the installation are not those that this process started with."""

    def __init__(self) -> None:
        super().__init__(
            "The keys of this installation were changed, and this process has older ones. It ends, "
            "and starts again with those in its data folder."
        )


def _sentence(found: str | None) -> str:
    if found is None:
        return "The database has no tables yet. Run `ownit migrate`, or `ownit serve`."
    if found in KNOWN:
        return (
            f"The database has the tables of version {found}, and this program needs {HEAD}. "
            "Run `ownit migrate`, then start Own It again."
        )
    return (
        f"The database has the tables of a newer Own It (version {found}; this program knows "
        f"{HEAD}), or of one from before 0.2.0, which cannot be updated. Nothing was changed. "
        "Install the Own It that it belongs to and start it again, or put back the copy of the "
        "database that was made before the update."
    )


def require(
    connection: Connection, keys: str | None = None, *, lock_seconds: float | None = None
) -> datetime | None:
    """Raises WrongSchema; and WrongKeys where `keys`, the fingerprint of this process, is given and
    differs. `lock_seconds`, for a writing unit: no migration begins before this transaction has
    ended, and on PostgreSQL each statement waits so long for a lock. Returns the time by the clock
    of the database server; None on SQLite."""
    question = (_WITH_KEYS if keys else _FOUND)[connection.dialect.name]
    row = _row(connection, question, lock_seconds)
    # No such table: a version without fingerprints, or no tables.
    found = str(row[0]) if row else found_in(connection) if keys else None
    if found != HEAD:
        raise WrongSchema(found, has_tables=found is None and has_tables(connection))
    if keys and row and row[2] not in (None, keys):
        raise WrongKeys
    return cast(datetime, row[1]) if row and row[1] else None


def found_in(connection: Connection) -> str | None:
    """The version that this transaction sees; None: there are no tables."""
    row = _row(connection, _FOUND[connection.dialect.name])
    return str(row[0]) if row else None


def has_tables(connection: Connection) -> bool:
    """Whether any table of Own It exists; if not, the transaction on PostgreSQL is over."""
    return _row(connection, _TABLES) is not None


def lock_alone(connection: Connection) -> None:
    """Wait for all writing units, and let none begin before this transaction has ended."""
    if connection.dialect.name != "sqlite":  # SQLite has one writer in any case
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def _row(
    connection: Connection, question: str, lock_seconds: float | None = None
) -> tuple[object, ...] | None:
    """None: no such table, and the transaction on PostgreSQL is over."""
    if connection.dialect.name == "sqlite":
        return _row_on_sqlite(connection, question)
    before = ""
    if lock_seconds is not None:
        before = _LOCK_SHARED.format(milliseconds=max(1, int(lock_seconds * 1000)))
    try:
        # Without parameters psycopg sends several statements in one round trip.
        result = connection.exec_driver_sql(
            f"{before}{question}", execution_options={"no_parameters": True}
        )
    except ProgrammingError:
        connection.connection.rollback()
        return None
    cursor = result.cursor
    if before:
        cursor.nextset()
    row = cursor.fetchone()
    result.close()
    return tuple(row) if row else None


def _row_on_sqlite(connection: Connection, question: str) -> tuple[object, ...] | None:
    """By the driver: SQLAlchemy would cost more than the query."""
    cursor = connection.connection.cursor()
    try:
        row = cursor.execute(question).fetchone()
    except driver.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    finally:
        cursor.close()
    return tuple(row) if row else None
