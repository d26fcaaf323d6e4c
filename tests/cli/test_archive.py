"""All of a backup comes back in another place, on both databases."""

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.releases.loading import load
from tests.support.clock import Clock
from tests.support.postgres import Postgres
from tests.support.versions import set_version
from tests.web.world import World
from web.cli import archive, keys, main
from web.cli.sample import Sample
from web.store.engine import Database
from web.store.schema import HEAD
from web.store.tables.accounts import Person
from web.store.tables.base import metadata
from web.store.tables.issues import Issue

NAME = "Zqxkanarienvogel"
RELEASED = Path(__file__).parents[1] / "releases" / "0.2.0"


@pytest.fixture
def home(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> World:
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.setenv("OWNIT_DATABASE_URL", database_url)
    world = World(database, Clock())
    assert main(["migrate"]) == 0  # it knows its keys
    return world


@pytest.fixture
def away(
    home: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[[], str]:
    """From the call on, commands are for an empty place; returns the URL of its database."""

    def go() -> str:
        monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path / "away"))
        url = f"sqlite:///{tmp_path / 'away' / 'own.sqlite3'}"
        if not home.database.is_sqlite:
            new = request.getfixturevalue("postgres").new_database(empty=True)
            url = new.__enter__()
            request.addfinalizer(lambda: new.__exit__(None, None, None))
        monkeypatch.setenv("OWNIT_DATABASE_URL", url)
        return url

    return go


def backup(folder: Path) -> Path:
    assert main(["backup", str(folder / "copy.zip")]) == 0
    return folder / "copy.zip"


def is_untouched(url: str, folder: Path) -> bool:
    if url.startswith("sqlite"):
        return not folder.exists()
    database = Database(url)
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname='public'"))
        number = found.scalar_one()
    database.close()
    return not number and not folder.exists()


def test_it_is_private_and_never_replaces_a_file(
    home: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.report()
    copy = backup(tmp_path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    content = copy.read_bytes()
    assert main(["backup", str(copy)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert copy.read_bytes() == content
    assert main(["backup", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("ownit-*.zip"))) == 1
    assert not list(tmp_path.glob(".*"))


def test_what_can_be_no_file_is_said(
    home: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    for name, sentence in {
        "file/copy.zip": "could not be made",
        "x" * 300: "could not be made",
        "link": "exists already",
    }.items():
        assert main(["backup", str(tmp_path / name)]) == 1
        assert sentence in capsys.readouterr().err


def test_a_folder_that_is_not_there_yet_is_made(home: World, tmp_path: Path) -> None:
    """Such as the second time, where a disk is mounted again."""
    for number in (1, 2):
        assert main(["backup", f"{tmp_path}/disk/"]) == 0
        made = list((tmp_path / "disk").iterdir())
        assert len(made) == 1, number
        made[0].unlink()


def test_all_of_it_comes_back_and_ids_go_on(
    home: World, tmp_path: Path, away: Callable[[], str]
) -> None:
    ref = home.report(words=NAME, customer_name=NAME)
    home.walking(ref)
    home.owner.act(ref, "note", text="Looked at it")
    rows = rows_of(home.database)
    copy, events = backup(tmp_path), home.events(ref)
    found = Database(away())
    assert main(["restore", str(copy)]) == 0
    after = rows_of(found)
    ends = ("device", "invite", "push_suspension", "installation", "push_subscription")
    assert {name: rows[name] for name in rows if name not in ends} == {
        name: after[name] for name in rows if name not in ends
    }
    there = World.__new__(World)
    there.database = found
    assert there.issue(ref).words == NAME
    assert [one.hash for one in there.events(ref)] == [one.hash for one in events]
    assert main(["verify-history"]) == 0
    with found.write() as session:
        newest = session.connection().execute(text("SELECT max(id) FROM issue")).scalar_one()
        person = session.connection().execute(text("SELECT min(id) FROM person")).scalar_one()
    assert add_issue(found, person) > newest
    for name in ("links.key", "vapid.pem"):
        assert (tmp_path / "away" / name).read_bytes() == (tmp_path / "home" / name).read_bytes()
    found.close()


def add_issue(database: Database, person: int) -> int:
    with database.write() as session:
        sample = Sample(session, datetime.now(UTC))
        sample.report(session.get_one(Person, person), "One more")
    with database.read() as session:
        return int(session.connection().execute(text("SELECT max(id) FROM issue")).scalar_one())


def rows_of(database: Database) -> dict[str, int]:
    with database.read() as session:
        count = "SELECT count(*) FROM "
        return {
            name: session.connection().execute(text(f'{count}"{name}"')).scalar_one()
            for name in metadata.tables
        }


def test_replaced_keys_come_along(home: World, tmp_path: Path, away: Callable[[], str]) -> None:
    assert main(["keys", "rotate", "--yes"]) == 0
    copy = backup(tmp_path)
    away()
    assert main(["restore", str(copy)]) == 0
    assert files_of(tmp_path / "away") == files_of(tmp_path / "home")
    assert len(files_of(tmp_path / "home")) == 4


def files_of(folder: Path) -> dict[str, bytes]:
    """The keys in a data folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in keys.files(folder)}


def test_a_backup_waits_for_no_writer_and_lets_them_go_on(
    home: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody reports in the midst of it: what is not of its moment is not in it."""
    home.report(words=NAME)
    real = archive.Writer.member

    def member(writer: archive.Writer, name: str) -> Any:
        home.report(words="Since")
        return real(writer, name)

    monkeypatch.setattr(archive.Writer, "member", member)
    copy = backup(tmp_path)
    with archive.opened(copy) as found:
        assert found.manifest.rows["issue"] == 1
    assert home.count(Issue) > 2


# Of an older version


def test_a_backup_of_an_older_version_is_upgraded(
    empty_database_url: str,
    tmp_path: Path,
    postgres: Postgres,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kind = "sqlite" if empty_database_url.startswith("sqlite") else "postgres"
    load((RELEASED / f"{kind}.sql").read_text(), empty_database_url)
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.setenv("OWNIT_DATABASE_URL", empty_database_url)
    copy = backup(tmp_path)
    with archive.opened(copy) as found:
        assert found.manifest.schema < HEAD
        issues = found.manifest.rows["issue"]
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path / "away"))
    with postgres.new_database(empty=True) as other:
        url = f"sqlite:///{tmp_path}/away/own.sqlite3" if kind == "sqlite" else other
        monkeypatch.setenv("OWNIT_DATABASE_URL", url)
        assert main(["restore", str(copy)]) in (0, 1)  # its keys are in no release's data
        assert f"is in place: {issues} issues" in capsys.readouterr().out
        database = Database(url)
        database.require_schema()
        database.close()


def test_a_backup_of_another_kind_of_database_is_refused(
    home: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = backup(tmp_path)
    other = "postgresql://own@db.example/own"
    other = other if home.database.is_sqlite else f"sqlite:///{tmp_path}/other.sqlite3"
    monkeypatch.setenv("OWNIT_DATABASE_URL", other)
    assert main(["restore", str(copy)]) == 1
    assert "database of the same kind" in capsys.readouterr().err


def test_a_newer_version_is_refused(
    home: World, tmp_path: Path, away: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    set_version(home.database, "0099")
    copy = backup(tmp_path)
    url = away()
    assert main(["restore", str(copy)]) == 1
    assert "newer Own It (version 0099" in capsys.readouterr().err
    assert is_untouched(url, tmp_path / "away")
