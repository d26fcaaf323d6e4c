"""`ownit backup`: one file with the database of one moment and the keys, while people go on."""

import argparse
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from push.vapid import KeyUnreadable
from web.cli import archive, keys
from web.cli.archive import Manifest, Writer
from web.cli.backup_names import PATTERN
from web.cli.files import appearing, require_space
from web.cli.installation import now, settings, with_sentences
from web.cli.sqlite_copy import copy
from web.cli.terminal import Commands, Stop, add_command, say
from web.config import Config
from web.store import postgres_copy
from web.store.engine import Database
from web.store.sqlite import driver

_VERSION = "SELECT version_num FROM alembic_version"
_HEAD = "SELECT events, hash FROM history_head"
_KEYS = "SELECT keys FROM installation"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def add(commands: Commands) -> None:
    about = "Write database and keys into one file, while people use Own It, and check it."
    command = add_command(commands, "backup", run, about)
    command.add_argument(
        "target",
        nargs="?",
        metavar="FILE|DIR",
        help="where to put it; else into `backups` in the data folder",
    )


def run(options: argparse.Namespace) -> int:
    config = settings()
    target = _target(options.target, config)
    with with_sentences():
        manifest = _write(config, target)
    say(
        f"The backup is {target}, and was read again: it is whole. It has {amounts(manifest.rows)}"
        f"{', and the keys' if manifest.keys else ''}. Keep it where nobody else can read it, and "
        "also on another machine."
    )
    if not manifest.keys:
        say(
            f"There are no keys of this database in {config.data_dir}, so none are in it: without "
            "them customers’ pages end, and on every phone notifications have to be turned on "
            "again. Copy them from where Own It runs."
        )
    return 0


def amounts(rows: dict[str, int]) -> str:
    """What people know of a store, in words."""
    tables = {"issue": "issues", "event": "events", "person": "people", "photo": "photos"}
    return ", ".join(f"{rows.get(table, 0)} {words}" for table, words in tables.items())


def _target(given: str | None, config: Config) -> Path:
    """`dir/` is a folder also where there is none yet."""
    path = config.data_dir / "backups" if given is None else Path(given)
    # Path.is_dir raises for a name that no file may have.
    if given is None or given.endswith("/") or os.path.isdir(path):  # noqa: PTH112
        return path.absolute() / now().strftime(PATTERN)
    return path.absolute()


def _write(config: Config, target: Path) -> Manifest:
    url = make_url(config.database_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    source = Path(url.database or "")
    if is_sqlite and not source.exists():
        raise Stop(f"There is no database in {source}, so there is nothing to copy.")
    with appearing(target) as unfinished:
        with archive.written(unfinished) as writer:
            if is_sqlite:
                manifest = _write_sqlite(config, writer, source, target)
            else:
                manifest = _write_postgres(config, writer)
            writer.finish(manifest)
        with archive.opened(unfinished):
            return manifest


def _write_sqlite(config: Config, writer: Writer, source: Path, target: Path) -> Manifest:
    require_space(source, target.parent, "A backup was not made: it and the copy for it")
    with _deleted(target.with_name(f".{target.name}.database")) as copied:
        copy(source, copied)
        with closing(driver.connect(copied)) as connection:
            theirs = _one(connection, _KEYS)
            found = _write_keys(config, writer, theirs[0] if theirs else None)
            events, head = _one(connection, _HEAD) or (0, "")
            schema = _one(connection, _VERSION) or ("",)
            rows = count_rows(connection)
        writer.add(archive.DATABASE, copied)
    facts = {"engine": "sqlite", "schema": schema[0], "keys": found, "events": events}
    return _manifest(**facts, head=head, rows=rows)


def _write_postgres(config: Config, writer: Writer) -> Manifest:
    database = Database(config.database_url)
    try:
        with postgres_copy.snapshot(database) as connection:
            if postgres_copy.is_empty(connection):
                raise Stop("The database has no tables, so there is nothing to copy.")
            return _write_tables(config, writer, connection)
    finally:
        database.close()


def _write_tables(config: Config, writer: Writer, connection: Connection) -> Manifest:
    row = connection.exec_driver_sql(_KEYS).first()
    found = _write_keys(config, writer, row[0] if row else None)
    columns, rows = postgres_copy.columns(connection), dict[str, int]()
    for table, names in columns.items():
        with writer.member(f"{archive.TABLES}{table}") as write:
            rows[table] = postgres_copy.dump(connection, table, names, write)
    events, head = connection.exec_driver_sql(_HEAD).one()
    schema = str(connection.exec_driver_sql(_VERSION).scalar_one())
    return _manifest(
        engine="postgresql",
        schema=schema,
        keys=found,
        events=events,
        head=head,
        rows=rows,
        columns=columns,
        sequences=postgres_copy.sequences(connection),
    )


def _manifest(**facts: Any) -> Manifest:
    return Manifest(program=version("ownit"), made_at=now().isoformat(timespec="seconds"), **facts)


def _write_keys(config: Config, writer: Writer, theirs: str | None) -> str | None:
    """The keys of this database, whose fingerprint is `theirs`; returns that of those written."""
    folder = config.data_dir
    try:
        found = keys.load(config).fingerprint
    except FileNotFoundError:
        return None
    except KeyUnreadable as error:
        raise Stop(str(error)) from None
    if theirs not in (None, found):
        raise Stop(
            f"The keys in {folder} are not those of this database, or were replaced at this "
            "moment. No backup was made. Try again; `ownit doctor` says whether they belong to it."
        )
    for path in keys.files(folder):
        writer.add(f"{archive.KEYS}{path.relative_to(folder).as_posix()}", path)
    return found


def count_rows(connection: driver.Connection) -> dict[str, int]:
    """Of each table of SQLite."""
    names = [name for (name,) in connection.execute(_TABLES)]
    count = "SELECT count(*) FROM "
    return {name: connection.execute(f'{count}"{name}"').fetchone()[0] for name in names}


def _one(connection: driver.Connection, query: str) -> tuple[Any, ...] | None:
    """None also where there is no such table."""
    try:
        row: tuple[Any, ...] | None = connection.execute(query).fetchone()
    except driver.OperationalError:
        return None
    return row


@contextmanager
def _deleted(path: Path) -> Iterator[Path]:
    """Before, for that of a killed run, and after."""
    path.unlink(missing_ok=True)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
