"""`ownit doctor`: checks everything that an installation needs, and says what is wrong."""

import argparse
import os
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from push import subscriptions, undeliverable, vapid
from web.cli import channels, operation, public_address
from web.cli.findings import Finding, Level
from web.cli.installation import now, other_keys, reason
from web.cli.keys import LINKS_FILE, VAPID_FILE, load, load_secret
from web.cli.terminal import Commands, Stop, add_command
from web.config import Config, ConfigError
from web.environment import settings_of, unknown_settings
from web.rules.vocabulary import Role
from web.store import identity
from web.store.engine import Database
from web.store.schema import WrongSchema
from web.store.sqlite import is_mended
from web.store.tables.accounts import Person

_WITHOUT_KEY = (
    "Put back your copy of it. A new installation makes its own when `ownit serve` starts; "
    "if an older one has lost it for good, run `ownit keys adopt`."
)


def add(commands: Commands) -> None:
    about = "Check settings, keys, database and accounts, and say what to do."
    add_command(commands, "doctor", run, about)


def run(_options: argparse.Namespace) -> int:
    findings = list(examine())
    for finding in findings:
        print(f"{finding.level.value:>8}  {finding.sentence}")
    return int(any(finding.level is Level.PROBLEM for finding in findings))


def examine() -> Iterator[Finding]:
    """Every finding, good and bad; changes no data."""
    for sentence in unknown_settings(settings_of()):
        yield Finding(Level.HINT, sentence)
    try:
        config = Config.from_env()
    except ConfigError as error:
        yield Finding(Level.PROBLEM, str(error))
        return
    yield Finding(Level.OK, "The settings are valid.")
    for check in (_data_dir, _keys, _public_url, _subject, _channels, _database):
        yield from check(config)
    yield from public_address.examine(config)
    yield from operation.proxies(config, now())


def _data_dir(config: Config) -> Iterator[Finding]:
    folder = config.data_dir
    if not folder.is_dir():
        yield Finding(Level.PROBLEM, f"There is no folder {folder} yet. Run `ownit serve` once.")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(
            Level.PROBLEM,
            (
                f"Own It cannot write to {folder}. Give the user that runs it the right to, "
                "or set OWNIT_DATA_DIR to another folder."
            ),
        )
    elif _mode(folder) & 0o077:
        yield Finding(
            Level.PROBLEM,
            f"Other users of this machine can open {folder}. Close it: chmod 700 {folder}",
        )
    else:
        yield Finding(Level.OK, f"The data is in {folder}, which no other user can open.")


def _keys(config: Config) -> Iterator[Finding]:
    for path in (config.data_dir / LINKS_FILE, config.data_dir / VAPID_FILE):
        if not path.is_file():
            yield Finding(Level.PROBLEM, f"The key {path} is missing. {_WITHOUT_KEY}")
        elif _mode(path) & 0o077:
            yield Finding(
                Level.PROBLEM,
                f"Other users of this machine can read {path}. Close it: chmod 600 {path}",
            )
        else:
            yield Finding(
                Level.OK, f"The key {path.name} is in place, and no other user can read it."
            )
    yield from _unreadable(config.data_dir / LINKS_FILE, load_secret)
    yield from _unreadable(config.data_dir / VAPID_FILE, vapid.load)
    yield from operation.old_keys(config, now())


def _unreadable(path: Path, read: Callable[[Path], object]) -> Iterator[Finding]:
    try:
        read(path)
    except (Stop, vapid.KeyUnreadable) as error:
        yield Finding(Level.PROBLEM, str(error))
    except OSError:
        return  # reported already


def _public_url(config: Config) -> Iterator[Finding]:
    if config.is_https:
        yield Finding(Level.OK, f"People open it at {config.public_url}.")
        return
    yield Finding(
        Level.HINT,
        f"OWNIT_PUBLIC_URL is {config.public_url}, without https. There browsers show "
        "notifications on this machine only; phones need an https address.",
    )


def _subject(config: Config) -> Iterator[Finding]:
    if config.push_subject.endswith(".example"):
        yield Finding(
            Level.HINT,
            "Set OWNIT_PUSH_SUBJECT to mailto: and an address that you read: some push services "
            "refuse a made-up one, and write to it when something is wrong.",
        )
    else:
        yield Finding(Level.OK, f"Push services may write to {config.push_subject}.")


def _channels(config: Config) -> Iterator[Finding]:
    sentences = list(channels.wrong_ways(config))
    yield from (Finding(Level.PROBLEM, sentence) for sentence in sentences)
    if config.channels and not sentences:
        yield Finding(Level.OK, f"Reminders can also go by: {', '.join(config.channels)}.")


def _database(config: Config) -> Iterator[Finding]:
    if _is_missing(config):
        yield Finding(Level.PROBLEM, "There is no database yet. Run `ownit serve` once.")
        return
    database = Database(config.database_url)
    try:
        if database.is_sqlite:
            with database.engine.connect() as connection:
                used = connection.execute(text("SELECT sqlite_version()")).scalar_one()
            yield _sqlite_version(str(used))
        yield from operation.space(database)
        yield from operation.backups(config, database, now())
        yield from _tables(config, database)
    except DBAPIError as error:
        yield Finding(Level.PROBLEM, f"The database does not answer: {reason(error)}")
    finally:
        database.close()


def _is_missing(config: Config) -> bool:
    path = config.database_url.removeprefix("sqlite:///")
    return path != config.database_url and not Path(path).exists()


def _sqlite_version(version: str) -> Finding:
    if is_mended(tuple(map(int, version.split(".")))):
        return Finding(Level.OK, f"SQLite {version} is safe to use here.")
    return Finding(
        Level.HINT,
        f"SQLite {version} has a rare fault, fixed in 3.51.3, that can damage a database to which "
        "several processes write. Make backups, install the Python package pysqlite3, or use "
        "PostgreSQL.",
    )


def _tables(config: Config, database: Database) -> Iterator[Finding]:
    try:
        database.require_schema()
    except WrongSchema as wrong:
        yield Finding(Level.PROBLEM, str(wrong))
        return
    yield Finding(Level.OK, "The database answers and fits this version.")
    yield from _identity(config, database)
    checks: tuple[Callable[[Session], Iterator[Finding]], ...] = (
        operation.durability,
        operation.sites,
        _admin,
        operation.worker,
        operation.suspended,
        _alarms,
        _given_up,
    )
    with database.read() as session:
        for check in checks:
            yield from check(session)


def _identity(config: Config, database: Database) -> Iterator[Finding]:
    """Whether the keys are those of this database; missing keys were reported already."""
    try:
        keys = load(config)
    except (Stop, OSError, vapid.KeyUnreadable):
        return
    with database.read() as session:
        theirs = identity.fingerprint_in(session)
    if theirs not in (None, keys.fingerprint):
        yield Finding(Level.PROBLEM, other_keys(config))


def _admin(session: Session) -> Iterator[Finding]:
    admins = select(Person.id).where(Person.role == Role.ADMIN, col(Person.closed_at).is_(None))
    if session.exec(admins.limit(1)).first() is None:
        yield Finding(
            Level.PROBLEM, "There is no admin yet. Open the link that `ownit serve` shows."
        )
    else:
        yield Finding(Level.OK, "There is an admin.")


def _alarms(session: Session) -> Iterator[Finding]:
    for sentence in subscriptions.refused_phones(session):
        yield Finding(Level.PROBLEM, sentence)


def _given_up(session: Session) -> Iterator[Finding]:
    """By reason. A hint: another phone or channel may have got the same."""
    reasons = undeliverable.given_up(session, now() - timedelta(days=1))
    if not reasons:
        return
    listed = ", ".join(f"{count} × {reason}" for reason, count in reasons.items())
    sentence = f"Notifications that could not be delivered in the last day: {listed}."
    if any(reason.startswith(undeliverable.FAULTS) for reason in reasons):
        yield Finding(Level.PROBLEM, f"{sentence} Report this as a fault of the program.")
    else:
        yield Finding(Level.HINT, sentence)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
