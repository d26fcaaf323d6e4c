"""Restores a database where nobody sees it, in a file beside its place or in one transaction, and
makes it ready to be used."""

import logging
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlmodel import Session

from push import superseding, suspension
from push.errors import TRANSIENT_ERRORS
from web.cli import archive, empty_place, restored_keys
from web.cli.archive import Archive, Manifest
from web.cli.backup import count_rows
from web.cli.erase_list import Entry, erase_missing
from web.cli.installation import now
from web.cli.sqlite_copy import copy
from web.cli.terminal import Stop
from web.config import Config
from web.store import migrate, postgres_copy, schema
from web.store.engine import Database, joined
from web.store.schema import WrongSchema
from web.store.sqlite import driver

if TYPE_CHECKING:
    from web.acts.accounts.invites import InviteLink

log = logging.getLogger(__name__)
_SECONDS = 24 * 3600.0  # nobody waits for its locks


@dataclass(frozen=True)
class Ended:
    sessions: int
    nudges: int
    ways_in: list[tuple[str, "InviteLink"]]  # for each admin, by name


@dataclass(frozen=True)
class Source:
    """What is restored."""

    path: Path
    manifest: Manifest | None  # None: a file of SQLite alone
    accepts_history: bool = False  # also one that is not as it was written


def into_file(
    config: Config, source: Source, backup: Archive | None, erased: Collection[Entry]
) -> tuple[int, Ended]:
    target = _file_of(config.database_url)
    with empty_place.beside(target) as fresh:
        if backup is None:
            copy(source.path, fresh)
        else:
            fresh.touch(0o600)
            with fresh.open("wb") as file:
                file.writelines(backup.parts(archive.DATABASE))
            _require_sound(fresh, source)
        database = Database(f"sqlite:///{fresh}")
        try:
            with database.engine.begin() as connection:
                require_known_version(schema.found_in(connection), source.path)
                done = _bring_up(connection, source, erased)
        finally:
            database.close()
        if backup:
            restored_keys.put(config, backup)
        empty_place.put_in_place(fresh, target)
    return done


def _require_sound(fresh: Path, source: Source) -> None:
    with closing(driver.connect(fresh)) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)] or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Stop(f"The database in {source.path} is damaged. Nothing was changed.")
        _require_all_rows(count_rows(connection), source)


def into_postgres(
    config: Config, source: Source, backup: Archive, erased: Collection[Entry]
) -> tuple[int, Ended]:
    manifest, database = backup.manifest, Database(config.database_url)
    try:
        with database.engine.begin() as connection:
            postgres_copy.be_patient(connection)
            if not postgres_copy.is_empty(connection):
                raise Stop(
                    "There are tables in the database already, and a backup is restored only into "
                    "an empty one. Nothing was changed. Make a new database, and set "
                    "OWNIT_DATABASE_URL for it."
                )
            migrate.upgrade_within(connection, manifest.schema)
            postgres_copy.load(
                connection,
                manifest.columns,
                lambda table: backup.parts(f"{archive.TABLES}{table}"),
            )
            postgres_copy.go_on_after(connection, manifest.sequences)
            rows = {table: postgres_copy.count(connection, table) for table in manifest.columns}
            _require_all_rows(rows, source)
            done = _bring_up(connection, source, erased)
            restored_keys.put(config, backup)
            return done
    finally:
        database.close()


def _file_of(database_url: str) -> Path:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Stop(
            "This is a file of SQLite, and the database here is PostgreSQL: nothing was changed. "
            "What was put back by other means is finished by `ownit restore --in-place`."
        )
    return Path(url.database).resolve()


def require_known_version(found: str | None, path: Path) -> None:
    if not found:
        raise Stop(
            f"{path} does not say which version of Own It it belongs to, so it cannot be "
            "restored. Nothing was changed. Take another copy."
        )
    if found not in schema.KNOWN:
        raise Stop(
            f"{path} is a copy of a newer Own It (version {found}; this program knows "
            f"{schema.HEAD}), or of one from before 0.2.0. Nothing was changed. Install the Own It "
            "that it belongs to and restore again, or take another copy."
        )


def _require_all_rows(rows: dict[str, int], source: Source) -> None:
    if source.manifest and rows != source.manifest.rows:
        raise Stop(f"{source.path} has not the rows that it should have. Nothing was changed.")


def _bring_up(
    connection: Connection, source: Source, erased: Collection[Entry]
) -> tuple[int, Ended]:
    """Upgrades, checks the history, erases again, ends what is old, and suspends reminders. Returns
    how many issues were erased again, and what was ended."""
    _upgrade(connection)
    with joined(connection, _SECONDS) as session:
        _require_history(session, source)
        again = erase_missing(session, erased, now())
        return again, end_what_is_old(session)


def end_what_is_old(session: Session) -> Ended:
    """Ends sessions and links, some of which may have been ended since the copy was made, and
    pending nudges: escalations check what is true now, once somebody resumes them."""
    from web.acts.accounts import invites
    from web.acts.core import devices

    sessions = devices.end_everybodys(session, now())
    nudges = superseding.supersede_all(session, now())
    suspension.suspend(session, now())
    return Ended(sessions, nudges, invites.invites_of_admins(session, now()))


def _upgrade(connection: Connection) -> None:
    try:
        migrate.upgrade_within(connection)
    except (WrongSchema, *TRANSIENT_ERRORS):
        raise
    except Exception as error:
        log.exception("A migration failed.")
        raise Stop(
            f"The copy could not be brought to version {schema.HEAD}. Nothing was changed. Report "
            "this with the lines above, and restore with the Own It that made it."
        ) from error


def _require_history(session: Session, source: Source) -> None:
    from web.reads import event_chain

    verdict, manifest = event_chain.verify(session), source.manifest
    fault = verdict.fault
    if (
        not fault
        and manifest
        and (verdict.events, verdict.head) != (manifest.events, manifest.head)
    ):
        fault = "It does not end as the backup says."
    if fault and not source.accepts_history:
        raise Stop(
            f"The history in {source.path} is not as it was written: {fault} Nothing was changed. "
            "Take another backup; or restore this one with --accept-history."
        )
