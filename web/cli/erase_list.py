"""The erase list as a file beside the database, so that a restored database is erased again.

One JSON object a line: the issue's reference, the extent, and when; nothing of what was erased. The
worker, and each start, synchronise file and database in both directions.
"""

import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from web.acts.core.tap import Unit
from web.acts.privacy.erasure import erase
from web.rules.retention import Extent
from web.store.engine import Database
from web.store.tables.issues import Issue
from web.store.tables.privacy import Erasure

NAME = "erased.jsonl"


@dataclass(frozen=True, order=True)
class Entry:
    at: datetime
    ref: str
    extent: Extent


@dataclass(frozen=True)
class EraseList:
    entries: frozenset[Entry] = frozenset()
    # Lines that are none: a crash cut one off, which the database still has, or somebody changed
    # them, or they are of another file.
    unread: int = 0


def sync(database: Database, path: Path, now: datetime) -> int:
    """Appends to the file what it lacks, erases what the database lacks; returns how many were
    erased."""
    with database.read() as session:
        done = _done(session)
    _append(path, sorted(done - read(path).entries))
    return erase_again(database, path, now)


def erase_again(database: Database, path: Path, now: datetime) -> int:
    """Erases what the file has and the database lacks, each in a transaction of its own; returns
    how many."""
    with database.read() as session:
        missing = read(path).entries - _done(session)
    count = 0
    for entry in sorted(missing):
        with database.write() as session:
            count += _again(session, entry, now)
    return count


def erase_missing(session: Session, entries: Collection[Entry], now: datetime) -> int:
    """Erases those of these that the database lacks, in the caller's transaction; returns how
    many."""
    missing = set(entries) - _done(session)
    return sum(_again(session, entry, now) for entry in sorted(missing))


def _done(session: Session) -> set[Entry]:
    rows = session.exec(select(Erasure)).all()
    return {Entry(erasure.at, erasure.issue_ref, Extent(erasure.extent)) for erasure in rows}


def _again(session: Session, entry: Entry, now: datetime) -> bool:
    """Only issues older than the entry: another database may have another issue by that
    reference."""
    issue = _find(session, entry)
    if issue is not None:
        erase(Unit(session, now), issue, entry.extent, erased_at=entry.at)
    return issue is not None


def _find(session: Session, entry: Entry) -> Issue | None:
    query = select(Issue).where(Issue.ref == entry.ref, col(Issue.created_at) < entry.at)
    return session.exec(query.with_for_update(key_share=True)).first()


def read(path: Path) -> EraseList:
    """Empty where there is no such file. A damaged line costs no other."""
    if not path.exists():
        return EraseList()
    found = [_entry(line) for line in _lines(path.read_bytes())]
    return EraseList(frozenset(one for one in found if one), found.count(None))


def _lines(content: bytes) -> list[str]:
    """Those with something in them. All is ASCII: without the zeros and marks of UTF-16 and UTF-8
    it is what was written, also where an editor has saved it so, and lines were appended since."""
    text = content.replace(b"\0", b"").decode(errors="replace")
    lines = (line.strip("\ufeff\ufffd \t\r") for line in text.split("\n"))
    return [line for line in lines if line]


def _entry(line: str) -> Entry | None:
    try:
        found = json.loads(line)
        at = datetime.fromisoformat(found["at"])
        return Entry(at.astimezone(UTC), str(found["issue"]), Extent(found["extent"]))
    except (KeyError, TypeError, ValueError):
        return None


def _append(path: Path, entries: list[Entry]) -> None:
    """In one write, which other processes cannot split; then to the disk."""
    lines = [
        json.dumps({"issue": entry.ref, "extent": entry.extent, "at": entry.at.isoformat()})
        for entry in entries
    ]
    if not lines:
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # On a line of its own, also after one that was cut off.
        os.write(handle, "".join(f"\n{line}\n" for line in lines).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
