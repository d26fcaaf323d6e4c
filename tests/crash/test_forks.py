"""What the forked processes of these tests are, and what they are not."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.support.forks import Fork, forks


def describe(answers: Connection) -> None:
    opened = []
    for one in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # that of the folder itself
            opened.append(str(one.readlink()))
    answers.send((os.getpid(), threading.active_count(), opened, "web.app" in sys.modules))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_fork_has_loaded_the_program_and_opened_no_file_of_it() -> None:
    ours, theirs = forks().Pipe()
    fork = Fork(describe, theirs)
    theirs.close()
    pid, threads, opened, is_loaded = ours.recv()
    assert fork.wait() == 0
    assert (pid != os.getpid(), threads, is_loaded) == (True, 1, True)
    assert [one for one in opened if "sqlite" in one or "static" in one or ".html" in one] == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_exit_code_is_that_of_a_process(number: signal.Signals) -> None:
    fork = Fork(time.sleep, 600)
    assert fork.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        fork.wait(0.01)
    fork.send_signal(number)
    assert [fork.wait(), fork.wait(), fork.poll()] == [-number] * 3
    assert Fork(os._exit, 7).wait() == 7
