"""Counts what a database is asked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from web.store.engine import Database

# What opens and closes a unit of work, or a part of it. PostgreSQL's schema is looked at once a
# second.
_OPENS = re.compile(
    r"PRAGMA|BEGIN|SAVEPOINT|RELEASE|SET LOCAL|SELECT set_config|SELECT version_num"
)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements of the block, as they are sent, without those that only open a unit of
    work."""
    seen: list[str] = []

    def look(*call: object) -> None:
        if not _OPENS.match(str(call[2])):
            seen.append(str(call[2]))

    event.listen(database.engine, "before_cursor_execute", look)
    yield seen
    event.remove(database.engine, "before_cursor_execute", look)
