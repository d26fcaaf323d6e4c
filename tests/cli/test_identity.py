"""An installation knows its keys: whoever comes with others refuses, and no phone is set aside."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import select

from push import outbox
from push.models import Delivery, Subscription
from push.nudge import Nudge
from tests.support.clock import Clock
from tests.support.limits import LIMIT
from tests.support.served import start
from tests.support.versions import set_version
from tests.web.world import World
from web.cli import keys, main
from web.cli.keys import load_or_make
from web.config import Config
from web.store import identity
from web.store.engine import Database

REFUSED = "are not those of this database, so nothing was started"
COMMANDS = ["web", "worker", "prepare", "migrate", "invite"]


@pytest.fixture
def folder(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an installation whose database knows it."""
    monkeypatch.setenv("OWNIT_DATABASE_URL", database_url)
    go_to(tmp_path / "data", monkeypatch)
    assert main(["migrate"]) == 0
    return tmp_path / "data"


def go_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNIT_DATA_DIR", str(folder))


def fingerprint(database: Database) -> str | None:
    with database.read() as session:
        return identity.fingerprint_in(session)


def test_the_first_process_writes_down_whose_it_is(folder: Path, database: Database) -> None:
    mine = load_or_make(Config.from_env())
    assert fingerprint(database) == mine.fingerprint
    assert mine.secret.hex() not in (mine.fingerprint, mine.fingerprint[:16])
    assert main(["migrate"]) == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_other_keys_are_refused_by_every_command(
    command: str,
    folder: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = fingerprint(database)
    go_to(folder.parent / "other", monkeypatch)
    assert main([command]) == 1
    sentence = capsys.readouterr().err
    assert REFUSED in sentence
    assert "Copy links.key and vapid.pem" in sentence
    assert "Traceback" not in sentence
    assert fingerprint(database) == before
    assert main(["doctor"]) == 1
    assert REFUSED in capsys.readouterr().out


@pytest.mark.parametrize("name", [keys.LINKS_FILE, keys.VAPID_FILE])
def test_each_of_the_keys_counts_and_copied_keys_are_taken(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = folder.parent / "other"
    other.mkdir()
    (other / name).write_bytes((folder / name).read_bytes())
    go_to(other, monkeypatch)
    assert main(["migrate"]) == 1
    for each in (keys.LINKS_FILE, keys.VAPID_FILE):
        (other / each).write_bytes((folder / each).read_bytes())
    assert main(["migrate"]) == 0


def test_lost_keys_are_replaced_only_when_somebody_says_so(
    folder: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = fingerprint(database)
    go_to(folder.parent / "new", monkeypatch)
    assert main(["keys", "adopt"]) == 1
    captured = capsys.readouterr()
    assert "every customer’s page ends" in captured.out
    assert "on every phone somebody has to open Own It" in captured.out
    assert "Nothing was changed." in captured.err
    assert fingerprint(database) == before
    assert main(["keys", "adopt", "--yes"]) == 0
    assert fingerprint(database) == load_or_make(Config.from_env()).fingerprint
    assert main(["migrate"]) == 0
    capsys.readouterr()
    assert main(["keys", "adopt"]) == 0
    assert "nothing to do" in capsys.readouterr().out


# Before it looks at the database for the first time, both are refused: as above, on each.
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_second_node_with_keys_of_its_own_leaves_all_phones_alone(
    folder: Path, database: Database, database_url: str
) -> None:
    """For real, with a nudge that is due for each of six phones: it ends before it sends any."""
    mine = load_or_make(Config.from_env())
    world = World(database, Clock(datetime.now(UTC)))
    for number, name in enumerate(["owner", "colleague", "lead", "admin", "stranger", "helper"]):
        if name in world.people:
            world.phone(name, number)
    with database.write() as session:
        session.execute(update(Subscription).values(vapid_key=mine.vapid.id))
        for person in world.people.values():
            nudge = Nudge(
                person=str(person.id),
                title="K7F3 needs an owner",
                body="",
                path="/",
                tag="K7F3",
                expires_at=datetime.now(UTC) + timedelta(hours=1),
            )
            key, subject = f"due-{person.id}", "issue:1"
            outbox.enqueue(session, key=key, subject=subject, nudge=nudge, now=datetime.now(UTC))
    second = start(folder.parent / "second", database_url)
    assert second.process.wait(LIMIT) == 1
    assert REFUSED in second.output
    assert "Traceback" not in second.output
    with database.read() as session:
        phones = session.exec(select(Subscription)).all()
        tries = session.exec(select(Delivery.attempt)).all()
    assert len(phones) == len(tries) >= 5
    assert {one.quarantined_at for one in phones} == {None}
    assert set(tries) == {0}


def test_another_version_is_said_before_other_keys(
    folder: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_version(database, "9999")
    go_to(folder.parent / "other", monkeypatch)
    assert main(["worker"]) == 1
