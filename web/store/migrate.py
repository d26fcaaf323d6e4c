"""Brings a database to this version's tables, and checks whether it is there."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, inspect, text

from web.store import schema
from web.store.engine import Database

_FOLDER = Path(__file__).with_name("migrations")


def upgrade(
    database: Database, revision: str = "head", before: Callable[[str], object] = lambda _: None
) -> bool:
    """Apply missing migrations in one transaction: a failure leaves the old state.

    `before` gets the version that was found, if there is something to migrate; nobody else writes
    until the end. Raises WrongSchema for a version this program does not know, and for tables
    without a version. Returns whether there was anything to do.
    """
    with database.engine.begin() as connection:
        return upgrade_within(connection, revision, before)


def upgrade_within(
    connection: Connection, revision: str = "head", before: Callable[[str], object] = lambda _: None
) -> bool:
    """As `upgrade`, in the transaction of this connection."""
    _one_at_a_time(connection)
    found = schema.found_in(connection) if _has(connection, "alembic_version") else None
    if found is None and _has(connection, "person"):
        raise schema.WrongSchema(None, has_tables=True)
    if found is not None and found not in schema.KNOWN:
        raise schema.WrongSchema(found)
    if found == schema.HEAD and revision == "head":
        return False
    if found is not None:
        before(found)
    command.upgrade(config(connection), revision)
    return True


def _has(connection: Connection, table: str) -> bool:
    """Without an error, which would end the transaction on PostgreSQL."""
    return inspect(connection).has_table(table)


def downgrade(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        _one_at_a_time(connection)
        command.downgrade(config(connection), revision)


def is_current(database: Database) -> bool:
    try:
        database.require_schema()
    except schema.WrongSchema:
        return False
    return True


def _one_at_a_time(connection: Connection) -> None:
    """Of two processes that start at once the second waits. SQLite's BEGIN IMMEDIATE does the
    same."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": schema.LOCK})


def config(connection: Connection) -> AlembicConfig:
    """Alembic on this connection, and in its transaction."""
    made = AlembicConfig()
    made.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
