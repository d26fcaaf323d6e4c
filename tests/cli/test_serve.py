"""`ownit serve` for real: first start, second start, and every way to end it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.test_supervisor import is_alive
from tests.support.limits import LIMIT
from tests.support.postgres import Postgres
from tests.support.served import Served, free_port, serve, start, until
from web.cli import archive, keys

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def ownit(app: Served, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "web.cli", *words]
    return subprocess.run(
        command, check=False, env=app.env | settings, capture_output=True, text=True, timeout=LIMIT
    )


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One that runs, for all who leave it running."""
    with serve(tmp_path_factory.mktemp("serve") / "data") as served:
        yield served


def test_ctrl_c_stops_both_and_a_second_start_keeps_everything_but_the_link(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serve(data) as first:
        pids = [first.child("web"), first.child("worker")]
        link = first.first_link()
        with urlopen(link) as page:
            assert page.status == 200
        kept = {name: (data / name).read_bytes() for name in (keys.LINKS_FILE, keys.VAPID_FILE)}
        assert first.stop(signal.SIGINT) == 0
        assert not any(map(is_alive, pids))
        assert "Traceback" not in first.output
        log = [line for line in first.output.splitlines() if re.match(r"\d{4}-", line)]
        assert link.rpartition("/")[2] not in "\n".join(log)
    with serve(data) as second:
        assert second.first_link().rpartition("/")[2] != link.rpartition("/")[2]
        assert "█" not in second.output  # a phone cannot open 127.0.0.1
        assert {name: (data / name).read_bytes() for name in kept} == kept


def test_killed_outright_it_leaves_nothing_behind(tmp_path: Path) -> None:
    with serve(tmp_path / "data") as app:
        pids = [app.child("web"), app.child("worker")]
        app.process.kill()
        app.process.wait()
        until(lambda: not any(map(is_alive, pids)), 20, "gone")


def test_a_killed_web_comes_back(tmp_path: Path) -> None:
    """In a program of its own: what the killed one has started answers for a moment longer."""
    with serve(tmp_path / "data") as app:
        os.kill(before := app.child("web"), signal.SIGKILL)
        until(lambda: app.children("web") not in ([], [before]), 10, "started again")
        app.wait_until_ready()


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_second_one_on_the_same_data_is_a_sentence(app: Served, command: str) -> None:
    """Also at another port."""
    second = ownit(app, command, OWNIT_PORT=str(free_port()))
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"already, as process {app.process.pid}, so this one does not start" in second.stderr


def test_a_killed_one_keeps_nobody_out(tmp_path: Path) -> None:
    with serve(tmp_path / "data") as app:
        app.process.kill()
        app.process.wait()
        with serve(tmp_path / "data") as second:  # at once, at another port
            assert second.stop() == 0


def test_on_postgresql_two_workers_are_at_work(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.new_database(empty=True) as url, serve(tmp_path / "data", url) as app:
        command = [sys.executable, "-m", "web.cli", "worker"]
        second = subprocess.Popen(command, env=app.env, stderr=subprocess.PIPE, text=True)
        log = second.stderr
        assert log is not None
        until(lambda: "The worker has started" in log.readline(), LIMIT, "at work")
        second.terminate()
        second.communicate(timeout=LIMIT)
        assert second.returncode == 0


def test_a_taken_port_is_a_sentence(app: Served, tmp_path: Path) -> None:
    second = ownit(app, "serve", OWNIT_DATA_DIR=str(tmp_path / "other"))
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert "OWNIT_PORT" in second.stderr


def test_an_unreachable_database_is_a_sentence(tmp_path: Path) -> None:
    away = f"postgresql://own@/own?host={tmp_path}"
    app = start(tmp_path / "data", away)
    assert app.process.wait(LIMIT) == 1
    assert "The database did not answer as it should" in app.output
    assert "Traceback" not in app.output


def test_doctor_invite_and_backup_beside_a_running_program(app: Served, tmp_path: Path) -> None:
    examined = ownit(app, "doctor")
    assert examined.returncode == 1
    problems = [one for one in examined.stdout.splitlines() if "PROBLEM" in one]
    assert len(problems) == 1
    assert "There is no admin yet." in problems[0]
    assert "There is no site yet." in ownit(app, "invite").stderr
    assert ownit(app, "backup", str(tmp_path / "copy.zip")).returncode == 0
    with archive.opened(tmp_path / "copy.zip") as copied:
        assert copied.manifest.rows["invite"] == 1
