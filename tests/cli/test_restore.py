"""A copy takes the place of the database; what was erased since then is erased again."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.clock import Clock
from tests.web.world import World
from web.cli import erase_list, main, prepare
from web.cli.passes import SyncErasures, prune_backups
from web.rules.retention import Extent
from web.store.engine import Database

NAME = "Zqxkanarienvogel"


@pytest.fixture
def installed(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("OWNIT_DATABASE_URL", raising=False)
    shutil.copyfile(sqlite_template, tmp_path / "ownit.sqlite3")
    return World(Database(f"sqlite:///{tmp_path / 'ownit.sqlite3'}"), Clock())


def erase(world: World, ref: str, extent: Extent) -> None:
    world.clock.forward(minutes=5)
    path = f"/issues/{ref}/customer-data/erase"
    assert world.lead.post(path, {"extent": extent}).status == 303


def backup(world: World, folder: Path) -> Path:
    copy = folder / "copy.zip"
    assert main(["backup", str(copy)]) == 0
    with ZipFile(copy) as file:
        assert NAME.encode() in file.read("ownit.sqlite3")
    assert world.database.is_sqlite
    return copy


def make_room(folder: Path) -> Path:
    """Moves the database away, as the sentence of the restore says."""
    away = folder / "away"
    away.mkdir()
    for path in folder.glob("ownit.sqlite3*"):
        path.rename(away / path.name)
    return away


def test_a_restored_database_is_erased_again(
    installed: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = installed
    world.ring_all()
    solved, still_open = (world.report(words=NAME, customer_name=NAME) for _ in range(2))
    waiting = world.unowned()
    world.clock.forward(minutes=30)
    world.advance()
    assert "pending" in world.deliveries()
    copy = backup(world, tmp_path)
    world.owner.act(solved, "resolve", text="Done")
    erase(world, solved, Extent.ALL)
    erase(world, still_open, Extent.CUSTOMER)
    SyncErasures(world.database, world.database, tmp_path, world.clock)()
    world.database.close()
    make_room(tmp_path)
    assert main(["restore", str(copy)]) == 0
    printed = capsys.readouterr().out
    assert "Erased again: 2 issues" in printed
    assert "as it was written" in printed
    assert (world.issue(solved).words, world.issue(solved).customer_name) == ("", None)
    assert (world.issue(still_open).words, world.issue(still_open).customer_name) == (NAME, None)
    assert "pending" not in world.deliveries()
    assert world.running(waiting), "its ladder goes on"


def test_a_copy_without_keys_is_safe_and_the_keys_are_asked_for(
    installed: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = installed
    world.ring_all()
    ref = world.report(words=NAME, customer_name=NAME)
    world.unowned()
    world.clock.forward(minutes=30)
    world.advance()
    assert main(["migrate"]) == 0  # the database knows its keys
    copy = backup(world, tmp_path)
    erase(world, ref, Extent.CUSTOMER)
    SyncErasures(world.database, world.database, tmp_path, world.clock)()
    world.database.close()
    with ZipFile(copy) as file:
        old = Path(file.extract("ownit.sqlite3", tmp_path / "copy"))
    make_room(tmp_path)
    for name in ("links.key", "vapid.pem"):
        (tmp_path / name).unlink()
    capsys.readouterr()
    assert main(["restore", str(old)]) == 1
    printed = capsys.readouterr()
    assert "The copy is in place" in printed.out
    assert "ownit keys adopt" in printed.err
    assert world.issue(ref).customer_name is None
    assert "pending" not in world.deliveries()


def test_a_start_on_an_older_database_erases_again(
    installed: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the copy came there."""
    world = installed
    ref = world.report(words=NAME, customer_name=NAME)
    copy = backup(world, tmp_path)
    erase(world, ref, Extent.CUSTOMER)
    SyncErasures(world.database, world.database, tmp_path, world.clock)()
    world.database.close()
    with ZipFile(copy) as file:
        file.extract("ownit.sqlite3", tmp_path)
    monkeypatch.setattr(prepare, "require_free_port", lambda _: None)
    assert main(["prepare"]) == 0
    assert world.issue(ref).customer_name is None


@pytest.mark.parametrize("left", ["ownit.sqlite3", "ownit.sqlite3-wal"])
def test_where_a_database_is_nothing_is_restored(
    installed: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], left: str
) -> None:
    """Also where somebody has left its log alone, which would be played into the copy."""
    installed.report(words=NAME)
    copy = backup(installed, tmp_path)
    installed.database.close()
    make_room(tmp_path)
    (tmp_path / left).write_bytes(b"old")
    assert main(["restore", str(copy)]) == 1
    printed = capsys.readouterr().err
    assert f"{left} is there already" in printed
    assert "move the files of the old database to another folder" in printed
    assert (tmp_path / left).read_bytes() == b"old"


def test_the_list_is_written_once_and_read_again(database: Database, tmp_path: Path) -> None:
    world = World(database, Clock())
    ref = world.report(customer_name=NAME)
    erase(world, ref, Extent.CUSTOMER)
    path = tmp_path / "erased.jsonl"
    for _ in range(2):
        assert erase_list.sync(database, path, world.clock()) == 0
    assert path.read_text().count(ref) == 1
    with path.open("a") as file:
        file.write('{"issue": "cut of')
    erase(world, ref, Extent.CUSTOMER)
    assert erase_list.sync(database, path, world.clock()) == 0
    assert len(erase_list.read(path).entries) == 2
    with path.open("ab") as file:
        file.write(b'\n{"issue": "\xff"\n')
    found = erase_list.read(path)
    assert (len(found.entries), found.unread) == (2, 2), "a damaged line costs no other"


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_list_that_an_editor_has_saved_is_read_and_goes_on(
    database: Database, tmp_path: Path, coding: str
) -> None:
    world, path = World(database, Clock()), tmp_path / "erased.jsonl"
    refs = [world.report(words=f"{NAME} {number}", customer_name=NAME) for number in range(2)]
    erase(world, refs[0], Extent.CUSTOMER)
    erase_list.sync(database, path, world.clock())
    path.write_bytes(path.read_text().strip().replace("\n", "\r\n").encode(coding))
    assert len(erase_list.read(path).entries) == 1
    erase(world, refs[1], Extent.CUSTOMER)
    for _ in range(2):
        erase_list.sync(database, path, world.clock())
    found = erase_list.read(path)
    assert (len(found.entries), found.unread) == (2, 0)
    assert path.read_bytes().count(refs[1].encode()) == 1, "written once"


def test_it_is_said_what_is_not_erased_again(
    installed: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world, other = installed, tmp_path / "other.jsonl"
    world.report(words=NAME)
    copy = backup(world, tmp_path)
    world.database.close()
    make_room(tmp_path)
    other.write_text("ref;extent\nK7F3;all\n")
    capsys.readouterr()
    assert main(["restore", str(copy), "--erased", str(other)]) == 1
    printed = capsys.readouterr().err
    assert "other.jsonl cannot be read, so it is not known what to erase again" in printed
    assert not (tmp_path / "ownit.sqlite3").exists()
    known = '{"issue": "K7F3", "extent": "all", "at": "2026-01-01T00:00:00+00:00"}'
    other.write_text(f"{known}\n{known.replace('all', 'some')}\n{known[:20]}\n")
    assert main(["restore", str(copy), "--erased", str(other)]) == 0
    printed = capsys.readouterr().out
    assert "other.jsonl: lines that cannot be read" in printed
    assert "not erased again: 2." in printed
    assert "no list of what was erased" not in printed


def test_it_is_said_that_there_is_no_list(
    installed: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a new machine: what was erased since is back."""
    installed.report(words=NAME)
    copy = backup(installed, tmp_path)
    installed.database.close()
    make_room(tmp_path)
    assert main(["restore", str(copy)]) == 0
    printed = capsys.readouterr().out
    assert "There is no list of what was erased since the copy was made" in printed
    assert str(tmp_path / "erased.jsonl") in printed


def test_a_newer_issue_by_the_same_reference_is_left_alone(
    database: Database, tmp_path: Path
) -> None:
    world = World(database, Clock())
    ref = world.report(customer_name=NAME)
    path = tmp_path / "erased.jsonl"
    path.write_text(f'{{"issue": "{ref}", "extent": "all", "at": "2026-01-01T00:00:00+00:00"}}\n')
    assert erase_list.sync(database, path, world.clock()) == 0
    assert world.issue(ref).customer_name == NAME


def test_old_copies_of_our_own_making_go(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    names = ["ownit-20260901T000000Z.sqlite3", "ownit-20260902T000000Z.zip", "mine.sqlite3"]
    names += ["ownit-20261001T000000Z.zip", "ownit-of-mine.zip"]
    for name in names:
        (folder / name).touch()
    prune_backups(tmp_path, Clock()())
    left = {one.name for one in folder.iterdir()}
    assert left == set(names) - set(names[:2]), "the newest one stays"
    prune_backups(tmp_path / "missing", Clock()())


def test_what_an_update_or_a_restore_set_aside_goes_too(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    update = tmp_path / "backups" / "before-update-0001-to-0002-20260901T000000.0Z.sqlite3"
    restored = tmp_path / "ownit-before-restore-20260901T000000Z.sqlite3"
    killed = tmp_path / ".ownit.sqlite3.restored"
    ours = [update, restored, restored.with_name(f"{restored.name}-wal")]
    ours += [killed, killed.with_name(f"{killed.name}-wal")]
    ours += [tmp_path / "backups" / ".ownit-20260901T000000Z.zip.unfinished"]
    live = tmp_path / "ownit.sqlite3"
    for path in (*ours, live):
        path.touch()
        os.utime(path, (1000, 1000))
    prune_backups(tmp_path, datetime.fromtimestamp(999, UTC))
    assert all(path.exists() for path in ours)
    prune_backups(tmp_path, datetime.fromtimestamp(1000, UTC))
    assert not any(path.exists() for path in ours)
    assert live.exists()


def test_a_copy_replaces_a_database_that_does_not_say_its_version(
    installed: World, tmp_path: Path
) -> None:
    ref = installed.report(words=NAME)
    copy = backup(installed, tmp_path)
    with installed.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    installed.database.close()
    assert main(["migrate"]) == 1
    make_room(tmp_path)
    assert main(["restore", str(copy)]) == 0
    assert main(["migrate"]) == 0
    assert installed.issue(ref).words == NAME
