"""A supervisor over two children that write down what happens to them, for tests.

Run as `python -m tests.cli.supervised FOLDER MODE SECONDS`; a child is the same with its name.
"""

import os
import signal
import sys
import time
from pathlib import Path

from web.cli import liveness, logs, parent, supervisor
from web.cli.liveness import Liveness
from web.cli.supervisor import Child, Supervisor

SILENT_SECONDS = 3.0  # of a worker that is watched


def child(folder: Path, name: str, mode: str, started_by: int, fd: int | None) -> None:
    parent.end_with(started_by)
    alive = Liveness(None if mode == "mute" else fd)

    def on_stop(*_: object) -> None:
        note(folder, f"{name} stopped")
        if mode not in {"stubborn", "mute"}:
            sys.exit(0)

    signal.signal(signal.SIGTERM, on_stop)
    note(folder, f"{name} {os.getpid()}")
    if mode == "failing":
        sys.exit(7)
    while fd is not None:
        if mode != "waiting" or name != "web" or (folder / "listens").exists():
            alive()
        time.sleep(0.05)
    while True:
        signal.pause()


def note(folder: Path, line: str) -> None:
    with (folder / "notes").open("a") as file:
        file.write(line + "\n")


def supervise(folder: Path, mode: str, seconds: float) -> int:
    logs.set_up()
    this = [sys.executable, "-m", "tests.cli.supervised", str(folder), mode, "0"]
    children = [Child(name, [*this, name, str(os.getpid())]) for name in ("web", "worker")]
    if mode in {"watched", "mute"}:
        children[1].liveness_option, children[1].silent_seconds = "--fd", SILENT_SECONDS
    if mode == "waiting":
        children[0].liveness_option, children[1].after = "--fd", children[0]
    supervisor.TERM_SECONDS = 0.5
    return Supervisor(children, stop_seconds=seconds).run()


def main(folder: str, mode: str, seconds: str, name: str = "", by: str = "0", *fd: str) -> int:
    liveness.EVERY_SECONDS = 0.05
    if name:
        child(Path(folder), name, mode, int(by), int(fd[1]) if fd else None)
    return supervise(Path(folder), mode, float(seconds))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
