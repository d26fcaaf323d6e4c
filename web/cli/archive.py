"""The file of a backup: a ZIP archive of the database and the keys, which says what is in it.

Its last member, `manifest.json`, has a checksum of each other one. The database is one file of
SQLite, or on PostgreSQL one member for each table, as COPY writes it.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from web.cli.terminal import Stop

FORMAT = 1
DATABASE = "ownit.sqlite3"
TABLES = "tables/"
KEYS = "keys/"
_MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024
_LARGEST_MANIFEST = 16 * 1024 * 1024
# What `zipfile` raises for a file that was cut or changed; the last two for a way of compressing
# that it does not know, and for a password.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Manifest:
    program: str  # version of the program that made it
    engine: str  # `sqlite` or `postgresql`
    schema: str  # version of the tables
    made_at: str
    keys: str | None  # fingerprint of the keys that are in it
    events: int  # length of the history
    head: str  # hash of its newest event
    rows: dict[str, int]  # of each table
    columns: dict[str, list[str]] = field(default_factory=dict)  # PostgreSQL
    sequences: dict[str, int] = field(default_factory=dict)  # PostgreSQL


class Writer:
    """Writes an archive, one member after the other."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file, self._sums = file, dict[str, str]()

    @contextmanager
    def member(self, name: str) -> Iterator[Callable[[bytes], None]]:
        digest = hashlib.sha256()
        with self._file.open(name, "w", force_zip64=True) as target:

            def write(part: bytes) -> None:
                digest.update(part)
                target.write(part)

            yield write
        self._sums[name] = digest.hexdigest()

    def add(self, name: str, source: Path) -> None:
        with self.member(name) as write, source.open("rb") as file:
            while part := file.read(_CHUNK):
                write(part)

    def finish(self, manifest: Manifest) -> None:
        content = {"format": FORMAT, **asdict(manifest), "sha256": self._sums}
        self._file.writestr(_MANIFEST, json.dumps(content, indent=1))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Fast rather than small: photos do not get smaller."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        yield Writer(file)


@dataclass(frozen=True)
class Archive:
    """A backup whose checksums are right."""

    manifest: Manifest
    _file: zipfile.ZipFile

    def names(self, beginning: str) -> list[str]:
        return [name for name in self._file.namelist() if name.startswith(beginning)]

    def read(self, name: str) -> bytes:
        return self._file.read(name)

    def parts(self, name: str) -> Iterator[bytes]:
        return _parts(self._file, name)


def is_archive(path: Path) -> bool:
    """By its first bytes, so that one that was cut is one as well."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Raises Stop for a file that is not whole, or not as it was written."""
    try:
        file = zipfile.ZipFile(path)
    except _DAMAGED:
        raise _not_whole(path) from None
    with file:
        try:
            found = _verified(file, path)
        except _DAMAGED:
            raise _not_whole(path) from None
        yield found


def _verified(file: zipfile.ZipFile, path: Path) -> Archive:
    manifest, sums = _manifest(file, path)
    if sorted(file.namelist()) != sorted((*sums, _MANIFEST)):
        raise _not_whole(path)
    for name, wanted in sums.items():
        digest = hashlib.sha256()
        for part in _parts(file, name):
            digest.update(part)
        if digest.hexdigest() != wanted:
            raise _not_whole(path)
    return Archive(manifest, file)


def _manifest(file: zipfile.ZipFile, path: Path) -> tuple[Manifest, dict[str, str]]:
    try:
        if file.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError
        content = json.loads(file.read(_MANIFEST))
        format_, sums = int(content.pop("format")), dict(content.pop("sha256"))
        if format_ <= FORMAT:
            return Manifest(**content), sums
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Stop(f"{path} is not a backup of Own It. Nothing was changed.") from None
    raise Stop(
        f"{path} is a backup by a newer Own It. Nothing was changed. Install that version, and "
        "restore again."
    )


def _parts(file: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with file.open(name) as member:
        while part := member.read(_CHUNK):
            yield part


def _not_whole(path: Path) -> Stop:
    return Stop(
        f"{path} is not whole, or was changed since it was made. Nothing was changed here. Take "
        "another backup."
    )
