"""Counts what a database does for its statements, as steps of SQLite's virtual machine: the same
on any machine (sqlite.org/c3ref/progress_handler.html)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from web.store.engine import Database

_EACH = 10  # steps between two counts


@dataclass
class Work:
    steps: int = 0


@contextmanager
def work(database: Database) -> Iterator[Work]:
    """Of all statements of the block, on SQLite."""
    done = Work()

    def count() -> None:
        done.steps += _EACH

    def look(_connection: object, cursor: Any, *_call: object) -> None:
        cursor.connection.set_progress_handler(count, _EACH)
        watched.add(cursor.connection)

    watched = set[Any]()
    event.listen(database.engine, "before_cursor_execute", look)
    try:
        yield done
    finally:
        event.remove(database.engine, "before_cursor_execute", look)
        for connection in watched:
            connection.set_progress_handler(None, 0)
