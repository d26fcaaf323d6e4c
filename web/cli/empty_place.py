"""Where `ownit restore FILE` puts a database: only where there is none. On SQLite it is prepared in
a file beside its place, and gets its name when it is ready: a crash at any instruction leaves
nothing in that place, or all of it."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from web.cli.files import sync
from web.cli.terminal import Stop
from web.store.sqlite import driver

_LOGS = ("-wal", "-shm", "-journal")  # files that SQLite writes beside a database


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A file to prepare, in the folder of `target`; nothing is left of it at the end."""
    require_empty(target)
    is_new = not target.parent.exists()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.restored")
    _delete(fresh)  # of a killed run; its log would be applied to this one
    try:
        yield fresh
    finally:
        _delete(fresh)
        if is_new:
            with suppress(OSError):  # it is in use
                target.parent.rmdir()


def require_empty(target: Path) -> None:
    """A write-ahead log without its database is none of the backup, and would be applied to it."""
    for end in ("", *_LOGS):
        path = target.with_name(target.name + end)
        if path.exists():
            raise Stop(
                f"{path} is there already, and a backup is restored only where no database is. "
                "Nothing was changed. Stop Own It, and move the files of the old database to "
                "another folder; or choose another one with OWNIT_DATA_DIR."
            )


def put_in_place(fresh: Path, target: Path) -> None:
    """Nobody has `fresh` open. Raises Stop where there is a database by now."""
    try:
        with closing(driver.connect(fresh)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # one complete file
    except driver.Error as error:
        raise Stop(f"The copy could not be made ready: {error}. Nothing was changed.") from error
    require_empty(target)
    sync(fresh)
    try:
        os.link(fresh, target)  # never over another file
        sync(target.parent)
    except OSError as error:
        raise Stop(f"The database could not be put in its place: {error}.") from error


def _delete(fresh: Path) -> None:
    for end in ("", *_LOGS):
        fresh.with_name(fresh.name + end).unlink(missing_ok=True)
