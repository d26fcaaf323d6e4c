"""Passes of web that the worker runs beside its own, each at an interval of its own."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import func, select

from push import clock_skew
from push.pacing import Units
from web.acts import figures
from web.acts.core.tap import Unit
from web.acts.handoffs import repeated_asks
from web.acts.issues import follow_news, patterns
from web.acts.privacy import retention
from web.cli import erase_list
from web.cli.backup_names import PATTERN, PATTERN_OF_0_2_0
from web.config import Config
from web.reads import event_chain
from web.rules.retention import Retention
from web.store import full_text, statistics
from web.store.engine import Database
from web.store.tables.privacy import Erasure

HOUR = timedelta(hours=1)
_EVENTS_UNWRITTEN = 500  # looked at again after a restart, which finds nothing twice
log = logging.getLogger(__name__)


@dataclass
class Interval:
    """When a pass is due: at the start, and so long after it was done."""

    every: timedelta
    _done_at: datetime | None = field(default=None, repr=False)

    def is_due(self, now: datetime) -> bool:
        """True also when the clock was set back to before the last time."""
        return self._done_at is None or not timedelta(0) <= now - self._done_at < self.every

    def done(self, now: datetime) -> None:
        self._done_at = now


@dataclass
class LogHead:
    """Logs the head of the hash chain, hourly: the copy outside of the database without which a
    chain proves nothing against somebody who can rewrite all of it."""

    database: Database
    clock: Callable[[], datetime]
    interval: Interval = field(default_factory=lambda: Interval(HOUR))

    def __call__(self) -> bool:
        now = self.clock()
        if self.interval.is_due(now):
            with self.database.read() as session:
                events, head = event_chain.head(session)
            fields = {"history_head": head, "events": events}
            log.info("Head of the history: %s, %d events.", head, events, extra=fields)
            self.interval.done(now)
        return False


@dataclass
class Forget:
    """Erases and deletes by age, with a steady clock; checks hourly, and goes on while more is
    due."""

    database: Units
    keep: Retention
    folder: Path  # the data folder, with copies of this program
    beside: Path | None  # the database's folder, with what a restore set aside; None: no file
    clock: Callable[[], datetime]
    interval: Interval = field(default_factory=lambda: Interval(HOUR))

    def __call__(self) -> bool:
        now = self.clock()
        if not self.interval.is_due(now):
            return False
        with self.database.read() as session:
            is_steady = clock_skew.is_steady(session, now)
            more = is_steady and retention.finds(session, self.keep, now)
        if more:
            with self.database.write() as session:
                more = retention.forget(session, self.keep, now)
        if is_steady and not more:
            prune_backups(self.folder, now - self.keep.backups, self.beside)
        if not more:
            self.interval.done(now)
        return more


def prune_backups(folder: Path, until: datetime, beside: Path | None = None) -> None:
    """Delete copies older than this that `ownit backup` has named, except the newest; `beside`: the
    database's folder, if not `folder`."""
    names = sorted((folder / "backups").glob("ownit-*"))
    ours = [(path, made) for path in names if (made := made_at(path)) is not None]
    old = [path for path, made in ours[:-1] if made <= until]
    for path in (*old, *_replaced({folder, beside or folder}, until)):
        path.unlink(missing_ok=True)
        log.info("The copy %s is old and was deleted.", path.name)


def _replaced(folders: set[Path], until: datetime) -> list[Path]:
    """Files that an update or a restore has set aside, and those of a killed restore: they hold
    customers' data as well."""
    patterns = (
        "backups/before-update-*.sqlite3",
        "backups/.ownit-*",  # of a killed backup
        "*-before-restore-*",  # by 0.2.0
        ".*.sqlite3.restored*",
    )
    found = [path for folder in folders for pattern in patterns for path in folder.glob(pattern)]
    return [path for path in found if path.stat().st_mtime <= until.timestamp()]


def made_at(path: Path) -> datetime | None:
    """When `ownit backup` made this copy, by its name; None for other names."""
    for pattern in (PATTERN, PATTERN_OF_0_2_0):
        with suppress(ValueError):
            return datetime.strptime(path.name, pattern).replace(tzinfo=UTC)
    return None


@dataclass
class SyncErasures:
    """Synchronises the erase list's file with the database, and removes what was erased from
    SQLite's files: soon after each erasure, and once at the start."""

    database: Database
    paced: Units
    folder: Path
    clock: Callable[[], datetime]
    interval: Interval = field(default_factory=lambda: Interval(timedelta(minutes=1)))
    _seen: int | None = field(default=None, repr=False)
    _is_clean: bool = field(default=False, repr=False)

    def __call__(self) -> bool:
        now = self.clock()
        if not self.interval.is_due(now):
            return False
        with self.database.read() as session:
            newest = session.exec(select(func.max(Erasure.id))).one() or 0
        if newest != self._seen:
            again = erase_list.sync(self.database, self.folder / erase_list.NAME, now)
            if again:
                log.warning("Erased %d issues again: this database is an older copy.", again)
            self._compact()
            self._seen, self._is_clean = newest, False
        self._is_clean = self._is_clean or self.database.checkpoint()
        self.interval.done(now)
        return False

    def _compact(self) -> None:
        """In short transactions, however large the index is."""
        begins = more = True
        while more:
            with self.paced.write() as session:
                more = full_text.compact(session, begins=begins)
            begins = False


@dataclass
class RefreshStatistics:
    """Tells SQLite hourly how large its tables are."""

    paced: Units
    clock: Callable[[], datetime]
    interval: Interval = field(default_factory=lambda: Interval(HOUR))

    def __call__(self) -> bool:
        now = self.clock()
        if self.interval.is_due(now):
            with self.paced.write() as session:
                statistics.refresh(session)
            self.interval.done(now)
        return False


@dataclass
class CountFigures:
    """Counts what has happened since, for the report: some seconds after it did, a batch at a
    time."""

    database: Database
    paced: Units
    clock: Callable[[], datetime]
    interval: Interval = field(default_factory=lambda: Interval(timedelta(seconds=10)))

    def __call__(self) -> bool:
        now = self.clock()
        if not self.interval.is_due(now):
            return False
        with self.database.read() as session:
            more = figures.finds(session)
        if more:
            with self.paced.write() as session:
                more = figures.count(session, now)
        if not more:
            self.interval.done(now)
        return more


@dataclass
class CompareReports:
    """Links new reports to their cause, finds patterns, and what leads are asked again and again:
    within seconds, and for each event once."""

    paced: Units
    clock: Callable[[], datetime]
    interval: Interval = field(default_factory=lambda: Interval(timedelta(seconds=3)))
    _seen: int | None = field(default=None, repr=False)

    def __call__(self) -> bool:
        now = self.clock()
        if not self.interval.is_due(now):
            return False
        with self.paced.read() as session:
            seen = patterns.seen_so_far(session) if self._seen is None else self._seen
            found = patterns.look(session, seen, now)
            asks = repeated_asks.look(session, seen, found.upto, now)
        if found.findings or asks or found.upto >= seen + _EVENTS_UNWRITTEN:
            with self.paced.write() as session:
                patterns.apply(Unit(session, now), found)
                repeated_asks.apply(Unit(session, now), asks)
        self._seen = found.upto
        if not found.more:
            self.interval.done(now)
        return found.more


@dataclass
class TellFollowers:
    """Tells customers' phones what has changed, and forgets those whose link has ended."""

    paced: Units
    clock: Callable[[], datetime]
    interval: Interval = field(default_factory=lambda: Interval(timedelta(seconds=3)))

    def __call__(self) -> bool:
        now = self.clock()
        if not self.interval.is_due(now):
            return False
        with self.paced.read() as session:
            found = follow_news.look(session, now)
        if found:
            with self.paced.write() as session:
                follow_news.tell(Unit(session, now), found)
        if not found.more:
            self.interval.done(now)
        return found.more


def all_passes(
    database: Database, paced: Units, config: Config, clock: Callable[[], datetime]
) -> tuple[Callable[[], bool], ...]:
    """`paced`: the same database with background writes that yield to people."""
    folder = config.data_dir
    everywhere = (
        LogHead(database, clock),
        Forget(paced, config.retention, folder, database.folder, clock),
        SyncErasures(database, paced, folder, clock),
        CompareReports(paced, clock),
        TellFollowers(paced, clock),
        CountFigures(database, paced, clock),
    )
    return (*everywhere, RefreshStatistics(paced, clock)) if database.is_sqlite else everywhere
