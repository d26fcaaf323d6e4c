"""`ownit restore`: put a copy in the place of the database, and erase again what was erased."""

import argparse
import os
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from web.cli import erase_list, logs
from web.cli.installation import Installation, now, opened, settings, with_own_keys
from web.cli.terminal import Commands, Stop, add_command
from web.cli.upkeep import copy
from web.store.sqlite import driver


def add(commands: Commands) -> None:
    about = "Put a copy in the place of the database; the old one is set aside."
    add_command(commands, "restore", run, about).add_argument(
        "file", type=Path, help="a copy that `ownit backup` made"
    )


def run(options: argparse.Namespace) -> int:
    from web.cli import upgrading
    from web.reads import history

    logs.set_up()
    config = settings()
    url = make_url(config.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Stop(
            "The database is PostgreSQL: restore it with pg_restore, then start Own It: it erases "
            "again what is on the erase list."
        )
    aside = put_in_place(options.file.absolute(), Path(url.database).absolute())
    with opened() as installation:
        upgrading.upgrade(installation)
        again = erase_list.sync(installation.database, config.data_dir / erase_list.NAME, now())
        silenced = _silence(installation)
        with installation.database.read() as session:
            fault = history.verify(session).fault
        print(f"The copy is in place.{f' The old database is {aside}.' if aside else ''}")
        print(f"Erased again: {again} issues. Old nudges that are not sent any more: {silenced}.")
        print(f"Mind its history: {fault}" if fault else "Its history is as it was written.")
        with_own_keys(
            installation
        )  # last: with other keys it is safe all the same, and they say so
    return 0


def put_in_place(source: Path, target: Path) -> Path | None:
    """Where the old database is now. Raises Stop, with everything as it was, when the copy is not
    sound, or the program is still running."""
    fresh = target.with_name(f".{target.name}.restored")
    fresh.unlink(missing_ok=True)
    copy(source, fresh)
    try:
        aside = _set_aside(target)
        os.link(fresh, target)
    finally:
        fresh.unlink()
    return aside


def _set_aside(target: Path) -> Path | None:
    stamp = now().strftime("%Y%m%dT%H%M%SZ")
    aside = target.with_name(f"{target.stem}-before-restore-{stamp}{target.suffix}")
    if not target.exists():
        _set_logs_aside(target, aside)
        return None
    _require_alone(target)
    target.rename(aside)
    _set_logs_aside(target, aside)
    return aside


def _set_logs_aside(target: Path, aside: Path) -> None:
    """A write-ahead log that is left beside the copy would be played into it, page by page."""
    for end in ("-wal", "-shm", "-journal"):
        log = target.with_name(target.name + end)
        if log.exists():
            log.rename(aside.with_name(aside.name + end))


def _require_alone(target: Path) -> None:
    """Leaving WAL mode needs the database for oneself, and leaves one file complete in itself."""
    try:
        with closing(driver.connect(target, timeout=1)) as live:
            mode = live.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except driver.OperationalError:
        mode = "busy"
    except driver.DatabaseError:
        return  # damaged, which may be why a copy is to take its place
    if mode != "delete":
        raise Stop("Own It is running on this database. Stop it first, then restore.")


def _silence(installation: Installation) -> int:
    """What waited when the copy was made is old; the ladders look at what is true now."""
    from push import outbox

    with installation.database.write() as session:
        return outbox.supersede_all(session, now())
