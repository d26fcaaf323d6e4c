"""A supervisor over two children that write down what happens to them, for tests.

Run as `python -m tests.cli.supervised FOLDER MODE SECONDS`; a child is the same with its name.
"""

import os
import signal
import sys
from pathlib import Path

from web.cli import logs, parent
from web.cli.supervisor import Child, Supervisor


def child(folder: Path, name: str, mode: str, started_by: int) -> None:
    parent.end_with(started_by)

    def on_stop(*_: object) -> None:
        note(folder, f"{name} stopped")
        if mode != "stubborn":
            sys.exit(0)

    signal.signal(signal.SIGTERM, on_stop)
    note(folder, f"{name} {os.getpid()}")
    if mode == "failing":
        sys.exit(7)
    while True:
        signal.pause()


def note(folder: Path, line: str) -> None:
    with (folder / "notes").open("a") as file:
        file.write(line + "\n")


def supervise(folder: Path, mode: str, seconds: float) -> int:
    logs.set_up()
    this = [sys.executable, "-m", "tests.cli.supervised", str(folder), mode, "0"]
    children = [Child(name, [*this, name, str(os.getpid())]) for name in ("web", "worker")]
    return Supervisor(children, stop_seconds=seconds).run()


def main(folder: str, mode: str, seconds: str, name: str = "", started_by: str = "0") -> int:
    if name:
        child(Path(folder), name, mode, int(started_by))
    return supervise(Path(folder), mode, float(seconds))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
