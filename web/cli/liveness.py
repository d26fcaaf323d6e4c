"""Progress of a child process for its supervisor: a byte through a pipe, now and then.

Progress, not success: a loop that meets a database that is away goes on. Only one that stands still
is silent.
"""

import argparse
import os
import time
from contextlib import suppress

EVERY_SECONDS = 2.0  # between two bytes, at least


def add_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--liveness-fd", type=int, help=argparse.SUPPRESS)


class Liveness:
    """Called at each step forward; does nothing without a pipe. Never blocks and never raises."""

    def __init__(self, fd: int | None) -> None:
        self._fd, self._next_at = fd, 0.0
        if fd is not None:
            os.set_inheritable(fd, False)  # child processes must not write for it
            os.set_blocking(fd, False)

    def __call__(self) -> None:
        now = time.monotonic()
        if self._fd is not None and now >= self._next_at:
            self._next_at = now + EVERY_SECONDS
            with suppress(OSError):  # full, or nobody reads
                os.write(self._fd, b".")
