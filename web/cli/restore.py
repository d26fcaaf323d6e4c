"""`ownit restore`: replaces the database by a copy, erases again what was erased since, and signs
everybody out."""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from push import superseding
from web.cli import erase_list, logs
from web.cli.installation import Installation, now, opened, settings, with_own_keys
from web.cli.replacement import copied_beside, put_in_place
from web.cli.terminal import Commands, Stop, add_command, say, show_invite_link
from web.config import Config
from web.store import schema
from web.store.engine import Database

if TYPE_CHECKING:
    from web.acts.accounts.invites import InviteLink


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
    logs.set_up()
    config = settings()
    if options.in_place:
        _restore_in_place(config)
    else:
        _restore_file(options.file.absolute(), config)
    return 0


def _restore_in_place(config: Config) -> None:
    from web.cli import upgrading

    with opened(config) as installation:
        upgrading.upgrade(installation)
        # Shown as soon as they are committed: without them nobody can sign in.
        _show(_end_what_is_old(installation.database), config.public_url)
        _show_erased(_erase_again(installation))
        _check(installation)


def _restore_file(source: Path, config: Config) -> None:
    """All work is done on a copy that nobody uses; then it replaces the database."""
    target = _file_of(config.database_url)
    with copied_beside(source, target) as fresh:
        with opened(_with_file(config, fresh)) as installation:
            again, ended = _prepare(installation, source)
        aside = put_in_place(fresh, target)
    _show(ended, config.public_url, aside)
    _show_erased(again)
    with opened(config) as installation:
        _check(installation)


def _prepare(installation: Installation, source: Path) -> tuple[int, "_Ended"]:
    from web.cli import upgrading

    _require_known_version(installation.database, source)
    upgrading.upgrade(installation, keep_copy=False)
    return _erase_again(installation), _end_what_is_old(installation.database)


def _require_known_version(database: Database, source: Path) -> None:
    with database.engine.begin() as connection:
        found = schema.found_in(connection)
    if found is None:
        raise Stop(
            f"{source} does not say which version of Own It it belongs to, so it cannot be "
            "restored. Nothing was changed. Take another copy."
        )
    if found not in schema.KNOWN:
        raise Stop(
            f"{source} is a copy of a newer Own It (version {found}; this program knows "
            f"{schema.HEAD}), or of one from before 0.2.0. Nothing was changed. Install the Own It "
            "that it belongs to and restore again, or take another copy."
        )


def _erase_again(installation: Installation) -> int:
    path = installation.config.data_dir / erase_list.NAME
    try:
        return erase_list.erase_again(installation.database, path, now())
    except OSError as error:
        raise Stop(
            f"{path} cannot be read, so it is not known what to erase again: {error.strerror}. "
            "Make it readable, then restore again."
        ) from error


def _check(installation: Installation) -> None:
    """Raises Stop where the keys are not those of the database. It is complete by then: only
    the right key files are missing, or `ownit keys adopt`, before Own It starts."""
    say(_history(installation.database))
    with_own_keys(installation)


@dataclass(frozen=True)
class _Ended:
    sessions: int
    nudges: int
    ways_in: list[tuple[str, "InviteLink"]]  # for each admin, by name


def _end_what_is_old(database: Database) -> _Ended:
    """Ends sessions and links, some of which may have been ended since the copy was made, and
    pending nudges: escalations check what is true now."""
    from web.acts.accounts import invites
    from web.acts.core import devices

    with database.write() as session:
        sessions = devices.end_everybodys(session, now())
        nudges = superseding.supersede_all(session, now())
        return _Ended(sessions, nudges, invites.invites_of_admins(session, now()))


def _history(database: Database) -> str:
    from web.reads import event_chain

    with database.read() as session:
        fault = event_chain.verify(session).fault
    return f"Check its history: {fault}" if fault else "Its history is as it was written."


def _show(ended: _Ended, public_url: str, aside: Path | None = None) -> None:
    say(f"The copy is in place.{f' The old database is {aside}.' if aside else ''}")
    say(f"Old reminders that will not be sent any more: {ended.nudges}.")
    say(
        f"Signed out: all {ended.sessions} phones and browsers. Every link to join or sign in "
        "has ended. The copy does not know which of them were ended since it was made. What is not "
        "sent yet stays on the phone, and is sent when its person signs in there again.\n"
        "People, roles and addresses are as they were then: whoever left since is back. Look "
        "through *People* in the settings, and close those accounts again."
    )
    for name, way_in in ended.ways_in:
        say(f"With this link {name} signs in again, and makes links for the others there:")
        show_invite_link(way_in, public_url)


def _show_erased(again: int) -> None:
    say(f"Erased again: {again} issues.")


def _file_of(database_url: str) -> Path:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Stop(
            "The database is PostgreSQL: put the copy back with pg_restore while Own It is "
            "stopped, then run `ownit restore --in-place`."
        )
    return Path(url.database).resolve()


def _with_file(config: Config, file: Path) -> Config:
    url = make_url(config.database_url).set(database=str(file))
    return replace(config, database_url=url.render_as_string(hide_password=False))
