"""Keeps child processes running, and stops them together. Knows commands, not what they do."""

import logging
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

log = logging.getLogger(__name__)

STOP_SECONDS = 20.0
STEADY_SECONDS = 60.0  # whoever ran this long has not failed in a row
LONGEST_PAUSE = 30.0
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0  # these three: seconds of the monotonic clock, or a count
    start_at: float = 0.0
    failures: int = 0

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which stops all in order.
        self.process = subprocess.Popen(self.command, start_new_session=True)
        self.started_at = time.monotonic()

    def ended_with(self) -> int | None:
        """The exit code once it has ended; minus a signal’s number where one ended it."""
        return self.process.poll() if self.process else None

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def plan_restart(self, code: int) -> None:
        now = time.monotonic()
        steady = now - self.started_at >= STEADY_SECONDS
        self.failures = 1 if steady else self.failures + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.failures - 1))
        log.error(
            "The %s process ended by itself (%s); it starts again in %g s.",
            self.name,
            _how(code),
            pause,
        )
        self.process, self.start_at = None, now + pause

    def send(self, number: signal.Signals) -> None:
        """To the process alone; SIGKILL also to all that it has started."""
        if self.process and self.is_running():
            with suppress(ProcessLookupError):
                whole_group = number is signal.SIGKILL
                (os.killpg if whole_group else os.kill)(self.process.pid, number)


@dataclass
class Signals:
    """Counts requests to stop, and wakes whoever waits when any signal comes."""

    waker: socket.socket
    stops: int = 0

    def wait(self, seconds: float | None) -> None:
        if select.select([self.waker], [], [], seconds)[0]:
            self.waker.recv(4096)

    def stop(self, *_: object) -> None:
        self.stops += 1


@dataclass
class Supervisor:
    children: list[Child]
    stop_seconds: float = STOP_SECONDS

    def run(self) -> int:
        """Until a signal asks to stop. 0: all ended by themselves in time; 1: some were killed."""
        with _listening() as signals:
            while not signals.stops:
                self._start_due()
                signals.wait(self._until_next_start())
                if not signals.stops:
                    self._plan_restarts()
            return self._stop(signals)

    def _plan_restarts(self) -> None:
        for child in self.children:
            code = child.ended_with()
            if code is not None:
                child.plan_restart(code)

    def _start_due(self) -> None:
        for child in self.children:
            if child.process is None and child.start_at <= time.monotonic():
                child.start()

    def _until_next_start(self) -> float | None:
        due = [child.start_at for child in self.children if child.process is None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _stop(self, signals: Signals) -> int:
        asked = signals.stops
        deadline = time.monotonic() + self.stop_seconds
        self._send(signal.SIGTERM)
        while self._running():
            signals.wait(max(0.0, deadline - time.monotonic()))
            if self._running() and (signals.stops > asked or time.monotonic() >= deadline):
                return self._kill()
        return 0

    def _kill(self) -> int:
        names = ", ".join(child.name for child in self._running())
        log.warning("These processes did not stop in time and were ended: %s.", names)
        self._send(signal.SIGKILL)
        for child in self.children:
            if child.process:
                child.process.wait()
        return 1

    def _running(self) -> list[Child]:
        return [child for child in self.children if child.is_running()]

    def _send(self, number: signal.Signals) -> None:
        for child in self.children:
            child.send(number)


@contextmanager
def _listening() -> Iterator[Signals]:
    waker, woken = socket.socketpair()
    for end in (waker, woken):
        end.setblocking(False)
    signals = Signals(waker)
    before = {number: signal.signal(number, signals.stop) for number in _STOPPING}
    # Not ignored but handled, by nothing: so that the end of a child wakes us.
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
    fd_before = signal.set_wakeup_fd(woken.fileno())
    try:
        yield signals
    finally:
        signal.set_wakeup_fd(fd_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        waker.close()
        woken.close()


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
