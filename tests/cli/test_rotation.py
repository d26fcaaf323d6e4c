"""`ownit keys rotate`: with real files, on both databases, and with everything running."""

import shutil
import stat
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from push.models import Subscription
from tests.cli.test_identity import REFUSED, fingerprint, folder, go_to
from tests.support.clock import Clock
from tests.support.served import serve, until
from tests.web.world import World
from web.acts import key_rotation as act
from web.cli import keys, main, new_key_files
from web.cli.keys import load_or_make
from web.config import Config, Keys
from web.store.engine import Database

__all__ = ["folder"]  # a fixture
FILES = {keys.LINKS_FILE, keys.VAPID_FILE}


def mine() -> Keys:
    return load_or_make(Config.from_env())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_without_yes_it_only_says_what_it_would_do(
    folder: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    before, known = mine().fingerprint, fingerprint(database)
    assert main(["keys", "rotate"]) == 1
    said = capsys.readouterr()
    assert "work until" in said.out
    assert "change by themselves" in said.out
    assert "Nothing was changed." in said.err
    assert main(["keys", "rotate", "--links"]) == 1
    assert "change by themselves" not in capsys.readouterr().out
    assert main(["keys", "rotate", "--days", "366"]) == 2
    assert mine().fingerprint == before
    assert fingerprint(database) == known
    assert {path.name for path in folder.iterdir() if "key" in path.name} == {keys.LINKS_FILE}


@pytest.mark.parametrize(
    ("options", "replaced"),
    [([], FILES), (["--links"], {keys.LINKS_FILE}), (["--push"], {keys.VAPID_FILE})],
)
def test_new_keys_are_in_place_and_the_old_ones_beside_them(
    folder: Path,
    database: Database,
    options: list[str],
    replaced: set[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = {name: (folder / name).read_bytes() for name in FILES}
    assert main(["keys", "rotate", "--days", "7", "--yes", *options]) == 0
    assert "old-keys to every other node" in capsys.readouterr().out
    changed = {name for name in FILES if (folder / name).read_bytes() != before[name]}
    assert changed == replaced
    (old,) = (folder / keys.OLD_FOLDER).iterdir()
    assert {path.name: path.read_bytes() for path in old.iterdir()} == {
        name: before[name] for name in replaced
    }
    assert {mode(path) for path in [*old.iterdir(), *(folder / name for name in FILES)]} == {0o600}
    assert mode(old) == mode(old.parent) == 0o700
    assert not (folder / new_key_files.NEW_FOLDER).exists()
    found = mine()
    assert fingerprint(database) == found.fingerprint
    (one,) = found.old
    week = datetime.now(UTC) + timedelta(days=7)
    assert abs(one.until - week) < timedelta(minutes=5)
    assert main(["migrate"]) == 0
    capsys.readouterr()
    main(["doctor"])
    names = {keys.LINKS_FILE: "links", keys.VAPID_FILE: "push"}
    what = " and ".join(name for file, name in names.items() if file in replaced)
    said = capsys.readouterr().out
    assert f"The old key of {what} is used until {one.until:%Y-%m-%d %H:%M} UTC" in said


def test_old_keys_that_are_past_are_taken_away(folder: Path) -> None:
    assert main(["keys", "rotate", "--yes"]) == 0
    (old,) = (folder / keys.OLD_FOLDER).iterdir()
    old.rename(old.with_name("20200101T000000Z"))
    (old.parent / "notes").mkdir()
    assert mine().old == ()
    assert [path.name for path in old.parent.iterdir()] == ["notes"]


def test_a_second_node_starts_once_it_has_the_new_keys(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    second = folder.parent / "second"
    shutil.copytree(folder, second)
    assert main(["keys", "rotate", "--yes"]) == 0
    go_to(second, monkeypatch)
    assert main(["migrate"]) == 1
    assert REFUSED in capsys.readouterr().err
    shutil.rmtree(second)
    shutil.copytree(folder, second)
    assert main(["migrate"]) == 0
    assert len(mine().old) == 1


class PowerCut(BaseException):
    pass


def cut(*_: object) -> None:
    raise PowerCut


@pytest.mark.parametrize("place", ["before", "after", "halfway"])
def test_a_power_cut_at_any_point_leaves_keys_that_fit(
    folder: Path, database: Database, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, copied = mine(), list[Path]()
    if place == "before":
        monkeypatch.setattr(act, "rotate_push", cut)
    elif place == "after":
        monkeypatch.setattr(new_key_files, "put_in_place", cut)
    else:
        real = new_key_files._copy

        def second_fails(source: Path, target: Path) -> None:
            copied.extend([target] if target.name.endswith(".new") else [])
            cut() if len(copied) == 2 else real(source, target)

        monkeypatch.setattr(new_key_files, "_copy", second_fails)
    with pytest.raises(PowerCut):
        main(["keys", "rotate", "--yes"])
    monkeypatch.undo()
    monkeypatch.setenv("OWNIT_DATA_DIR", str(folder))
    monkeypatch.setenv("OWNIT_DATABASE_URL", database.engine.url.render_as_string(False))
    assert main(["migrate"]) == 0
    found = mine()
    assert fingerprint(database) == found.fingerprint
    assert (found.fingerprint == before.fingerprint) == (place == "before")
    assert main(["keys", "rotate", "--yes"]) == 0
    assert fingerprint(database) == mine().fingerprint
    assert not (folder / new_key_files.NEW_FOLDER).exists()


# SQLite is asked at each look, PostgreSQL once a second: here the later one. In one process, on
# both: tests/web/test_rotation.py.
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_what_runs_starts_anew_with_the_new_keys(folder: Path, database_url: str) -> None:
    def key_on_page() -> str:
        with urllib.request.urlopen(f"{app.url}/sign-in", timeout=5) as answer:
            return str(answer.read().decode().partition('data-vapid-key="')[2].partition('"')[0])

    with serve(folder, database_url) as app:
        web, worker = app.child("web"), app.child("worker")
        assert key_on_page() == mine().vapid.public
        assert main(["keys", "rotate", "--yes"]) == 0
        new = mine().vapid.public

        def has_changed() -> bool:
            app.is_ready()  # somebody asks something that needs the database
            children = [*app.children("web"), *app.children("worker")]
            if web in children or worker in children or len(children) != 2:
                return False
            try:
                return key_on_page() == new
            except OSError:
                return False

        until(has_changed, 60, "started anew with the new keys")
        app.wait_until_ready()
        assert "has older ones" in app.output
        assert "Traceback" not in app.output


def test_with_lost_keys_the_links_that_customers_have_really_end(
    folder: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link is found by its hash: losing the secret alone ended none."""
    world = World(database, Clock(datetime.now(UTC)))
    path = world.shared(world.report())
    world.phone("owner")
    assert world.nobody.get(path).status == 200
    go_to(folder.parent / "new", monkeypatch)
    assert main(["keys", "adopt", "--yes"]) == 0
    world.clock.forward(minutes=1)
    assert world.nobody.get(path).status == 404
    with database.read() as session:
        ends_at = session.exec(select(Subscription.expires_at)).one()
    assert ends_at is not None
    assert ends_at <= world.clock()
