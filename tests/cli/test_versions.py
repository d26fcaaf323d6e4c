"""Programs and databases of several versions: real processes, copies, kills, and sentences."""

import os
import signal
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import event, inspect
from sqlalchemy.engine import Engine

from tests.support.clock import Clock
from tests.support.forks import Fork
from tests.support.versions import (
    NEWER,
    NEXT,
    become_the_next_release,
    set_version,
    version_of,
)
from tests.web.world import World
from web.cli import archive, main, upgrading
from web.store.engine import Database
from web.store.schema import HEAD

COMMANDS = ["migrate", "prepare", "invite", "web", "worker"]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def old(
    database: Database,
    database_url: str,
    installed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Database:
    """A database of this version, with an issue; the program is of the next one."""
    monkeypatch.setenv("OWNIT_DATABASE_URL", database_url)
    World(database, Clock()).report()
    become_the_next_release(tmp_path, monkeypatch)
    return database


def copies(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("*.sqlite3"))


# An old program on a newer database, and any program on none


@pytest.mark.parametrize("command", COMMANDS)
def test_an_old_program_says_that_the_database_is_newer(
    command: str,
    database: Database,
    database_url: str,
    installed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OWNIT_DATABASE_URL", database_url)
    set_version(database, NEWER)
    assert main([command]) == 1
    sentence = capsys.readouterr().err
    assert f"newer Own It (version {NEWER}; this program knows {HEAD})" in sentence
    assert "Traceback" not in sentence
    assert version_of(database) == NEWER
    assert copies(installed) == []
    assert main(["doctor"]) == 1
    assert f"newer Own It (version {NEWER};" in capsys.readouterr().out


def test_a_backup_copies_a_newer_database(
    database: Database,
    database_url: str,
    installed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OWNIT_DATABASE_URL", database_url)
    set_version(database, NEWER)
    assert main(["backup", str(tmp_path / "copy.zip")]) == 0
    with archive.opened(tmp_path / "copy.zip") as copied:
        assert copied.manifest.schema == NEWER


@pytest.mark.parametrize("command", ["web", "worker", "doctor"])
def test_a_database_without_tables_is_a_sentence(
    command: str,
    empty_database_url: str,
    installed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if empty_database_url.startswith("sqlite"):
        Path(empty_database_url.removeprefix("sqlite:///")).touch()
    monkeypatch.setenv("OWNIT_DATABASE_URL", empty_database_url)
    assert main([command]) == 1
    captured = capsys.readouterr()
    assert "The database has no tables yet. Run `ownit migrate`" in captured.err + captured.out
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("how", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
@pytest.mark.parametrize("command", [*COMMANDS, "doctor"])
def test_tables_that_do_not_say_their_version_are_a_sentence_and_stay(
    command: str,
    how: str,
    database: Database,
    database_url: str,
    installed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OWNIT_DATABASE_URL", database_url)
    ref = World(database, Clock()).report()
    with database.engine.begin() as connection:
        connection.exec_driver_sql(how)
    assert main([command]) == 1
    captured = capsys.readouterr()
    output = captured.err + captured.out
    assert "does not say of which version" in output
    assert "ownit restore" in output
    assert "ownit migrate" not in output
    assert "Traceback" not in output
    assert _only_issue(database) == ref


def _only_issue(database: Database) -> str:
    with database.engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT ref FROM issue").scalar_one())


# A copy comes first


def test_a_migration_copies_first_and_only_where_there_is_something_to_do(
    old: Database, installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert version_of(old) == NEXT
    found = copies(installed)
    if not old.is_sqlite:
        assert found == []
        return
    assert len(found) == 1
    assert f"{HEAD}-to-{NEXT}" in found[0].name
    assert str(found[0]) in capsys.readouterr().err
    copied = Database(f"sqlite:///{found[0]}")
    assert version_of(copied) == HEAD
    copied.close()
    assert main(["migrate"]) == 0
    assert copies(installed) == found


def test_a_new_database_is_not_copied(
    empty_database_url: str, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OWNIT_DATABASE_URL", empty_database_url)
    assert main(["migrate"]) == 0
    assert copies(installed) == []


def test_only_the_newest_copies_stay(old: Database, installed: Path) -> None:
    (installed / "backups").mkdir(parents=True)
    mine = installed / "backups" / "mine.sqlite3"
    older = [installed / "backups" / f"before-update-000{n}.sqlite3" for n in range(5)]
    for number, path in enumerate([mine, *older]):
        path.touch()
        os.utime(path, (number, number))
    assert main(["migrate"]) == 0
    if old.is_sqlite:
        assert mine in copies(installed)
        assert len(copies(installed)) == 1 + upgrading.KEEP_COPIES
        assert older[-1] in copies(installed)


def test_without_room_nothing_is_changed(
    old: Database,
    installed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not old.is_sqlite:
        return  # its copies are not ours to make
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000_000})())
    assert main(["migrate"]) == 1
    assert "Make room, then start again." in capsys.readouterr().err
    assert version_of(old) == HEAD
    assert copies(installed) == []


def test_a_failed_migration_leaves_the_old_state_and_names_the_copy(
    old: Database,
    installed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    real = command.upgrade

    def fail_at_the_end(config: AlembicConfig, revision: str) -> None:
        real(config, revision)
        raise ZeroDivisionError

    monkeypatch.setattr(command, "upgrade", fail_at_the_end)
    assert main(["migrate"]) == 1
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert "and is as it was before." in sentence
    assert version_of(old) == HEAD
    if old.is_sqlite:
        assert str(copies(installed)[0]) in sentence
    monkeypatch.setattr(command, "upgrade", real)
    assert main(["migrate"]) == 0


# Killed in its middle


def migrate_until(statement: int, url: str, folder: Path) -> None:
    """To be called in a process of its own: it ends itself at the statement of this number."""
    left = statement

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    os.environ |= {"OWNIT_DATABASE_URL": url, "OWNIT_DATA_DIR": str(folder)}
    become_the_next_release(folder.parent, pytest.MonkeyPatch())
    event.listen(Engine, "after_cursor_execute", count)
    os._exit(main(["migrate"]))


def test_a_killed_migration_leaves_the_old_state_or_the_new_one(
    old: Database, database_url: str, installed: Path
) -> None:
    """Before the copy, after it, between two tables, and at the last statement."""
    before = schema_of(old)
    killed = 0
    for number in (1, 4, 9, 16, 25, 10_000):
        code = Fork(migrate_until, number, database_url, installed).wait()
        if code == 0:
            break
        assert code == -signal.SIGKILL
        killed += 1
        assert version_of(old) == HEAD
        assert schema_of(old) == before
    assert killed >= 3
    assert version_of(old) == NEXT
    with old.write():
        pass  # it fits


def schema_of(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        found = inspect(connection)
        return sorted(
            f"{table}.{column['name']}"
            for table in found.get_table_names()
            for column in found.get_columns(table)
        )
