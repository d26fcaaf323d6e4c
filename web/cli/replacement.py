"""Files of `ownit restore FILE`: a copy is prepared beside the database of SQLite, and replaces it
by one rename. A crash at any instruction leaves the old database, or the new one."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from web.cli.installation import now
from web.cli.terminal import Stop
from web.cli.upkeep import copy
from web.store.sqlite import driver

_LOGS = ("-wal", "-shm", "-journal")  # files that SQLite writes beside a database


@contextmanager
def copied_beside(source: Path, target: Path) -> Iterator[Path]:
    """A working copy in the folder of `target`; deleted at the end, unless it was put in place.
    Raises Stop when the backup is damaged, or the program is running."""
    _require_alone(target)
    fresh = target.with_name(f".{target.name}.restored")
    _delete(fresh)  # of a killed run; its log would be applied to this one
    copy(source, fresh)
    try:
        yield fresh
    finally:
        _delete(fresh)


def put_in_place(fresh: Path, target: Path) -> Path | None:
    """Returns where the old database is now; None: there was none. Nobody has `fresh` open. Raises
    Stop, with the old database in its place, when the program runs again or the disk refuses."""
    _bring_into_one_file(fresh)
    _require_alone(target)
    stamp = now().strftime("%Y%m%dT%H%M%SZ")
    aside = target.with_name(f"{target.stem}-before-restore-{stamp}{target.suffix}")
    there = target.exists()
    try:
        if there:
            os.link(target, aside)  # a second name: there is always a database under the first one
        _set_logs_aside(target, aside)
        fresh.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise Stop(f"The copy could not be put in the place of the database: {error}.") from error
    return aside if there else None


def _bring_into_one_file(fresh: Path) -> None:
    try:
        with closing(driver.connect(fresh)) as connection:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except driver.Error as error:
        raise Stop(f"The copy could not be made ready: {error}. Nothing was changed.") from error
    if mode != "delete":
        raise Stop("Something else has the copy open. Nothing was changed.")
    _sync(fresh)


def _set_logs_aside(target: Path, aside: Path) -> None:
    """Before the rename: a write-ahead log that stays would be applied to the copy. A sound
    database has none by now."""
    for end in _LOGS:
        log = target.with_name(target.name + end)
        if log.exists():
            log.rename(aside.with_name(aside.name + end))


def _require_alone(target: Path) -> None:
    """Leaving WAL mode needs exclusive access, and leaves one complete file."""
    if not target.exists():
        return
    try:
        with closing(driver.connect(target, timeout=1)) as live:
            mode = live.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except driver.OperationalError:
        mode = "busy"
    except driver.DatabaseError:
        return  # damaged, which may be why it is to be replaced
    if mode != "delete":
        raise Stop("Own It is running on this database. Stop it first, then restore.")


def _delete(fresh: Path) -> None:
    for end in ("", *_LOGS):
        fresh.with_name(fresh.name + end).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """To the disk: the content of a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
