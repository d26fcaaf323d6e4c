"""The part of `ownit doctor` about the surroundings: space, backups, proxies, durability."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session, col, select

from push import heartbeat, suspension
from push.vapid import KeyUnreadable
from web.cli import keys
from web.cli.findings import Finding, Level
from web.cli.installation import now
from web.cli.terminal import Stop
from web.config import Config
from web.http.client import NOTE, SENTENCES, ProxyFault
from web.http.readiness import space_of
from web.rules.clock import time_zone
from web.store.engine import Database
from web.store.opening_hours import are_unreadable
from web.store.tables.accounts import Site

BACKUP_EVERY = timedelta(days=7)
_NOTE_FOR = timedelta(days=7)
_MIB = 1024**2
_START = "Start `ownit serve` or `ownit worker`."


def space(database: Database) -> Iterator[Finding]:
    free, is_enough = space_of(database)
    if free is None and is_enough:
        return  # PostgreSQL does not tell
    amount = f"{(free or 0) // _MIB} MiB are free where the database is"
    if is_enough:
        yield Finding(Level.OK, f"{amount}.")
    else:
        yield Finding(
            Level.PROBLEM,
            f"{amount}, which is too little: soon nothing can be saved. Make room there, or move "
            "OWNIT_DATA_DIR to a larger disk.",
        )


def backups(config: Config, database: Database, at: datetime) -> Iterator[Finding]:
    """Copies by `ownit backup`; other ways of backing up are not known here."""
    folder = config.data_dir / "backups"
    newest = max((path.stat().st_mtime for path in folder.glob("ownit-*")), default=None)
    if newest is None and not database.is_sqlite:
        return
    if newest is None:
        yield Finding(Level.HINT, "There is no backup yet. Run `ownit backup` each night.")
        return
    age = at - datetime.fromtimestamp(newest, UTC)
    days = max(age // timedelta(days=1), 0)
    if age <= BACKUP_EVERY:
        yield Finding(Level.OK, f"The newest backup is {days} days old.")
    else:
        yield Finding(
            Level.HINT, f"The newest backup is {days} days old. Run `ownit backup` each night."
        )


def old_keys(config: Config, at: datetime) -> Iterator[Finding]:
    """Rotated keys: until when they are used."""
    try:
        found = keys.old_keys(config.data_dir, at)
    except (Stop, OSError, KeyUnreadable) as error:
        yield Finding(Level.PROBLEM, f"A key in old-keys cannot be read: {error}")
        return
    for old_keys in found:
        uses = {"links": old_keys.secret, "push": old_keys.vapid}
        what = " and ".join(use for use, key in uses.items() if key)
        until = f"{old_keys.until:%Y-%m-%d %H:%M} UTC"
        yield Finding(Level.OK, f"The old key of {what} is used until {until}.")


def proxies(config: Config, at: datetime) -> Iterator[Finding]:
    """What the running web has recorded beside its data; see `http.client`."""
    fault = _noted(config.data_dir / NOTE, config.proxies, at)
    if fault is None:
        return
    # Without HTTPS of its own Own It is certainly behind a proxy; else anybody may have sent the
    # header.
    is_certain = config.is_https or fault is not ProxyFault.UNDECLARED
    yield Finding(Level.PROBLEM if is_certain else Level.HINT, SENTENCES[fault])


def _noted(path: Path, proxies: int, at: datetime) -> ProxyFault | None:
    """None also for a record that is old, or of another setting."""
    try:
        note = json.loads(path.read_text())
        is_fresh = at - datetime.fromisoformat(note["at"]) <= _NOTE_FOR
        return ProxyFault(note["fault"]) if is_fresh and note["proxies"] == proxies else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def durability(session: Session) -> Iterator[Finding]:
    """On PostgreSQL: whether answered commits survive a power cut."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for name in ("synchronous_commit", "fsync"):
        value = session.connection().execute(text(f"SHOW {name}")).scalar_one()
        if value == "off":
            yield Finding(
                Level.PROBLEM,
                f"PostgreSQL runs with {name} = off: a power cut takes back what people were told "
                f"is saved. Set {name} to on.",
            )


def sites(session: Session) -> Iterator[Finding]:
    """What is stored of a site and cannot be read: its pages do without."""
    for site in session.exec(select(Site).order_by(col(Site.id))):
        if time_zone(site.zone).key != site.zone:
            yield Finding(
                Level.PROBLEM,
                f"The time zone {site.zone} of {site.name} is not known on this machine, so its "
                "times are those of UTC. Choose another one in Settings, or update tzdata.",
            )
        if are_unreadable(site):
            yield Finding(
                Level.PROBLEM,
                f"The opening hours of {site.name} cannot be read, so reminders come at any time. "
                "Save them again in Settings.",
            )


def worker(session: Session) -> Iterator[Finding]:
    """A hint only: while Own It is stopped, a silent worker is right."""
    at = heartbeat.last_cycle(session, now())
    if at is None:
        yield Finding(Level.HINT, f"No worker has run yet, so no reminders are sent. {_START}")
        return
    ended = f"The worker last finished a cycle at {at:%Y-%m-%d %H:%M:%S} UTC"
    if now() - at < heartbeat.SILENT_AFTER:
        yield Finding(Level.OK, f"{ended}.")
    else:
        advice = "If it is running, its log says what is wrong."
        yield Finding(Level.HINT, f"{ended}, and has sent no reminders since. {_START} {advice}")


def suspended(session: Session) -> Iterator[Finding]:
    since = suspension.suspended_since(session)
    if since is not None:
        yield Finding(
            Level.PROBLEM,
            f"No reminders are sent since the restore of {since:%Y-%m-%d %H:%M} UTC. When people "
            "are signed in again, run `ownit resume`.",
        )
