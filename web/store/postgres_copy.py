"""The rows of all tables on PostgreSQL, as COPY writes and reads them
(https://www.postgresql.org/docs/current/sql-copy.html): no program beside the driver is needed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from psycopg import Error as PostgresError
from psycopg import sql
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import DBAPIError

from web.store import schema
from web.store.engine import Database

# Generated columns are made again, and migrations write the version themselves.
_COLUMNS = (
    "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " AND a.attgenerated = '' WHERE c.relkind = 'r' AND c.relname <> 'alembic_version'"
    " AND c.relnamespace = current_schema()::regnamespace GROUP BY c.relname ORDER BY c.relname"
)
_SEQUENCES = (
    "SELECT sequencename::text, last_value FROM pg_sequences"
    " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
)
_ANY_TABLE = (
    "SELECT 1 FROM pg_class WHERE relkind IN ('r', 'p')"
    " AND relnamespace = current_schema()::regnamespace LIMIT 1"
)
_PATIENT = (
    "SET {scope} statement_timeout = 0; SET {scope} idle_in_transaction_session_timeout = 0; "
    "SET {scope} lock_timeout = '60s'; SET {scope} client_encoding = 'UTF8'; "
    "SET {scope} datestyle = 'ISO'"
)


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """One moment of all tables, however long it is read; no migration begins before its end."""
    with database.engine.connect() as opened:
        connection = opened.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(_PATIENT.format(scope="SESSION"))
        # Before the transaction: a snapshot of before a wait would be of the old tables.
        connection.exec_driver_sql(f"SELECT pg_advisory_lock_shared({schema.LOCK})")
        connection.commit()
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection
        connection.invalidate()


def be_patient(connection: Connection) -> None:
    """For the rest of this transaction."""
    connection.exec_driver_sql(_PATIENT.format(scope="LOCAL"))


def is_empty(connection: Connection) -> bool:
    return connection.exec_driver_sql(_ANY_TABLE).first() is None


def columns(connection: Connection) -> dict[str, list[str]]:
    """Of each table."""
    return {name: list(names) for name, names in connection.exec_driver_sql(_COLUMNS)}


def sequences(connection: Connection) -> dict[str, int]:
    """The number that each has given out last."""
    return {name: int(last) for name, last in connection.exec_driver_sql(_SEQUENCES)}


def dump(
    connection: Connection, table: str, names: Sequence[str], write: Callable[[bytes], None]
) -> int:
    """Returns the number of rows."""
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _listed(names))
    with _cursor(connection) as cursor:
        with cursor.copy(statement) as rows:
            for part in rows:
                write(bytes(part))
        return int(cursor.rowcount)


def load(
    connection: Connection,
    tables: Mapping[str, Sequence[str]],
    rows_of: Callable[[str], Iterable[bytes]],
) -> None:
    """Into tables of the same version. What migrations have written is replaced; the triggers that
    guard the history are off meanwhile, and foreign keys are not."""
    order = [table for table in _by_reference(connection) if table in tables]
    with _cursor(connection) as cursor:
        for table in reversed(order):
            _run(cursor, "ALTER TABLE {} DISABLE TRIGGER USER", table)
            _run(cursor, "DELETE FROM {}", table)
        for table in order:
            statement = sql.SQL("COPY {} ({}) FROM STDIN")
            with cursor.copy(
                statement.format(sql.Identifier(table), _listed(tables[table]))
            ) as target:
                for part in rows_of(table):
                    target.write(part)
        for table in order:
            _run(cursor, "ALTER TABLE {} ENABLE TRIGGER USER", table)


def count(connection: Connection, table: str) -> int:
    with _cursor(connection) as cursor:
        _run(cursor, "SELECT count(*) FROM {}", table)
        (number,) = cursor.fetchone()
        return int(number)


def go_on_after(connection: Connection, last: Mapping[str, int]) -> None:
    """Sequences give out what comes after these."""
    with _cursor(connection) as cursor:
        for name, number in last.items():
            cursor.execute("SELECT setval(%s::regclass, %s)", (_quoted(name), number))


def _by_reference(connection: Connection) -> list[str]:
    """A table after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table.name for table in found.sorted_tables]


def _run(cursor: Any, statement: str, table: str) -> None:
    cursor.execute(sql.SQL(statement).format(sql.Identifier(table)))


def _listed(names: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _cursor(connection: Connection) -> Iterator[Any]:
    """psycopg's own, in the transaction of this connection; its errors are those of SQLAlchemy."""
    try:
        with closing(connection.connection.cursor()) as cursor:
            yield cursor
    except PostgresError as error:
        raise DBAPIError("COPY", None, error) from error
