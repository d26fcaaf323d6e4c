"""What the tests of the pages share: a small organisation, on each database."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import databases
from tests.support.clock import Clock
from tests.support.postgres import Postgres
from tests.web.configured import HTTPS, config
from tests.web.marked import marked
from tests.web.world import World
from web.http import languages
from web.language.known import ENGLISH, PSEUDO, Language
from web.store import migrate
from web.store.engine import Database


@pytest.fixture(autouse=True)
def marked_words(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL whoever would read English reads a pseudo-locale: each page test that runs on
    both databases runs in both languages. With MARKED=1 in the environment all of them do."""
    marks = {one.name for one in request.node.iter_markers()}
    if "chooses_languages" in marks or not ("postgres" in marks or "MARKED" in os.environ):
        return
    of_reader = languages._of_reader

    def of_this_reader() -> Language:
        found = of_reader()
        return PSEUDO if found is ENGLISH else found

    monkeypatch.setattr("web.http.languages._of_reader", of_this_reader)
    monkeypatch.setattr("web.language.pseudo.pseudo", marked)


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
