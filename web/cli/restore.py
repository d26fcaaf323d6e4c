"""`ownit restore`: put a copy in the place of the database, erase again what was erased since, and
sign everybody out."""

import argparse
import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from web.cli import erase_list, logs
from web.cli.installation import now, opened, settings, with_own_keys
from web.cli.terminal import Commands, Stop, add_command, show_way_in
from web.cli.upkeep import copy
from web.store.engine import Database
from web.store.sqlite import driver

if TYPE_CHECKING:
    from web.acts.invites import WayIn


def add(commands: Commands) -> None:
    about = "Put a copy in the place of the database; the old one is set aside."
    command = add_command(commands, "restore", run, about)
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, help="a copy that `ownit backup` made")
    what.add_argument(
        "--in-place",
        action="store_true",
        help="the copy is there already, put back by pg_restore or by hand: do what comes after it",
    )


def run(options: argparse.Namespace) -> int:
    from web.cli import upgrading

    logs.set_up()
    config = settings()
    aside = None if options.in_place else _put_file(options.file, config.database_url)
    with opened() as installation:
        upgrading.upgrade(installation)
        ended = _end_what_is_old(installation.database)
        again = erase_list.sync(installation.database, config.data_dir / erase_list.NAME, now())
        print(f"The copy is in place.{f' The old database is {aside}.' if aside else ''}")
        print(f"Erased again: {again} issues.")
        print(f"Old nudges that are not sent any more: {ended.nudges}.")
        print(_history(installation.database))
        _show(ended, config.public_url)
        # Last: with other keys it is safe all the same, and they say so.
        with_own_keys(installation)
    return 0


@dataclass(frozen=True)
class _Ended:
    sessions: int
    nudges: int
    ways_in: list[tuple[str, "WayIn"]]  # of each admin, by name


def _end_what_is_old(database: Database) -> _Ended:
    """Sessions and links, of which some may have been ended since the copy was made, and nudges
    that waited then: the ladders look at what is true now."""
    from push import outbox
    from web.acts import devices, invites

    with database.write() as session:
        sessions = devices.end_everybodys(session, now())
        nudges = outbox.supersede_all(session, now())
        return _Ended(sessions, nudges, invites.ways_in_of_admins(session, now()))


def _history(database: Database) -> str:
    from web.reads import history

    with database.read() as session:
        fault = history.verify(session).fault
    return f"Mind its history: {fault}" if fault else "Its history is as it was written."


def _show(ended: _Ended, public_url: str) -> None:
    print(
        f"Signed out: all {ended.sessions} phones and browsers, and every link for coming in has "
        "ended. The copy does not know which of them were ended since it was made. What waits on "
        "a phone is kept there, and sent when its person has signed in on it again.\n"
        "People, roles and addresses are as they were then: whoever left since is back. Look "
        "through *People* in the settings, and close those accounts again."
    )
    for name, way_in in ended.ways_in:
        print(f"With this link {name} signs in again, and makes links for the others there:")
        show_way_in(way_in, public_url)


def _put_file(source: Path, database_url: str) -> Path | None:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Stop(
            "The database is PostgreSQL: put the copy back with pg_restore while Own It is "
            "stopped, then run `ownit restore --in-place`."
        )
    return put_in_place(source.absolute(), Path(url.database).absolute())


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
