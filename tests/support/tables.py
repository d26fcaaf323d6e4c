"""Makes the tables of a fresh database, as the program itself does."""

from web.store import migrate
from web.store.engine import Database


def make_tables(database: Database) -> None:
    migrate.upgrade(database)
