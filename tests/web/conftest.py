"""What the tests of the pages share: a small organisation, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import databases
from tests.support.clock import Clock
from tests.support.postgres import Postgres
from tests.web.configured import HTTPS, config
from tests.web.world import World
from web.store import migrate
from web.store.engine import Database


@pytest.fixture
def world(database: Database, clock: Clock) -> World:
    return World(database, clock)


@pytest.fixture
def one_world(sqlite_template: Path, clock: Clock) -> Iterator[World]:
    """On SQLite alone, for what no database can change."""
    with databases.new_sqlite(sqlite_template, "one") as url:
        database = databases.opened(url)
        yield World(database, clock)
        database.close()


@pytest.fixture
def postgres_world(postgres: Postgres, clock: Clock) -> Iterator[World]:
    """On PostgreSQL alone, for what SQLite has not."""
    with postgres.new_database() as url:
        database = databases.opened(url)
        yield World(database, clock)
        database.close()


@pytest.fixture(scope="module")
def still_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """On SQLite, shared by a module whose tests only look."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('still') / 'still.sqlite3'}")
    migrate.upgrade(database)
    yield World(database, Clock())
    database.close()


@pytest.fixture
def https_world(sqlite_template: Path, clock: Clock) -> Iterator[World]:
    """The same behind a public HTTPS address."""
    with databases.new_sqlite(sqlite_template, "https") as url:
        database = databases.opened(url)
        yield World(database, clock, config(HTTPS))
        database.close()
