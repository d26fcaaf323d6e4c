"""The supervisor with real processes: nothing it started outlives it, nothing stays down."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.served import until
from web.cli.supervisor import Child

Start = Callable[..., subprocess.Popen[bytes]]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start(mode: str = "steady", seconds: float = 10) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.cli.supervised", str(tmp_path), mode, str(seconds)]
        started.append(subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True))
        return started[-1]

    yield start
    for one in started:
        if one.poll() is None:
            one.kill()
        one.wait()
        if one.stderr:
            one.stderr.close()


def notes(folder: Path) -> list[str]:
    path = folder / "notes"
    return path.read_text().splitlines() if path.exists() else []


def pids(folder: Path) -> dict[str, int]:
    """The newest process of each child."""
    pairs = [line.split() for line in notes(folder)]
    return {name: int(what) for name, what in pairs if what.isdigit()}


def is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def both_run(folder: Path) -> None:
    until(lambda: set(pids(folder)) == {"web", "worker"}, 10, "both running")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_stops_both_gracefully(tmp_path: Path, start: Start, number: int) -> None:
    supervisor = start()
    both_run(tmp_path)
    supervisor.send_signal(number)
    assert supervisor.wait(10) == 0
    assert {"web stopped", "worker stopped"} <= set(notes(tmp_path))
    assert not any(map(is_alive, pids(tmp_path).values()))


def test_a_child_that_dies_starts_again(tmp_path: Path, start: Start) -> None:
    supervisor = start()
    both_run(tmp_path)
    before = pids(tmp_path)
    os.kill(before["worker"], signal.SIGKILL)
    until(lambda: pids(tmp_path)["worker"] != before["worker"], 10, "started again")
    assert pids(tmp_path)["web"] == before["web"]
    supervisor.terminate()
    assert supervisor.wait(10) == 0
    said = supervisor.stderr.read().decode() if supervisor.stderr else ""
    assert "The worker process ended by itself (signal 9); it starts again in 0.5 s." in said


def test_a_child_that_keeps_dying_is_started_ever_more_slowly() -> None:
    failing = Child("web", ["false"])
    pauses = []
    for _ in range(9):
        failing.start()
        assert failing.process
        failing.plan_restart(failing.process.wait())
        pauses.append(failing.start_at - failing.started_at)
    assert [round(pause, 1) for pause in pauses[:4]] == [0.5, 1.0, 2.0, 4.0]
    assert max(pauses) < 31


def test_it_can_be_stopped_while_a_child_is_down(tmp_path: Path, start: Start) -> None:
    supervisor = start("failing")
    until(lambda: len(notes(tmp_path)) >= 4, 10, "tried twice")
    supervisor.terminate()
    assert supervisor.wait(5) == 0


def test_who_does_not_stop_in_time_is_ended(tmp_path: Path, start: Start) -> None:
    supervisor = start("stubborn", seconds=0.3)
    both_run(tmp_path)
    supervisor.terminate()
    assert supervisor.wait(10) == 1
    assert not any(map(is_alive, pids(tmp_path).values()))


def test_a_second_signal_ends_all_at_once(tmp_path: Path, start: Start) -> None:
    supervisor = start("stubborn", seconds=60)
    both_run(tmp_path)
    supervisor.terminate()
    until(lambda: notes(tmp_path).count("web stopped") == 1, 10, "asked to stop")
    supervisor.terminate()
    assert supervisor.wait(10) == 1
    assert not any(map(is_alive, pids(tmp_path).values()))


def test_no_child_outlives_a_killed_supervisor(tmp_path: Path, start: Start) -> None:
    supervisor = start()
    both_run(tmp_path)
    supervisor.kill()
    supervisor.wait()
    until(lambda: not any(map(is_alive, pids(tmp_path).values())), 10, "gone")
