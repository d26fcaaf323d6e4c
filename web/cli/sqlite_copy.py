"""Copies a database of SQLite while others use it."""

from contextlib import closing
from pathlib import Path

from web.cli.files import appearing
from web.cli.terminal import Stop
from web.store.sqlite import driver


def copy(source: Path, target: Path) -> None:
    """An exact copy of one moment, while others write. Appears under its name when complete.

    Raises Stop when there is nothing to copy, or the copy is damaged.
    """
    if not source.exists():
        raise Stop(f"There is no database in {source}, so there is nothing to copy.")
    try:
        with appearing(target) as unfinished:
            try:
                _copy_and_check(source, unfinished)
            finally:  # SQLite leaves it where a disk was full
                unfinished.with_name(f"{unfinished.name}-journal").unlink(missing_ok=True)
    except driver.Error as error:
        raise Stop(f"The copy could not be made: {error}.") from error


def _copy_and_check(source: Path, target: Path) -> None:
    with (
        closing(driver.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live,
        closing(driver.connect(target)) as copied,
    ):
        live.backup(copied)
        # One complete file that can be moved alone.
        copied.execute("PRAGMA journal_mode=DELETE")
        found = copied.execute("PRAGMA integrity_check").fetchall()
        is_empty = copied.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    if found != [("ok",)]:
        raise Stop(f"The copy is damaged, so it was deleted: {found[0][0]}.")
    if is_empty:
        raise Stop(f"The database {source} has no tables, so there is nothing to copy.")
