"""Brings a database to this version's tables, and says whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from web.store.engine import Database

_FOLDER = Path(__file__).with_name("migrations")
_LOCK = 7_301_977  # any number; all processes must use the same


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply what is missing, in one transaction: a failure leaves the old state."""
    with database.engine.begin() as connection:
        _one_at_a_time(connection)
        command.upgrade(config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        _one_at_a_time(connection)
        command.downgrade(config(connection), revision)


def is_current(database: Database) -> bool:
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory(str(_FOLDER)).get_current_head()


def _one_at_a_time(connection: Connection) -> None:
    """Two processes that start at once: the second waits. SQLite's BEGIN IMMEDIATE does so too."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def config(connection: Connection) -> AlembicConfig:
    """Alembic on this connection, and in its transaction."""
    made = AlembicConfig()
    made.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
