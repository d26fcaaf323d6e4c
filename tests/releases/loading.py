"""A release's data as SQL text, and a database of that release made of it.

On SQLite all of it: tables, indexes, triggers and rows. On PostgreSQL the rows, as COPY writes
them; its tables are those of the release's migrations.
"""

import re
from contextlib import closing

import psycopg
from psycopg import sql

from web.store import full_text, migrate
from web.store.engine import Database
from web.store.full_text import is_its_table
from web.store.sqlite import driver

_TABLES = (
    "SELECT tablename FROM pg_tables"
    " WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
)
_COLUMNS = "SELECT name FROM pragma_table_info(?)"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
_VERSION = "-- Tables of version "
_END = "\n\\.\n"
_FULL_TEXT = [table.name for table in full_text.TABLES]


def dump(url: str) -> str:
    """Nobody else may have an SQLite file open."""
    return _dump_sqlite(url) if url.startswith("sqlite") else _dump_postgres(url)


def load(text: str, url: str) -> None:
    """Into a database without tables."""
    if url.startswith("sqlite"):
        with closing(driver.connect(_path(url))) as connection:
            connection.executescript(text)
    else:
        _load_postgres(text, url)


def _dump_sqlite(url: str) -> str:
    with closing(driver.connect(_path(url))) as connection:
        made = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql <> ''")
        parts = [one for one in made.fetchall() if not _is_of_index(one[1])]
        lines = [f"{sql};" for kind, _, sql in parts if kind == "table"]
        for kind, name, _ in parts:
            lines += _rows(connection, name) if kind == "table" else []
        lines += [f"{sql};" for kind, _, sql in parts if kind != "table"]
    return "\n".join(["BEGIN;", *lines, "COMMIT;", ""])


def _is_of_index(name: str) -> bool:
    """Whether FTS5 made this table for its own, which it makes again."""
    return is_its_table(name) and name not in _FULL_TEXT


def _rows(connection: driver.Connection, table: str) -> list[str]:
    columns = [name for (name,) in connection.execute(_COLUMNS, [table])]
    columns = ["rowid", *columns] if table in _FULL_TEXT else columns
    names = ", ".join(f'"{one}"' for one in columns)
    values = " || ', ' || ".join(f'quote("{one}")' for one in columns)
    found = connection.execute(f'SELECT {values} FROM "{table}" ORDER BY rowid')
    return [f'INSERT INTO "{table}" ({names}) VALUES ({row});' for (row,) in found]


def _dump_postgres(url: str) -> str:
    with psycopg.connect(url) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ()
        text = f"{_VERSION}{version}\n"
        for (table,) in connection.execute(_TABLES):
            with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                rows = b"".join(copy).decode()
            text += f"COPY {table} FROM STDIN;\n{rows}{_END[1:]}"
        for name, last in connection.execute(_SEQUENCES):
            text += f"SELECT setval('{name}', {last});\n" if last else ""
    return text


def _load_postgres(text: str, url: str) -> None:
    version, *blocks = re.split(r"^COPY ", text, flags=re.M)
    database = Database(url)
    migrate.upgrade(database, version.removeprefix(_VERSION).strip())
    database.close()
    with psycopg.connect(url) as connection:
        # As a replica, foreign keys and triggers do not object.
        connection.execute("SET session_replication_role = replica")
        for block in blocks:
            table, _, rest = block.partition(" FROM STDIN;\n")
            rows, _, then = f"\n{rest}".partition(_END)
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(f"{rows}\n"[1:])
            connection.execute(then)


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")
