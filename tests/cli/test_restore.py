"""A copy takes the place of the database; what was erased since then is erased again."""

import os
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.web.world import World
from web.cli import erase_list, main, prepare
from web.cli.passes import SyncErasures, prune_backups
from web.cli.replacement import put_in_place
from web.rules.retention import Extent
from web.store.engine import Database
from web.store.sqlite import driver
from web.store.tables.issues import Issue

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
    copy = folder / "copy.sqlite3"
    assert main(["backup", str(copy)]) == 0
    assert NAME.encode() in copy.read_bytes()
    assert world.database.is_sqlite
    return copy


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
    assert main(["restore", str(copy)]) == 0
    said = capsys.readouterr().out
    assert "Erased again: 2 issues" in said
    assert "as it was written" in said
    assert (world.issue(solved).words, world.issue(solved).customer_name) == ("", None)
    assert (world.issue(still_open).words, world.issue(still_open).customer_name) == (NAME, None)
    assert "pending" not in world.deliveries()
    assert world.running(waiting), "its ladder goes on"
    assert len(list(tmp_path.glob("ownit-before-restore-*.sqlite3"))) == 1


def test_with_other_keys_the_copy_is_safe_and_the_keys_are_asked_for(
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
    for name in ("links.key", "vapid.pem"):
        (tmp_path / name).unlink()
    capsys.readouterr()
    assert main(["restore", str(copy)]) == 1
    said = capsys.readouterr()
    assert "The copy is in place" in said.out
    assert "ownit keys adopt" in said.err
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
    (tmp_path / "ownit.sqlite3").write_bytes(copy.read_bytes())
    monkeypatch.setattr(prepare, "require_free_port", lambda _: None)
    assert main(["prepare"]) == 0
    assert world.issue(ref).customer_name is None


def test_it_refuses_while_the_program_runs(
    installed: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.report(words=NAME)
    copy = backup(installed, tmp_path)
    with closing(driver.connect(tmp_path / "ownit.sqlite3")) as running:
        running.execute("SELECT count(*) FROM issue").fetchone()
        assert main(["restore", str(copy)]) == 1
    assert "Stop it first" in capsys.readouterr().err
    assert installed.count(Issue) == 1
    assert not list(tmp_path.glob("*before-restore*"))


def test_a_damaged_copy_takes_nobodys_place(installed: World, tmp_path: Path) -> None:
    installed.report(words=NAME)
    installed.database.close()
    bad = tmp_path / "bad.sqlite3"
    bad.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    assert main(["restore", str(bad)]) == 1
    assert main(["restore", str(tmp_path / "missing.sqlite3")]) == 1
    assert installed.count(Issue) == 1


def test_the_log_of_the_old_database_is_not_played_into_the_copy(
    installed: World, tmp_path: Path
) -> None:
    """Somebody removed a damaged database by hand, and left its log."""
    installed.report(words=NAME)
    copy, target = backup(installed, tmp_path), tmp_path / "ownit.sqlite3"
    installed.database.close()
    with closing(driver.connect(target)) as old:
        old.execute("PRAGMA wal_autocheckpoint=0")
        old.execute("UPDATE site SET name = 'later'")
        old.commit()
        log = target.with_name(f"{target.name}-wal")
        kept = log.read_bytes()
    target.unlink()
    log.write_bytes(kept)
    put_in_place(copy, target)
    with closing(driver.connect(target)) as restored:
        names = {name for (name,) in restored.execute("SELECT name FROM site")}
        assert restored.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert "later" not in names
    assert names


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
    assert len(erase_list._read(path)) == 2
    with path.open("ab") as file:
        file.write(b'\n{"issue": "\xff"\n')
    assert len(erase_list._read(path)) == 2, "a damaged line costs no other"


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
    names = ["ownit-20260901T000000Z.sqlite3", "ownit-20261001T000000Z.sqlite3", "mine.sqlite3"]
    names += ["ownit-of-mine.sqlite3"]
    for name in names:
        (folder / name).touch()
    prune_backups(tmp_path, Clock()())
    left = {one.name for one in folder.iterdir()}
    assert left == set(names) - {"ownit-20260901T000000Z.sqlite3"}, "the newest one stays"
    prune_backups(tmp_path / "missing", Clock()())


def test_what_an_update_or_a_restore_set_aside_goes_too(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    update = tmp_path / "backups" / "before-update-0001-to-0002-20260901T000000.0Z.sqlite3"
    restored = tmp_path / "ownit-before-restore-20260901T000000Z.sqlite3"
    killed = tmp_path / ".ownit.sqlite3.restored"
    ours = [update, restored, restored.with_name(f"{restored.name}-wal")]
    ours += [killed, killed.with_name(f"{killed.name}-wal")]
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
    assert main(["restore", str(copy)]) == 0
    assert main(["migrate"]) == 0
    assert installed.issue(ref).words == NAME
