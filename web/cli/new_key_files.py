"""Replaces the key files of an installation. A crash at any instruction leaves keys that match the
database: the new ones are written beside the old, then the database changes, then they move.

A process that starts in between finds that its keys do not match, and that those beside them do.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from push.vapid import KeyUnreadable
from web.cli.keys import LINKS_FILE, OLD_FOLDER, OLD_STAMP, VAPID_FILE, load_from, load_or_make_in
from web.cli.terminal import Stop
from web.config import Keys

NEW_FOLDER = "new-keys"
FILES = (LINKS_FILE, VAPID_FILE)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds the lock on changes of the keys in this folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def prepare(folder: Path, replaced: set[str]) -> Keys:
    """New keys beside the present ones; those that stay are copied."""
    new = folder / NEW_FOLDER
    shutil.rmtree(new, ignore_errors=True)  # of a run that failed
    new.mkdir(mode=0o700)
    for name in set(FILES) - replaced:
        _copy(folder / name, new / name)
    return load_or_make_in(new)


def keep_old(folder: Path, replaced: set[str], until: datetime) -> None:
    path = folder / OLD_FOLDER / until.strftime(OLD_STAMP)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    for name in replaced:
        _copy(folder / name, path / name)


def finish(folder: Path, fingerprint: str) -> bool:
    """Move new keys into place that the database has taken already. Whether there were any."""
    with alone(folder):
        return _is_there(folder, fingerprint) or _move(folder, fingerprint)


def put_in_place(folder: Path) -> None:
    """Only while `alone`. The folder of the new keys stays complete until both are in place."""
    for name in FILES:
        copied = folder / f".{name}.new"
        _copy(folder / NEW_FOLDER / name, copied)
        copied.replace(folder / name)
    shutil.rmtree(folder / NEW_FOLDER, ignore_errors=True)


def _move(folder: Path, fingerprint: str) -> bool:
    if not _is_there(folder / NEW_FOLDER, fingerprint):
        return False
    put_in_place(folder)
    return True


def _is_there(folder: Path, fingerprint: str) -> bool:
    with suppress(OSError, Stop, KeyUnreadable):
        return load_from(folder).fingerprint == fingerprint
    return False


def _copy(source: Path, target: Path) -> None:
    """Private from its first byte on, and on the disk when this returns."""
    target.unlink(missing_ok=True)
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(source.read_bytes())
        file.flush()
        os.fsync(file.fileno())
