"""`ownit verify-history` as it is typed, and the head that the worker logs."""

import io
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests.cli.conftest import Objects
from tests.support.clock import Clock
from tests.web.world import World
from web.cli import main
from web.cli.passes import LogHead
from web.store.engine import Database


@pytest.fixture
def installed(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An installation with a short history."""
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("OWNIT_DATABASE_URL", raising=False)
    shutil.copyfile(sqlite_template, tmp_path / "ownit.sqlite3")
    database = Database(f"sqlite:///{tmp_path / 'ownit.sqlite3'}")
    world = World(database, Clock())
    world.report()
    database.close()
    return world


def change(world: World, statement: str) -> None:
    with world.database.engine.begin() as connection:
        connection.execute(sql("DROP TRIGGER IF EXISTS event_no_update"))
        connection.execute(sql("DROP TRIGGER IF EXISTS event_no_delete"))
        connection.execute(sql(statement))


def test_a_whole_history_is_said_to_be_so(
    installed: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify-history"]) == 0
    said = capsys.readouterr().out
    assert "Checked 2 events" in said
    assert "as it was written" in said
    change(installed, "UPDATE event SET kind = 'noted' WHERE id = 2")
    assert main(["verify-history"]) == 1
    assert "Event 2 " in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["plain", "json"])
def test_a_logged_head_that_is_not_there_any_more_is_found(
    installed: World,
    tmp_path: Path,
    kind: str,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    request.getfixturevalue("written" if kind == "plain" else "objects")
    stream: io.StringIO = request.getfixturevalue("stream")
    installed.owner.act(installed.report(), "note", text="One more")
    LogHead(installed.database, installed.clock)()
    kept = tmp_path / "kept.log"
    kept.write_text(stream.getvalue())
    assert main(["verify-history", "--log", str(kept)]) == 0
    assert "1 heads seen earlier" in capsys.readouterr().out
    change(installed, "DELETE FROM event WHERE id = 5")
    change(
        installed,
        "UPDATE history_head SET events = 4, hash = (SELECT hash FROM event e4"
        " WHERE id = 4), event_id = 4",
    )
    assert main(["verify-history"]) == 0
    stream.truncate(0)
    assert main(["verify-history", "--log", str(kept)]) == 1
    assert "was seen earlier" in stream.getvalue()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--head", "abc"], 2, "64 digits"),
        (["--head", "f" * 64], 1, "was seen earlier"),
        (["--log", "/nowhere/kept.log"], 1, "cannot be read"),
        (["--log", "/dev/null"], 1, "No head"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    installed: World,
    words: list[str],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["verify-history", *words]) == code
    assert said in capsys.readouterr().err


def test_the_head_is_logged_once_an_hour(installed: World, objects: Objects) -> None:
    clock = installed.clock
    work = LogHead(installed.database, clock)
    assert [work() for _ in range(3)] == [False] * 3
    clock.forward(hours=1)
    work()
    heads = [one["history_head"] for one in objects() if "history_head" in one]
    assert len(heads) == 2
