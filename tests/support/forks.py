"""Real processes for tests, forked from a server process that has loaded the modules already.

To load them takes a fresh Python more than a second of processor time; a fork takes hundredths of
it. A fork shares nothing that can be changed: it makes its app and its connections by itself.
"""

import multiprocessing
import os
import subprocess
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext
from threading import Lock
from typing import Any

from tests.support.limits import LIMIT


@cache
def forks() -> ForkServerContext:
    """One server process for each test process; it ends with that."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.preloaded"])
    return context


class Fork:
    """Calls `work` in a process of its own. The methods are those of `subprocess.Popen`, and can
    be called by several threads."""

    def __init__(self, work: Callable[..., object], *arguments: Any) -> None:
        self._process = forks().Process(target=work, args=arguments)
        self._process.start()
        self._lock = Lock()

    def poll(self) -> int | None:
        """The exit code; minus the signal's number where one ended it; None while it runs."""
        with self._lock:
            return self._process.exitcode

    def wait(self, seconds: float = LIMIT) -> int:
        wait([self._process.sentinel], seconds)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self._process.name, seconds)
        return code

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, number: int) -> None:
        assert self._process.pid
        os.kill(self._process.pid, number)
