"""A backup is one whole moment of a database that others are writing to."""

import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from web.cli.sqlite_copy import copy
from web.cli.terminal import Stop
from web.store.sqlite import driver

PAIRS = "CREATE TABLE pair (id INTEGER PRIMARY KEY, one INT, other INT CHECK (one = other))"


def write_until(stop: threading.Event, path: Path) -> None:
    with closing(driver.connect(path, timeout=5)) as writer:
        number = 0
        while not stop.is_set():
            number += 1
            with writer:  # two rows that belong together, in one transaction
                writer.execute("INSERT INTO pair (one, other) VALUES (?, ?)", (number, number))
                writer.execute("INSERT INTO pair (one, other) VALUES (?, ?)", (number, number))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "live.sqlite3"
    with closing(driver.connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute(PAIRS)
    return path


def test_it_copies_one_moment_while_others_write(source: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    writer = threading.Thread(target=write_until, args=(stop, source))
    writer.start()
    try:
        for number in range(5):
            copy(source, tmp_path / "copies" / f"{number}.sqlite3")
    finally:
        stop.set()
        writer.join()
    for copied in sorted((tmp_path / "copies").iterdir()):
        with closing(driver.connect(copied)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert opened.execute("SELECT count(*) % 2 FROM pair").fetchone() == (0,)
            assert opened.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_nobody_else_may_read_it(source: Path, tmp_path: Path) -> None:
    copy(source, tmp_path / "copy.sqlite3")
    assert stat.S_IMODE((tmp_path / "copy.sqlite3").stat().st_mode) == 0o600


def test_a_damaged_database_is_not_passed_off_as_a_backup(source: Path, tmp_path: Path) -> None:
    with closing(driver.connect(source)) as opened:
        with opened:
            opened.executemany("INSERT INTO pair (one, other) VALUES (?, ?)", [(1, 1)] * 5000)
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(source.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    source.write_bytes(content)
    target = tmp_path / "copy.sqlite3"
    target.write_text("yesterday’s")
    with pytest.raises(Stop):
        copy(source, target)
    assert target.read_text() == "yesterday’s"
    assert not list(tmp_path.glob(".*unfinished"))


def test_a_full_disk_leaves_nothing_behind(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_source: Path, target: Path) -> None:
        target.with_name(f"{target.name}-journal").touch()
        raise driver.OperationalError("database or disk is full")

    monkeypatch.setattr("web.cli.sqlite_copy._copy_and_check", fail)
    (tmp_path / "copies").mkdir()
    with pytest.raises(Stop, match="disk is full"):
        copy(source, tmp_path / "copies" / "copy.sqlite3")
    assert not list((tmp_path / "copies").iterdir())


def test_nothing_to_copy_is_said(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="nothing to copy"):
        copy(tmp_path / "missing.sqlite3", tmp_path / "copy.sqlite3")
    assert not (tmp_path / "copy.sqlite3").exists()
    (tmp_path / "empty.sqlite3").touch()
    with pytest.raises(Stop, match="has no tables"):
        copy(tmp_path / "empty.sqlite3", tmp_path / "copy.sqlite3")
    assert not (tmp_path / "copy.sqlite3").exists()


def test_no_file_is_ever_replaced(tmp_path: Path) -> None:
    source = tmp_path / "own.sqlite3"
    with closing(driver.connect(source)) as database:
        database.execute("CREATE TABLE t (x)")
    for target in (source, tmp_path / "older.sqlite3"):
        before = source.read_bytes()
        target.touch()
        with pytest.raises(Stop, match="exists already"):
            copy(source, target)
        assert source.read_bytes() == before
