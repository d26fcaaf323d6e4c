"""`ownit restore`: puts a backup where no database is, erases again what was erased since, signs
everybody out, and sends no reminder before `ownit resume`."""

import argparse
from collections.abc import Collection
from pathlib import Path

from sqlalchemy.engine import make_url

from push.vapid import KeyUnreadable
from web.cli import archive, erase_list, logs, restored_keys, restoring
from web.cli.archive import Archive
from web.cli.backup import amounts
from web.cli.erase_list import Entry, EraseList
from web.cli.installation import (
    Installation,
    now,
    opened,
    settings,
    with_own_keys,
    with_sentences,
)
from web.cli.restoring import Ended, Source
from web.cli.terminal import Commands, Stop, add_command, say, show_invite_link
from web.config import Config
from web.store.engine import Database
from web.store.sqlite import driver

_NOT_KNOWN = (
    "{path} cannot be read, so it is not known what to erase again: {why}. Nothing was changed. "
    "Make it readable, then restore again."
)
_UNREAD = (
    "{path}: lines that cannot be read, so that what they list is not erased again: {count}. "
    "Look through it for a line that is cut off or was changed."
)
_NO_LIST = (
    "There is no list of what was erased since the copy was made, so all of that comes back. If "
    "the old machine has an erased.jsonl, copy it to {own}, and start Own It: it is erased again."
)
_KINDS = {"sqlite": "the embedded database", "postgresql": "PostgreSQL"}


def add(commands: Commands) -> None:
    about = "Put a backup where no database is. No reminder is sent before `ownit resume`."
    command = add_command(commands, "restore", run, about)
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, help="what `ownit backup` has written")
    what.add_argument(
        "--in-place",
        action="store_true",
        help="the database is there already, put back by other means: do what comes after it",
    )
    command.add_argument(
        "--erased",
        action="append",
        default=[],
        type=Path,
        metavar="LIST",
        help="another erased.jsonl than that in the data folder: what it lists is erased again",
    )
    command.add_argument(
        "--accept-history",
        action="store_true",
        help="also a backup whose history is not as it was written",
    )


def run(options: argparse.Namespace) -> int:
    logs.set_up()
    config = settings()
    erased = _read_lists(config, options.erased)
    if options.in_place:
        _restore_in_place(config, erased)
    else:
        with with_sentences():
            _restore_file(options.file.absolute(), config, erased, options.accept_history)
    return 0


def _read_lists(config: Config, more: Collection[Path]) -> set[Entry]:
    """Says what of them is not known."""
    own = config.data_dir / erase_list.NAME
    lists = {path: _read_list(path, is_named=path in more) for path in (own, *more)}
    if not more and not own.exists():
        say(_NO_LIST.format(own=own))
    for path, found in lists.items():
        if found.unread:
            say(_UNREAD.format(count=found.unread, path=path))
    return {entry for found in lists.values() for entry in found.entries}


def _read_list(path: Path, *, is_named: bool) -> EraseList:
    try:
        if is_named and not path.is_file():
            raise FileNotFoundError(2, "there is no such file")
        found = erase_list.read(path)
    except OSError as error:
        raise Stop(_NOT_KNOWN.format(path=path, why=error.strerror)) from error
    if found.unread and not found.entries:
        raise Stop(_NOT_KNOWN.format(path=path, why="no line in it is as Own It writes them"))
    return found


def _restore_in_place(config: Config, erased: Collection[Entry]) -> None:
    from web.cli import upgrading

    with opened(config) as installation:
        upgrading.upgrade(installation)
        with installation.database.write() as session:
            ended = restoring.end_what_is_old(session)
        # Shown as soon as they are committed: without them nobody can sign in.
        _show("The copy is in place.", ended, config.public_url)
        with installation.database.write() as session:
            again = erase_list.erase_missing(session, erased, now())
        _show_erased(again)
        _check(installation)


def _restore_file(source: Path, config: Config, erased: Collection[Entry], accepts: bool) -> None:
    """All work is done where nobody sees it: in a file beside, or in one transaction."""
    try:
        if not archive.is_archive(source):
            if not _is_sqlite_file(source):
                raise Stop(f"{source} is not a backup of Own It. Nothing was changed.")
            again, ended = restoring.into_file(config, Source(source, None, accepts), None, erased)
            what = "The copy is in place."
        else:
            with archive.opened(source) as backup:
                about = Source(source, backup.manifest, accepts)
                again, ended = _restore_archive(config, about, backup, erased)
            manifest = backup.manifest
            what = f"The backup of {manifest.made_at} is in place: {amounts(manifest.rows)}."
    except (OSError, KeyUnreadable, driver.Error) as error:
        raise Stop(f"{source} could not be restored: {error}. Nothing was changed.") from error
    _show(what, ended, config.public_url)
    _show_erased(again)
    with opened(config) as installation:
        _check(installation)


def _is_sqlite_file(source: Path) -> bool:
    """A copy by 0.2.0, or of before an update."""
    with source.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def _restore_archive(
    config: Config, source: Source, backup: Archive, erased: Collection[Entry]
) -> tuple[int, Ended]:
    manifest = backup.manifest
    here = make_url(config.database_url).get_backend_name()
    if manifest.engine != here:
        raise Stop(
            f"{source.path} is a backup of {_KINDS.get(manifest.engine, 'another database')}, and "
            f"the database here is {_KINDS[here]}. Nothing was changed. Set OWNIT_DATABASE_URL for "
            "a database of the same kind."
        )
    restoring.require_known_version(manifest.schema, source.path)
    restored_keys.require_fitting(config, backup)
    if here == "sqlite":
        return restoring.into_file(config, source, backup, erased)
    return restoring.into_postgres(config, source, backup, erased)


def _check(installation: Installation) -> None:
    """Raises Stop where the keys are not those of the database. It is complete by then: only
    the right key files are missing, or `ownit keys adopt`, before Own It starts."""
    say(_history(installation.database))
    with_own_keys(installation)


def _history(database: Database) -> str:
    from web.reads import event_chain

    with database.read() as session:
        fault = event_chain.verify(session).fault
    return f"Check its history: {fault}" if fault else "Its history is as it was written."


def _show(what: str, ended: Ended, public_url: str) -> None:
    say(what)
    say(f"Old reminders that will not be sent any more: {ended.nudges}.")
    say(
        f"Signed out: all {ended.sessions} phones and browsers. Every link to join or sign in "
        "has ended. The copy does not know which of them were ended since it was made. What is not "
        "sent yet stays on the phone, and is sent when its person signs in there again.\n"
        "People, roles and addresses are as they were then: whoever left since is back. Look "
        "through *People* in the settings, and close those accounts again.\n"
        "No reminder is sent before you run `ownit resume`. Start Own It, let people sign in and "
        "turn on their notifications, then run it."
    )
    for name, way_in in ended.ways_in:
        say(f"With this link {name} signs in again, and makes links for the others there:")
        show_invite_link(way_in, public_url)


def _show_erased(again: int) -> None:
    say(f"Erased again: {again} issues.")
