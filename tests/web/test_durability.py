"""What was answered survives a power cut: connections wait for the disk at each commit."""

from pathlib import Path

from sqlalchemy import text

from tests.support.tables import make_tables
from web.store.engine import Database

_FULL = 2  # https://sqlite.org/pragma.html#pragma_synchronous


def test_every_connection_waits_for_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    make_tables(database)
    for unit in (database.write, database.read, database.write):
        with unit() as session:
            connection = session.connection()
            assert connection.execute(text("PRAGMA synchronous")).scalar_one() == _FULL
            assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    database.close()
