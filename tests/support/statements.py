"""Counts what a database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from web.store.engine import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements of the block, as they are sent."""
    seen: list[str] = []

    def look(*call: object) -> None:
        seen.append(str(call[2]))

    event.listen(database.engine, "before_cursor_execute", look)
    yield seen
    event.remove(database.engine, "before_cursor_execute", look)
