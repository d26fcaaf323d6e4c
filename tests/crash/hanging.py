"""A supervisor and its worker, which hangs once; to be called in a process of its own."""

import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlmodel import Session

from push import sender, signals, worker
from push.endpoints import PushServices
from push.nudge import Nudge
from push.plan import Advance, DueEscalation
from push.sender import Route
from push.vapid import VapidSigner, load
from tests.push.bench import one_of
from web.cli import liveness, logs, supervisor
from web.cli.liveness import Liveness
from web.cli.supervisor import Child, Supervisor
from web.store.engine import Database

SILENT_SECONDS, LEASE_SECONDS = 5.0, 2.0


class HangsOnce:
    """Tells person 1. Hangs once, at the second ladder or when the words of a bundle are made,
    which is when all of it is leased; which process that was is written down before."""

    def __init__(self, folder: Path, where: str, how: str) -> None:
        self.note, self.where, self.how = folder / "hung", where, how

    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        if escalation.subject == "issue:1":
            self._hang("tell")
        until = now + timedelta(hours=1)
        name = escalation.subject
        return Advance((Nudge("1", name, "", "/", name, until),), escalation.step + 1, None)

    def bundle(self, contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        self._hang("bundle")
        return one_of(contents)

    def _hang(self, where: str) -> None:
        if where != self.where or self.note.exists():
            return
        self.note.write_text(str(os.getpid()))
        if self.how == "stops":
            os.kill(os.getpid(), signal.SIGSTOP)
        while self.how == "loops":
            pass


@dataclass
class ForkedProcess:
    """What a supervisor needs of `subprocess.Popen`."""

    pid: int
    code: int | None = None

    def poll(self) -> int | None:
        return self._look(os.WNOHANG)

    def wait(self) -> int | None:
        return self._look(0)

    def _look(self, options: int) -> int | None:
        if self.code is None:
            pid, status = os.waitpid(self.pid, options)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code


@dataclass
class ForkedChild(Child):
    """Starts at once: its process is a fork of the supervisor, and has nothing to load."""

    work: Any = None  # gets its end of the pipe

    def _start_watched(self) -> None:
        self.close_pipe()
        self.pipe, theirs = os.pipe()
        os.set_blocking(self.pipe, False)
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            os.setsid()
            self.work(theirs)
            os._exit(0)
        os.close(theirs)
        self.process = cast(Any, ForkedProcess(pid))


def work(
    url: str, origin: str, key_file: Path, folder: Path, where: str, how: str, fd: int
) -> None:
    signer = VapidSigner(load(key_file), "mailto:push@own.example.org")
    route = Route(signer, PushServices.of((origin,)), "https://own.example.org")
    built = worker.build(Database(url), HangsOnce(folder, where, how), route, {})
    built.lease_seconds, built.progress = LEASE_SECONDS, Liveness(fd)
    assert isinstance(built.sender, sender.Sender)
    signals.stop_on_signals(built.stop)
    built.run()


def supervise(url: str, origin: str, key_file: Path, folder: Path, where: str, how: str) -> None:
    """Its words go into the file `said` of the folder; so do those of the worker."""
    os.dup2(os.open(folder / "said", os.O_WRONLY | os.O_CREAT, 0o600), 2)
    logs.set_up()
    liveness.EVERY_SECONDS, supervisor.TERM_SECONDS = 0.1, 0.5
    child = ForkedChild("worker", [], liveness_option="--fd", silent_seconds=SILENT_SECONDS)
    child.work = partial(work, url, origin, key_file, folder, where, how)
    os._exit(Supervisor([child]).run())
