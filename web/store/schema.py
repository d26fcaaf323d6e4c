"""Which tables this program is made for, and whether a database has them.

A program must not go on with the tables of another one: a newer one may have moved what this one
writes. So each unit of work looks first; see `web.store.engine`.
"""

from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from push.trouble import Unfit
from web.store.sqlite import driver

# Migrations bear their number, and so the newest is known without loading Alembic.
KNOWN = sorted(
    path.name[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
)
HEAD = KNOWN[-1]
LOCK = 7_301_977  # any number; all processes must use the same

_FOUND = "SELECT version_num FROM alembic_version"
# A migration takes this lock alone: it waits for the units that write, and they for it. The
# second statement has a snapshot of its own, and so sees what was waited for.
_LOCKED = f"SELECT pg_advisory_xact_lock_shared({LOCK}); {_FOUND}"


class WrongSchema(Unfit):
    """The database has the tables of another version. `found`: None where it has none."""

    def __init__(self, found: str | None) -> None:
        super().__init__(_sentence(found))
        self.found = found


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
        f"{HEAD}). Nothing was changed. Install the newer Own It and start it again, or put back "
        "the copy of the database that was made before the update."
    )


def require(connection: Connection, *, for_writing: bool = False) -> None:
    """Raises WrongSchema. `for_writing`: no migration begins before this transaction has ended."""
    found = found_in(connection, for_writing=for_writing)
    if found != HEAD:
        raise WrongSchema(found)


def found_in(connection: Connection, *, for_writing: bool = False) -> str | None:
    """The version that this transaction sees; None: there are no tables."""
    if connection.dialect.name == "sqlite":
        return _found_on_sqlite(connection)
    try:
        # Without parameters psycopg takes several statements in one round trip.
        asked = connection.exec_driver_sql(
            _LOCKED if for_writing else _FOUND, execution_options={"no_parameters": True}
        )
    except ProgrammingError:  # no such table, and the transaction is over
        return None
    cursor = asked.cursor
    if for_writing:
        cursor.nextset()
    row = cursor.fetchone()
    asked.close()
    return str(row[0]) if row else None


def _found_on_sqlite(connection: Connection) -> str | None:
    """By the driver alone: SQLAlchemy would cost more than the question."""
    cursor = connection.connection.cursor()
    try:
        row = cursor.execute(_FOUND).fetchone()
    except driver.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    finally:
        cursor.close()
    return str(row[0]) if row else None
