"""The supervisor with real processes: nothing it started outlives it, nothing stays down."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import pytest

from push import batches, channel_sender, public_http
from tests.support.served import until
from web.cli import supervisor as supervisor_module
from web.cli.liveness import EVERY_SECONDS
from web.cli.supervisor import Child, Signals, Supervisor

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
    for pid in pids(tmp_path).values():  # those that take no notice of SIGTERM
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


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


def test_a_child_that_needs_another_starts_once_that_one_is_under_way(
    tmp_path: Path, start: Start
) -> None:
    supervisor = start("waiting")
    until(lambda: set(pids(tmp_path)) == {"web"}, 10, "web running")
    os.kill(before := pids(tmp_path)["web"], signal.SIGKILL)
    until(lambda: pids(tmp_path)["web"] != before, 10, "web started again")
    assert set(pids(tmp_path)) == {"web"}
    (tmp_path / "listens").touch()
    both_run(tmp_path)
    supervisor.terminate()
    assert supervisor.wait(10) == 0


def test_one_that_waits_for_another_is_stopped_with_it(tmp_path: Path, start: Start) -> None:
    supervisor = start("waiting")
    until(lambda: set(pids(tmp_path)) == {"web"}, 10, "web running")
    supervisor.terminate()
    assert supervisor.wait(10) == 0
    assert set(pids(tmp_path)) == {"web"}


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


def said(supervisor: subprocess.Popen[bytes]) -> str:
    return supervisor.stderr.read().decode() if supervisor.stderr else ""


def test_a_watched_child_that_stands_still_is_replaced(tmp_path: Path, start: Start) -> None:
    supervisor = start("watched")
    both_run(tmp_path)
    before = pids(tmp_path)
    os.kill(before["worker"], signal.SIGSTOP)
    until(lambda: pids(tmp_path)["worker"] != before["worker"], 30, "replaced")
    assert not is_alive(before["worker"])
    assert pids(tmp_path)["web"] == before["web"]
    supervisor.terminate()
    assert supervisor.wait(10) == 0
    words = said(supervisor)
    assert "The worker process has hung: silent for " in words
    assert "The worker process that hung has ended (signal 9); it starts again in " in words


def test_a_watched_child_that_never_says_anything_is_replaced_again(
    tmp_path: Path, start: Start
) -> None:
    """It also takes no notice of SIGTERM."""
    start("mute")

    def workers() -> list[str]:
        return [one for one in notes(tmp_path) if one.startswith("worker") and one[-1].isdigit()]

    until(lambda: len(workers()) == 3, 60, "replaced twice")
    assert notes(tmp_path).count("worker stopped") >= 2


def test_it_can_be_stopped_while_it_replaces_a_child(tmp_path: Path, start: Start) -> None:
    supervisor = start("mute", seconds=1)
    until(lambda: "worker stopped" in notes(tmp_path), 30, "being replaced")
    supervisor.terminate()
    assert supervisor.wait(10) in {0, 1}
    assert not any(map(is_alive, pids(tmp_path).values()))


class Sleeping(Signals):
    """Signals of a supervisor that is stopped, with all the machine, while it waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        self.now, self.seconds = 1000.0, seconds
        monkeypatch.setattr("web.cli.supervisor.time.monotonic", lambda: self.now)

    def wait(self, seconds: float | None, pipes: object = ()) -> None:
        self.now += (seconds or 0.0) + self.seconds


@pytest.mark.parametrize(("asleep", "is_forgiven"), [(0.0, False), (600.0, True)])
def test_nobody_is_blamed_for_the_time_that_the_machine_slept(
    monkeypatch: pytest.MonkeyPatch, asleep: float, is_forgiven: bool
) -> None:
    signals = Sleeping(monkeypatch, asleep)
    child = Child("worker", ["sleep"], liveness_option="--lives", silent_seconds=60)
    monkeypatch.setattr(Child, "is_running", lambda _: True)
    sent: list[int] = []
    monkeypatch.setattr(Child, "send", lambda _, number: sent.append(number))
    child.process, child.heard_at = Mock(), signals.now
    Supervisor([child])._watch(signals)
    assert sent == ([] if is_forgiven else [signal.SIGTERM])
    signals.seconds = 0.0
    Supervisor([child])._watch(signals)
    assert sent == ([signal.SIGTERM] if is_forgiven else [signal.SIGTERM, signal.SIGKILL])


def test_no_step_that_a_worker_rightly_takes_is_as_long_as_the_silence() -> None:
    longest_batch = batches.BATCH / public_http.AT_ONCE * public_http.DEADLINE
    assert 2 * longest_batch < supervisor_module.SILENT_SECONDS
    assert 2 * channel_sender.DEADLINE < supervisor_module.SILENT_SECONDS
    assert 3 * EVERY_SECONDS < supervisor_module.SILENT_SECONDS


def test_no_child_outlives_a_killed_supervisor(tmp_path: Path, start: Start) -> None:
    supervisor = start()
    both_run(tmp_path)
    supervisor.kill()
    supervisor.wait()
    until(lambda: not any(map(is_alive, pids(tmp_path).values())), 10, "gone")
