"""Open databases that tests of one process use again: an engine compiles each statement once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import cache
from pathlib import Path

from web.store.engine import LOOK_EVERY, Database


def opened(url: str) -> Database:
    """As a new `Database(url)` is; what a test listens to on its engine ends with the test."""
    one = copy(_first(url))
    one.engine = one.engine.execution_options()
    one._reads = one.engine.execution_options(**one._read_options())
    one._looked_at = -LOOK_EVERY
    return one


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
def _first(url: str) -> Database:
    return Database(url)
