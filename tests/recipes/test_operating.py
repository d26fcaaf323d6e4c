"""The other recipes of the documentation: settings, the service, the nightly copy, PostgreSQL."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from configparser import RawConfigParser
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.test_doctor import found_organisation
from tests.recipes.blocks import OPERATING, ROOT, blocks, recipe, with_replaced
from tests.recipes.unpacked import environment, program
from tests.support.postgres import Postgres
from tests.support.served import serve
from web.store.engine import Database

OWNIT = f"{shlex.quote(sys.executable)} -m web.cli"
SETTINGS = "from web.config import Config; print(Config.from_env())"
SHOW = f"{shlex.quote(sys.executable)} -c {shlex.quote(SETTINGS)}"
SERVE, WEB, WORKER = "Own It\n", "Own It, web", "Own It, worker"  # descriptions of units
DATABASE = "127.0.0.1:5432/ownit"
LANGUAGES = {
    OPERATING: {
        *("sh", "caddy", "nginx", "apache", "systemd", "cron", "sql"),
        *("caddyfile", "conf", "ini", "yaml"),  # see test_watched.py and test_several_nodes.py
    },
    "README.md": {"sh", "caddy", "text"},
}


def run(command: str, folder: Path = ROOT, **more: str) -> str:
    """What it has printed. Each of its lines has to succeed."""
    env = {**os.environ, "OWNIT_DATABASE_URL": "", **more}
    ran = subprocess.run(
        ["sh", "-ec", command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


def shell_block(beginning: str) -> str:
    """The shell block on the page for operators that begins like this."""
    [found] = [
        one.text
        for one in blocks(OPERATING)
        if one.language == "sh" and one.text.startswith(beginning)
    ]
    return found


def test_every_block_of_the_documentation_is_run() -> None:
    """One in another language needs a test here, or it stands unproved."""
    unproved = [one for one in blocks() if one.language not in LANGUAGES.get(one.page, ())]
    assert unproved == []


def test_the_readme_has_the_same_recipe_for_caddy() -> None:
    assert [one.text for one in blocks() if one.language == "caddy"] == [recipe("caddy")] * 2


SHELL_LINES = [line for one in blocks() if one.language == "sh" for line in one.text.splitlines()]
SETTINGS_LINES = [line for line in SHELL_LINES if line.startswith("OWNIT_")]


@pytest.mark.parametrize("line", sorted(set(SETTINGS_LINES)))
def test_the_settings_are_taken(line: str, tmp_path: Path) -> None:
    shown = run(with_replaced(line, {"make run": SHOW}), OWNIT_DATA_DIR=str(tmp_path))
    for setting in line.partition(" make run")[0].split():
        assert f"={setting.partition('=')[2]}" in shown.replace("'", "")


class Unit(RawConfigParser):
    """Its names differ by upper and lower case."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@pytest.fixture
def unit(tmp_path: Path) -> RawConfigParser:
    """As systemd reads it, but for names that stand there more than once."""
    unit = Unit(strict=False)
    unit.read_string(recipe("systemd", SERVE))
    return unit


@pytest.mark.parametrize("which", [SERVE, WEB, WORKER])
def test_the_service_is_as_systemd_wants_it(tmp_path: Path, which: str) -> None:
    file = tmp_path / "ownit.service"
    file.write_text(with_replaced(recipe("systemd", which), {"/opt/ownit": str(ROOT)}))
    checked = subprocess.run(
        [program("bin/systemd-analyze"), "verify", "--man=no", str(file)],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    output = checked.stdout + checked.stderr
    assert checked.returncode == 0, output
    assert not [line for line in output.splitlines() if "ownit" in line], output


def test_the_service_starts_and_stops(tmp_path: Path, unit: RawConfigParser) -> None:
    service = unit["Service"]
    lines = [
        line for line in recipe("systemd", SERVE).splitlines() if line.startswith("Environment=")
    ]
    settings = dict(line.removeprefix("Environment=").split("=", 1) for line in lines)
    assert settings["OWNIT_DATA_DIR"] == f"/var/lib/{service['StateDirectory']}"
    assert service["WorkingDirectory"] == "/opt/ownit"
    assert service["ExecStart"] == "/opt/ownit/.venv/bin/ownit serve"
    data = tmp_path / "data"
    with serve(data, more={**settings, "OWNIT_DATA_DIR": str(data)}) as app:
        assert f"{settings['OWNIT_PUBLIC_URL']}/join/" in app.output
        assert app.stop(signal.SIGTERM) == 0


INVITES = [line for line in SHELL_LINES if line.startswith(".venv/bin/ownit invite")]


@pytest.mark.parametrize("line", INVITES)
def test_an_invite_is_made_on_the_command_line(
    line: str, tmp_path: Path, sqlite_template: Path
) -> None:
    ownit = {".venv/bin/ownit": OWNIT}
    shutil.copyfile(sqlite_template, tmp_path / "ownit.sqlite3")
    found_organisation(Database(f"sqlite:///{tmp_path}/ownit.sqlite3"), datetime.now(UTC))
    assert "/join/" in run(with_replaced(line, ownit), OWNIT_DATA_DIR=str(tmp_path))


def test_the_nightly_copy_is_made(tmp_path: Path, sqlite_template: Path) -> None:
    """By cron: five fields of time, a user, and the rest for sh."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(sqlite_template, data / "ownit.sqlite3")
    *when, user, command = recipe("cron").strip().split(maxsplit=6)
    assert when == ["15", "3", "*", "*", "*"]
    assert user == "ownit"
    paths = {"/var/lib/ownit": str(data), "/opt/ownit/.venv/bin/ownit": OWNIT}
    run(with_replaced(command, paths))
    assert list((data / "backups").glob("ownit-*.zip"))


def test_a_backup_is_restored_looked_at_and_resumed(tmp_path: Path, sqlite_template: Path) -> None:
    data, restored = tmp_path / "data", tmp_path / "restored"
    data.mkdir()
    shutil.copyfile(sqlite_template, data / "ownit.sqlite3")
    backup = f"{OWNIT} migrate && {OWNIT} backup {tmp_path}/ownit-backup.zip"
    run(backup, OWNIT_DATA_DIR=str(data))
    (tmp_path / "erased.jsonl").touch()
    here = {"/srv/ownit-restored": str(restored), ".venv/bin/ownit": OWNIT}
    files = {
        "ownit-backup.zip": f"{tmp_path}/ownit-backup.zip",
        "erased.jsonl": f"{tmp_path}/erased.jsonl",
    }
    printed = run(with_replaced(shell_block("env OWNIT_DATA_DIR=/srv"), here | files))
    assert "is in place: 0 issues" in printed
    assert "The history is as it was written." in printed
    assert "Reminders are sent again." in printed


@pytest.fixture
def admin(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server, as its administrator; its programs are found."""
    monkeypatch.setenv("PATH", f"{postgres._server.bin_path}:{os.environ['PATH']}")
    admin = postgres._server.get_uri()
    yield admin
    run(f"psql {admin} -c 'DROP DATABASE ownit WITH (FORCE)' -c 'DROP ROLE ownit'")


def tables(url: str) -> set[str]:
    return set(run(f"psql {url} -Atc 'SELECT tablename FROM pg_tables'").split())


def test_postgresql_is_set_up_copied_and_put_back(admin: str, tmp_path: Path) -> None:
    here = {DATABASE: f"/ownit?{admin.partition('?')[2]}"}
    run(f"psql {admin} -v ON_ERROR_STOP=1 <<'END'\n{recipe('sql')}END")
    start = with_replaced(shell_block("OWNIT_DATABASE_URL="), here)
    url = start.split()[0].partition("=")[2]
    run(with_replaced(start, {"make run": f"{OWNIT} migrate"}), OWNIT_DATA_DIR=str(tmp_path))
    dump, restore, after = with_replaced(shell_block("pg_dump"), here).splitlines()
    run(dump, tmp_path)
    run(f"psql {url} -c 'DROP TABLE event CASCADE'")
    assert "event" not in tables(url)
    run(restore, tmp_path)
    assert "event" in tables(url)
    after = with_replaced(after, {".venv/bin/ownit": OWNIT})
    assert "The copy is in place." in run(after, OWNIT_DATA_DIR=str(tmp_path))
