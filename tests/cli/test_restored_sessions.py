"""After a restore nobody is signed in by a session of before, and everybody can come in again."""

import json
from pathlib import Path

import pytest

from push.models import Subscription
from tests.cli.test_restore import NAME, backup, installed, make_room
from tests.support.clock import Clock
from tests.web.answers import Browser
from tests.web.queued import JSON, Phone
from tests.web.world import World
from web.cli import main
from web.rules.vocabulary import EventKind
from web.store.engine import Database
from web.store.tables.accounts import Person

__all__ = ["installed"]  # a fixture


def test_what_was_ended_since_does_not_come_back(
    installed: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = installed
    world.ring_all()
    before = Phone(world).tag, world.owner.get("/me/vault", JSON).text
    for who in ("owner", "colleague"):
        assert world.browser_of(who).get("/").status == 200
    ref = world.report(words=NAME)
    link = link_of(world.owner.post("/me/link").text)
    copy = backup(world, tmp_path)
    assert world.colleague.post("/sign-out").status == 303
    assert world.owner.post("/me/devices/revoke-others").status == 303
    world.database.close()
    make_room(tmp_path)
    capsys.readouterr()
    assert main(["restore", str(copy)]) == 0
    output = capsys.readouterr().out
    assert "Signed out: all 5 phones and browsers" in output
    assert "sent when its person signs in there again" in output
    assert "close those accounts again" in output
    for who in ("owner", "colleague", "lead", "admin", "stranger"):
        assert world.browser_of(who).get("/").status == 303
    assert world.count(Subscription) == 0, "no phone of before rings"
    assert world.nobody.get(link).status == 410
    assert Phone(world).act(ref, "note", text="Kept").status == 401
    world.admin = come_in(world, output)
    assert world.admin.get("/settings").status == 200
    page = world.admin.post(f"/settings/people/{world.id('owner')}/link")
    world.owner = come_in(world, page.text)
    assert (Phone(world).tag, world.owner.get("/me/vault", JSON).text) == before
    assert Phone(world).act(ref, "note", text="Kept").status == 200, "what waited is still theirs"
    assert world.kinds(ref)[-1] == EventKind.NOTED


def link_of(shown: str) -> str:
    return "/join/" + shown.partition("/join/")[2][:43]


def come_in(world: World, shown: str) -> Browser:
    browser = world.browser()
    assert browser.post(link_of(shown)).status == 303
    return browser


@pytest.mark.parametrize("admins", [0, 2])
def test_a_copy_that_was_put_back_by_other_means(
    database: Database,
    database_url: str,
    admins: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By pg_restore, or by hand."""
    monkeypatch.setenv("OWNIT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("OWNIT_DATABASE_URL", database_url)
    world = World(database, Clock())
    world.ring_all()
    ref = world.report(customer_name=NAME)
    waiting = world.unowned()
    world.clock.forward(minutes=30)
    world.advance()
    line = {"issue": ref, "extent": "customer", "at": world.clock().isoformat()}
    (tmp_path / "erased.jsonl").write_text(json.dumps(line) + "\n")
    with database.write() as session:
        for name in ("admin", "lead"):
            session.get_one(Person, world.id(name)).role = "admin" if admins else "lead"
    assert main(["restore", "--in-place"]) == 0
    output = capsys.readouterr().out
    assert "Erased again: 1 issues." in output
    assert "Signed out: all 5 phones and browsers" in output
    assert output.count("/join/") == admins
    assert output.count("signs in again") == admins
    assert world.issue(ref).customer_name is None
    assert "pending" not in world.deliveries()
    assert world.running(waiting)
    assert world.owner.get("/").status == 303
    if not database.is_sqlite:
        (tmp_path / "copy.sqlite3").write_bytes(b"SQLite format 3\x00")
        assert main(["restore", str(tmp_path / "copy.sqlite3")]) == 1
        assert "ownit restore --in-place" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["copy.sqlite3", "--in-place"]])
def test_either_a_file_or_what_is_there_already(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["restore", *arguments])
