"""Keeps child processes running, and stops them together. Knows commands, not what they do.

A child may be watched: it gets a pipe and writes a byte into it whenever it makes progress. One
that is silent for too long is stopped, killed if need be, and restarted as after a crash.
"""

import logging
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

log = logging.getLogger(__name__)

STOP_SECONDS = 20.0
STEADY_SECONDS = 60.0  # one that ran this long has not failed in a row
LONGEST_PAUSE = 30.0
# For a watched child. The longest rightful step of a worker is a batch without answers, 30 s; a
# database that is busy or away takes 15 s.
SILENT_SECONDS = 90.0
TERM_SECONDS = 5.0  # between SIGTERM and SIGKILL for one that hangs
# When the supervisor itself wakes so much too late, the machine slept, and its children with it.
ASLEEP_SECONDS = 5.0
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Child:
    name: str
    command: list[str]
    # For a watched child: the option with the number of its end of the pipe.
    liveness_option: str = ""
    silent_seconds: float = SILENT_SECONDS
    # Starts once this one, which is watched, has made progress.
    after: "Child | None" = None
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0  # from here on: seconds of the monotonic clock, or counts
    start_at: float = 0.0
    heard_at: float = 0.0
    kill_at: float | None = None  # it hangs, and was asked to stop
    failures: int = 0
    pipe: int | None = None  # the supervisor's end
    is_under_way: bool = False  # it has made progress since it was started

    def start(self) -> None:
        """In a session of its own: Ctrl-C reaches only the supervisor, which stops all."""
        if self.liveness_option:
            self._start_watched()
        else:
            self.process = subprocess.Popen(self.command, start_new_session=True)
        self.started_at = self.heard_at = time.monotonic()
        self.kill_at, self.is_under_way = None, False

    def _start_watched(self) -> None:
        self.close_pipe()
        self.pipe, theirs = os.pipe()
        os.set_blocking(self.pipe, False)
        command = [*self.command, self.liveness_option, str(theirs)]
        try:
            self.process = subprocess.Popen(command, start_new_session=True, pass_fds=(theirs,))
        finally:
            os.close(theirs)

    def close_pipe(self) -> None:
        if self.pipe is not None:
            os.close(self.pipe)
            self.pipe = None

    def listen(self) -> None:
        """Read what it has written; its end of the pipe may be closed."""
        with suppress(BlockingIOError):
            while self.pipe is not None:
                if os.read(self.pipe, 4096):
                    self.heard_at, self.is_under_way = time.monotonic(), True
                else:
                    self.close_pipe()

    def may_start(self) -> bool:
        return self.process is None and (self.after is None or self.after.is_under_way)

    def act_at(self) -> float | None:
        """When its silence has to be acted on."""
        if not self.liveness_option or not self.is_running():
            return None
        return self.heard_at + self.silent_seconds if self.kill_at is None else self.kill_at

    def replace(self) -> None:
        """It is silent for too long: SIGTERM first, so that one that only seems so can end
        properly."""
        at, now = self.act_at(), time.monotonic()
        if at is None or now < at:
            return
        if self.kill_at is not None:
            self.send(signal.SIGKILL)
            self.kill_at = now + TERM_SECONDS
            return
        silent = now - self.heard_at
        log.error("The %s process has hung: silent for %.0f s. It is replaced.", self.name, silent)
        self.send(signal.SIGTERM)
        self.kill_at = now + TERM_SECONDS

    def ended_with(self) -> int | None:
        """The exit code once it has ended; minus the number of the signal that ended it."""
        return self.process.poll() if self.process else None

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def plan_restart(self, code: int) -> None:
        now = time.monotonic()
        steady = now - self.started_at >= STEADY_SECONDS
        self.failures = 1 if steady else self.failures + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.failures - 1))
        how = "ended by itself" if self.kill_at is None else "that hung has ended"
        words = "The %s process %s (%s); it starts again in %g s."
        log.error(words, self.name, how, _how(code), pause)
        self.process, self.start_at = None, now + pause

    def send(self, number: signal.Signals) -> None:
        """To the process alone; SIGKILL also to all that it has started."""
        if self.process and self.is_running():
            with suppress(ProcessLookupError):
                whole_group = number is signal.SIGKILL
                (os.killpg if whole_group else os.kill)(self.process.pid, number)


@dataclass
class Signals:
    """Counts requests to stop, and wakes the waiting loop at any signal."""

    waker: socket.socket
    stops: int = 0

    def wait(self, seconds: float | None, pipes: Sequence[int] = ()) -> None:
        """Until a signal comes, or something from a pipe."""
        waker = self.waker.fileno()
        if waker in select.select([waker, *pipes], [], [], seconds)[0]:
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
                self._watch(signals)
                if not signals.stops:
                    self._plan_restarts()
            return self._stop(signals)

    def _watch(self, signals: Signals) -> None:
        seconds, began = self._until_next(), time.monotonic()
        signals.wait(seconds, [child.pipe for child in self.children if child.pipe is not None])
        late = time.monotonic() - began - (seconds or 0.0)
        for child in self.children:
            child.listen()
            if seconds is not None and late > ASLEEP_SECONDS:
                child.heard_at = time.monotonic()
            child.replace()

    def _plan_restarts(self) -> None:
        for child in self.children:
            code = child.ended_with()
            if code is not None:
                child.plan_restart(code)

    def _start_due(self) -> None:
        for child in self.children:
            if child.may_start() and child.start_at <= time.monotonic():
                child.start()

    def _until_next(self) -> float | None:
        """Seconds until a child has to start, or is silent for too long."""
        due = [child.start_at for child in self.children if child.may_start()]
        due += [at for child in self.children if (at := child.act_at()) is not None]
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
    # Handled by nothing, not ignored: so that the end of a child wakes the loop.
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
