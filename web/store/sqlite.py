"""The one SQLite driver of this program; everything imports it from here.

pysqlite3 carries an SQLite without the fault by which several writers can damage a database (mended
in 3.51.3). Where it has no wheel it is Python's own module, on whatever SQLite that was built with;
`ownit doctor` says what that means.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # both have the same classes; pysqlite3 carries no types
    from sqlite3 import dbapi2 as driver
else:
    try:
        from pysqlite3 import dbapi2 as driver
    except ImportError:
        from sqlite3 import dbapi2 as driver

__all__ = ["driver", "is_mended"]

_MENDED_SINCE = (3, 51, 3)  # https://www.sqlite.org/wal.html#walresetbug


def is_mended(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is without the fault of several writers."""
    return version >= _MENDED_SINCE
