"""The doctor finds each thing that is wrong, and finds nothing where all is well."""

import platform
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from push import suspension
from push.heartbeat import HeartbeatWriter
from push.models import Delivery, Message
from tests.support.clock import Clock
from web.acts.accounts import invites
from web.acts.accounts.invites import Newcomer
from web.acts.core.tap import Unit
from web.cli import doctor, keys, main, operation
from web.cli.findings import Level
from web.config import Config
from web.store.engine import Database
from web.store.sqlite import driver, is_mended


@pytest.fixture
def healthy(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> Path:
    """A folder of an installation that wants nothing."""
    folder = tmp_path / "data"
    monkeypatch.setenv("OWNIT_DATA_DIR", str(folder))
    monkeypatch.setenv("OWNIT_DATABASE_URL", database_url)
    # Of a name that nobody has (RFC 6761): the doctor asks the address.
    monkeypatch.setenv("OWNIT_PUBLIC_URL", "https://own.shop.invalid")
    keys.load_or_make(Config.from_env())
    found_organisation(Database(database_url), clock.now)
    return folder


def found_organisation(database: Database, now: datetime) -> None:
    newcomer = Newcomer("Ana", "Berg", "Shop", "Store 12", "Europe/Vienna")
    with database.write() as session:
        way_in = invites.first_admin(session, now)
        assert way_in
        invites.claim(Unit(session, now), way_in.token, "a key", newcomer, "Firefox")
    database.close()


def problems() -> list[str]:
    return [one.sentence for one in doctor.examine() if one.level is Level.PROBLEM]


def test_all_is_well(healthy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert problems() == []
    assert main(["doctor"]) == 0
    assert "There is an admin." in capsys.readouterr().out


FAULTS: list[tuple[str, Callable[[Path], object]]] = [
    ("can open", lambda folder: folder.chmod(0o755)),
    ("can read", lambda folder: (folder / keys.LINKS_FILE).chmod(0o640)),
    ("can read", lambda folder: (folder / keys.VAPID_FILE).chmod(0o604)),
    ("Put back your copy", lambda folder: (folder / keys.VAPID_FILE).unlink()),
    ("ownit keys adopt", lambda folder: (folder / keys.LINKS_FILE).unlink()),
    ("is not a key of 32 bytes", lambda folder: (folder / keys.LINKS_FILE).write_text("?")),
    ("is not a VAPID key", lambda folder: (folder / keys.VAPID_FILE).write_text("?")),
]


@pytest.mark.parametrize(("complaint", "harm"), FAULTS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_fault_of_files_is_found(
    healthy: Path, complaint: str, harm: Callable[[Path], object]
) -> None:
    harm(healthy)
    found = problems()
    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_database_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(Config.from_env().database_url.removeprefix("sqlite:///"))
    path.write_bytes(b"no database" * 1000)
    assert "ownit restore" in problems()[0]
    assert main(["migrate"]) == 1
    assert "ownit restore" in capsys.readouterr().err


def test_an_old_database_is_found(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if empty_database_url.startswith("sqlite"):
        Path(empty_database_url.removeprefix("sqlite:///")).touch()
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("OWNIT_DATABASE_URL", empty_database_url)
    assert any("ownit migrate" in one for one in problems())
    assert main(["doctor"]) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hints_are_no_problems(healthy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNIT_PUBLIC_URL", "http://127.0.0.1:8000")
    hints = [one.sentence for one in doctor.examine() if one.level is Level.HINT]
    assert any("phones need an https address" in one for one in hints)
    assert any("OWNIT_PUSH_SUBJECT" in one for one in hints)
    assert problems() == []


@pytest.mark.parametrize(
    ("version", "level"), [("3.51.2", "hint"), ("3.51.3", "ok"), ("3.100.0", "ok")]
)
def test_old_sqlite_is_a_hint(version: str, level: str) -> None:
    assert doctor._sqlite_version(version).level.value == level


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_doctor_names_the_sqlite_of_the_products_connections(
    healthy: Path, database: Database
) -> None:
    with database.read() as session:
        used = session.connection().execute(text("SELECT sqlite_version()")).scalar_one()
    assert used == driver.sqlite_version
    assert f"SQLite {used} " in sentences(Level.OK) + sentences(Level.HINT)


@pytest.mark.skipif(
    (sys.platform, platform.machine()) not in (("linux", "x86_64"), ("darwin", "arm64"))
    or sys.version_info >= (3, 15),
    reason="pyproject.toml names the machines that pysqlite3 has wheels for",
)
def test_the_sqlite_that_is_installed_is_mended() -> None:
    assert is_mended(driver.sqlite_version_info)


def sentences(level: Level) -> str:
    return " ".join(one.sentence for one in doctor.examine() if one.level is level)


def a_cycle_ends(database_url: str, clock: Clock) -> None:
    database = Database(database_url)
    HeartbeatWriter().end_cycle(database.write, clock.now)
    database.close()


def test_that_nothing_is_sent_since_a_restore_is_a_problem(
    healthy: Path, database_url: str, clock: Clock
) -> None:
    database = Database(database_url)
    with database.write() as session:
        suspension.suspend(session, clock())
    database.close()
    assert "run `ownit resume`" in problems()[0]


def test_a_worker_that_never_ran_is_a_hint(healthy: Path) -> None:
    assert "No worker has run yet" in sentences(Level.HINT)


def test_a_worker_that_fell_silent_is_a_hint(
    healthy: Path, database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "now", clock)
    a_cycle_ends(database_url, clock)
    clock.forward(seconds=59)
    ended = "The worker last finished a cycle at 2026-11-23 09:00:00 UTC"
    assert f"{ended}." in sentences(Level.OK)
    assert "worker" not in sentences(Level.HINT)
    clock.forward(seconds=1)
    assert f"{ended}, and has sent no reminders since." in sentences(Level.HINT)
    assert problems() == []


def give_up(database_url: str, reason: str, at: datetime) -> None:
    """A nudge that was written then and could not be delivered."""
    database = Database(database_url)
    with database.write() as session:
        content = {"title": "T"}
        key = f"{reason} {at}"
        message = Message(
            key=key, person="1", subject="s", content=content, expires_at=at, created_at=at
        )
        session.add(message)
        session.flush()
        session.add(Delivery(message_id=message.id, state="dead", reason=reason, receipt=key))
    database.close()


def test_what_was_given_up_is_said_with_its_reasons(
    healthy: Path, database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "now", clock)
    a_cycle_ends(database_url, clock)
    give_up(database_url, "expired", clock.now - timedelta(days=2))
    assert "given up" not in sentences(Level.HINT)
    for seconds in range(2):
        give_up(database_url, "gone", clock.now - timedelta(seconds=seconds))
    assert "could not be delivered in the last day: 2 × gone." in sentences(Level.HINT)
    assert problems() == []


@pytest.mark.parametrize("reason", ["unreadable message: no title", "fault of the program"])
def test_what_was_given_up_by_a_fault_is_a_problem(
    healthy: Path, database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    monkeypatch.setattr(doctor, "now", clock)
    give_up(database_url, reason, clock.now)
    (only,) = problems()
    assert f"1 × {reason}. Report this" in only


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ("zone = 'Mars/Base'", "The time zone Mars/Base of Store 12 is not known on this machine"),
        ("opening_hours = '{}'", "The opening hours of Store 12 cannot be read"),
    ],
)
def test_what_cannot_be_read_of_a_site_is_a_problem(
    healthy: Path, database_url: str, broken: str, sentence: str
) -> None:
    database = Database(database_url)
    with database.write() as session:
        session.execute(text(f"UPDATE site SET {broken}"))
    database.close()
    (only,) = problems()
    assert only.startswith(sentence)
