"""A supervisor and its worker, which hangs once; to be started in a process of its own.

python -m tests.crash.hanging DATABASE_URL PUSH_ORIGIN KEY_FILE FOLDER WHERE HOW

With the number of a pipe behind it, it is that worker.
"""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from push import sender, signals, worker
from push.endpoints import PushServices
from push.nudge import Nudge
from push.plan import Advance, Due
from push.sender import Route
from push.vapid import VapidSigner, load
from tests.push.bench import one_of
from web.cli import liveness, logs, supervisor
from web.cli.liveness import Liveness
from web.cli.supervisor import Child, Supervisor
from web.store.engine import Database

SILENT_SECONDS, LEASE_SECONDS = 8.0, 2.0


class HangsOnce:
    """Tells person 1. Hangs once, at the second ladder or when the words of a bundle are made,
    which is when all of it is leased; which process that was is written down before."""

    def __init__(self, folder: Path, where: str, how: str) -> None:
        self.note, self.where, self.how = folder / "hung", where, how

    def tell(self, session: Session, escalation: Due, now: datetime) -> Advance:
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


def work(url: str, origin: str, key_file: str, folder: str, where: str, how: str, fd: str) -> None:
    signer = VapidSigner(load(Path(key_file)), "mailto:push@own.example.org")
    route = Route(signer, PushServices.of((origin,)), "https://own.example.org")
    built = worker.build(Database(url), HangsOnce(Path(folder), where, how), route, {})
    built.lease_seconds, built.progress = LEASE_SECONDS, Liveness(int(fd))
    assert isinstance(built.sender, sender.Sender)
    signals.stop_on_signals(built.stop)
    built.run()


def main(*words: str) -> int:
    logs.set_up()
    liveness.EVERY_SECONDS = 0.1
    if "--fd" in words:
        work(*words[:6], words[7])
        return 0
    command = [sys.executable, "-m", "tests.crash.hanging", *words]
    supervisor.TERM_SECONDS = 0.5
    child = Child("worker", command, liveness_option="--fd", silent_seconds=SILENT_SECONDS)
    return Supervisor([child]).run()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
