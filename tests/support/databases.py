"""Open databases that tests of one process use again: an engine compiles each statement once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from web.store.engine import Database, engine_for


def opened(url: str) -> Database:
    """As a new `Database(url)` is; what a test listens to on its engine ends with the test."""
    return Database(url, _engine(url).execution_options())


@contextmanager
def new_sqlite(template: Path, name: str) -> Iterator[str]:
    """The URL of a new copy of the template, at the same path whenever it has this name."""
    path = template.with_name(f"{name}.sqlite3")
    shutil.copyfile(template, path)
    try:
        yield f"sqlite:///{path}"
    finally:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


@cache
def _engine(url: str) -> Engine:
    return engine_for(url)
