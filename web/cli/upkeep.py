"""`ownit migrate`, `backup` and `version`: maintenance of an installation."""

import argparse
import os
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.engine import make_url

from web.cli import logs
from web.cli.installation import migrated, now, settings
from web.cli.terminal import Commands, Stop, add_command
from web.store.sqlite import driver


def add(commands: Commands) -> None:
    add_command(commands, "migrate", run_migrate, "Bring the database to this version.")
    about = "Copy the database into a file, while the program runs, and check the copy."
    backup_command = add_command(commands, "backup", run_backup, about)
    backup_command.add_argument("file", nargs="?", type=Path, help="where to put the copy")
    add_command(commands, "version", run_version, "Say which version this is.")


def run_migrate(_options: argparse.Namespace) -> int:
    logs.set_up()
    with migrated():
        print("The database fits this version.")
    return 0


def run_version(_options: argparse.Namespace) -> int:
    print(f"ownit {version('ownit')}")
    return 0


def run_backup(options: argparse.Namespace) -> int:
    config = settings()
    url = make_url(config.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Stop(
            "The database is PostgreSQL: make its copy with pg_dump. "
            f"Copy the keys in {config.data_dir} as well."
        )
    stamp = now().strftime("%Y%m%dT%H%M%SZ")
    target = options.file or config.data_dir / "backups" / f"ownit-{stamp}.sqlite3"
    copy(Path(url.database), target.absolute())
    print(
        f"The copy is in {target} and was checked: it is whole.\n"
        f"Keep a copy of the keys in {config.data_dir} as well, in another place: without them "
        "customers’ pages end, and on every phone notifications have to be turned on again."
    )
    return 0


def copy(source: Path, target: Path) -> None:
    """An exact copy of one moment, while others write. Appears under its name when complete.

    Raises Stop when there is nothing to copy, or the copy is damaged.
    """
    if not source.exists():
        raise Stop(f"There is no database in {source}, so there is nothing to copy.")
    if target.exists():
        raise Stop(f"{target} exists already and is left as it is. Name a new file for the copy.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        # It holds what customers said: private from its first byte on.
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy_and_check(source, unfinished)
        # Not a rename: that would replace a file created meanwhile.
        os.link(unfinished, target)
    except (OSError, driver.Error) as error:
        raise Stop(f"The copy could not be made: {error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


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
    with target.open("rb") as file:
        os.fsync(file.fileno())
