"""A database that says that it is of another version than this program."""

from sqlalchemy import text

from web.store.engine import Database
from web.store.schema import HEAD

NEWER = "9999"  # no migration of ours has this number


def set_version(database: Database, version: str = HEAD) -> None:
    with database.engine.begin() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :version"), {"version": version}
        )


def version_of(database: Database) -> str:
    with database.engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
