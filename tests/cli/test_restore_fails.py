"""A restore that is killed or fails leaves no database, or the whole new one, in its place."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import FrameType

import pytest

import web.cli.upgrading  # noqa: F401 - here, and so in no child
from tests.cli.test_restore import NAME, backup, erase, installed, make_room
from tests.support.versions import NEXT, become_the_next_release
from tests.web.world import World
from web.cli import empty_place, main, restore, restored_keys, restoring
from web.cli.passes import SyncErasures
from web.reads import event_chain
from web.rules.retention import Extent
from web.store.sqlite import driver
from web.store.tables.issues import Issue

__all__ = ["installed"]  # a fixture
_OURS = {module.__file__ for module in (restore, restoring, restored_keys, empty_place)}


def change(copy: Path, statement: str) -> None:
    with closing(driver.connect(copy)) as connection:
        connection.execute(statement)
        connection.commit()


State = tuple[str, int, set[str], set[str | None]]


def state(target: Path) -> State:
    """The version, the number of live sessions, and what the issues say."""
    with closing(driver.connect(target)) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = found.execute("SELECT words, customer_name FROM issue").fetchall()
        sessions = "SELECT count(*) FROM device WHERE ended_at IS NULL"
        return (
            found.execute("SELECT version_num FROM alembic_version").fetchone()[0],
            found.execute(sessions).fetchone()[0],
            {words for words, _ in rows},
            {name for _, name in rows},
        )


def newer_version(copy: Path) -> None:
    change(copy, "UPDATE alembic_version SET version_num = '0099'")


def no_version(copy: Path) -> None:
    change(copy, "DELETE FROM alembic_version")


def other_program(copy: Path) -> None:
    copy.unlink()
    change(copy, "CREATE TABLE recipe (title TEXT)")


def damaged(copy: Path) -> None:
    copy.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)


def changed_history(copy: Path) -> None:
    change(copy, "DROP TRIGGER event_no_update")
    change(copy, "UPDATE event SET actor_id = 2 WHERE actor_id = 1")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (newer_version, "newer Own It (version 0099; this program knows"),
        (no_version, "does not say which version"),
        (other_program, "does not say which version"),
        (damaged, "could not be made"),
        (changed_history, "is not as it was written: Event"),
    ],
)
def test_a_copy_that_does_not_fit_leaves_nothing_behind(
    installed: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    sentence: str,
) -> None:
    copy = _copy(installed, tmp_path)
    spoil(copy)
    assert _is_refused(copy, tmp_path)
    assert sentence in capsys.readouterr().err


def test_a_history_that_was_changed_can_be_accepted(installed: World, tmp_path: Path) -> None:
    copy = _copy(installed, tmp_path)
    changed_history(copy)
    assert main(["restore", str(copy), "--accept-history"]) == 0
    assert installed.count(Issue) == 1


def test_a_copy_that_cannot_be_upgraded_leaves_nothing_behind(
    installed: World,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = _copy(installed, tmp_path)
    become_the_next_release(tmp_path_factory.mktemp("next"), monkeypatch)
    abort = "BEGIN SELECT RAISE(ABORT, 'not this one'); END"
    change(copy, f"CREATE TRIGGER refuse BEFORE UPDATE ON person {abort}")
    assert _is_refused(copy, tmp_path)
    assert "could not be brought to version" in capsys.readouterr().err


def _copy(world: World, folder: Path) -> Path:
    """The database in another folder, where a restore finds none."""
    world.report(words=NAME)
    assert main(["migrate"]) == 0  # it knows its keys
    world.database.close()
    return make_room(folder) / "ownit.sqlite3"


def _is_refused(copy: Path, folder: Path) -> bool:
    """Whether a restore of this copy fails, and leaves everything as it was before."""
    before = sorted(folder.iterdir())
    assert main(["restore", str(copy)]) == 1
    return sorted(folder.iterdir()) == before


def run_until(step: int, copy: Path) -> bool:
    """Restore in a process of its own, killed when it has done so many steps. Whether it was."""
    child = os.fork()
    if child == 0:
        _restore(step, copy)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _restore(step: int, copy: Path) -> None:
    """A step: what the modules of the restore call in `web` has returned; or a file is renamed."""
    left = step

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        code = frame.f_code
        by = frame.f_back if event == "return" else frame
        is_ours = "/web/" in code.co_filename or code.co_name in ("rename", "replace")
        is_step = argument is os.link or (event == "return" and is_ours)
        if is_step and by and by.f_code.co_filename in _OURS:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    result = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.setprofile(count)
        result = main(["restore", str(copy)])
    finally:
        os._exit(result)


def test_killed_at_any_step_it_leaves_no_database_or_the_new_one(
    installed: World,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, target = installed, tmp_path / "ownit.sqlite3"
    ref = world.report(words="Before", customer_name=NAME)
    assert main(["migrate"]) == 0  # the database knows its keys
    copy = backup(world, tmp_path)
    erase(world, ref, Extent.CUSTOMER)
    SyncErasures(world.database, world.database, tmp_path, world.clock)()
    world.database.close()
    become_the_next_release(tmp_path_factory.mktemp("next"), monkeypatch)
    new: State = (NEXT, 0, {"Before"}, {None})
    saved = tmp_path_factory.mktemp("saved") / "data"
    make_room(tmp_path)
    for name in ("links.key", "vapid.pem"):
        (tmp_path / name).unlink()
    shutil.copytree(tmp_path, saved)
    seen, step, has_log = list[State | None](), 1, 0
    while run_until(step, copy):
        seen.append(state(target) if target.exists() else None)
        has_log += (tmp_path / ".ownit.sqlite3.restored-wal").exists()
        shutil.rmtree(tmp_path)
        shutil.copytree(saved, tmp_path)
        step += 1
    first = seen.index(new)
    assert seen == [None] * first + [new] * (len(seen) - first)
    assert has_log > 1, "also in the midst of the work"
    assert state(target) == new


def test_the_log_of_a_killed_restore_is_not_played_into_the_next_copy(
    installed: World, tmp_path: Path
) -> None:
    installed.report(words=NAME)
    copy, target = backup(installed, tmp_path), tmp_path / "ownit.sqlite3"
    installed.database.close()
    with closing(driver.connect(target)) as other:
        other.execute("PRAGMA wal_autocheckpoint=0")
        other.execute("UPDATE site SET name = 'of a killed one'")
        other.commit()
        log = target.with_name(f"{target.name}-wal").read_bytes()
    make_room(tmp_path)
    left = tmp_path / ".ownit.sqlite3.restored"
    left.write_bytes(b"half")
    left.with_name(f"{left.name}-wal").write_bytes(log)
    assert main(["restore", str(copy)]) == 0
    with closing(driver.connect(target)) as restored:
        names = {name for (name,) in restored.execute("SELECT name FROM site")}
    assert state(target)[2] == {NAME}
    assert "of a killed one" not in names
    assert not list(tmp_path.glob(".*"))


def test_a_database_behind_a_link_is_restored_where_the_link_leads(
    installed: World, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    installed.report(words=NAME)
    copy, target = backup(installed, tmp_path), tmp_path / "ownit.sqlite3"
    installed.database.close()
    make_room(tmp_path)
    real = tmp_path_factory.mktemp("disk") / "real.sqlite3"
    target.symlink_to(real)
    assert main(["restore", str(copy)]) == 0
    assert target.is_symlink()
    assert state(real)[1:3] == (0, {NAME})
    assert installed.database.folder == real.parent


def test_an_error_in_the_history_hides_no_link(
    installed: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    installed.database.close()

    def failing(*_arguments: object) -> None:
        raise RuntimeError("no history")

    monkeypatch.setattr(event_chain, "verify", failing)
    with pytest.raises(RuntimeError, match="no history"):
        main(["restore", "--in-place"])
    assert "/join/" in capsys.readouterr().out


def test_a_list_that_cannot_be_read_stops_it_before_anything_is_changed(
    installed: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, target = tmp_path / "copy.zip", tmp_path / "ownit.sqlite3"
    installed.owner.get("/")
    installed.database.close()
    assert main(["backup", str(copy)]) == 0
    before = state(target)
    assert main(["restore", "--in-place", "--erased", str(tmp_path / "missing.jsonl")]) == 1
    (tmp_path / "erased.jsonl").mkdir()
    assert main(["restore", "--in-place"]) == 1
    assert state(target) == before
    away = make_room(tmp_path)
    assert main(["restore", str(copy)]) == 1
    assert not target.exists()
    assert state(away / "ownit.sqlite3") == before
    output = capsys.readouterr()
    assert "/join/" not in output.out
    assert output.err.count("erased.jsonl cannot be read") == 2
