"""Fixtures for every room: databases of both kinds, and a clock that a test can move."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support import databases
from tests.support.clock import Clock
from tests.support.postgres import Postgres
from tests.support.tables import make_tables
from web.store.engine import Database

pytest_plugins = ["tests.support.front_end", "tests.support.twice"]

BOTH = ["sqlite", "postgres"]
HERE = Path(__file__).parent

# In CI the same examples each time, so that only a change can turn it red; at somebody's desk, and
# in `make soak`, the search is a new one. How long an example takes is never judged.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


# Where the longest tests are, so that no process ends with one of them while the other has nothing
# left to do. The first half goes to one process, the second to the other, until one is done.
FOLDERS = ("browser", "web", "server", "soak", "crash", "races", "cli", "push", "rules", "text")
_ORDER = {name: number for number, name in enumerate(FOLDERS)}


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _ORDER.get(item.path.relative_to(HERE).parts[0], 0))
    for item in items:
        if "postgres" in (*getattr(item, "fixturenames", ()), *_values(item)):
            item.add_marker("postgres")


def _values(item: pytest.Item) -> list[object]:
    return list(item.callspec.params.values()) if hasattr(item, "callspec") else []


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    return Postgres()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    make_tables(database)
    database.close()  # the last connection leaves one file, complete in itself
    return path


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh database with all tables, of each kind in turn, that processes can share."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        with databases.new_sqlite(template, "test") as url:
            yield url
    else:
        with request.getfixturevalue("postgres").new_database() as url:
            yield url


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, of each kind in turn: for migrations and first starts."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        with request.getfixturevalue("postgres").new_database(empty=True) as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same as an open Database."""
    opened = databases.opened(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()
