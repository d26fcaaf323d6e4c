"""The real program, started as people start it: `ownit serve` on a free port, in a process.

with serve(tmp_path / "data", database_url) as app:
    link = app.first_link()
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.limits import LIMIT

_LINK = re.compile(r"^\s+(https?://\S+/join/\S+)$", re.MULTILINE)
_TURN = 0.02  # seconds between two looks


@dataclass
class Served:
    url: str
    data_dir: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes]
    output_file: Path

    @property
    def output(self) -> str:
        """Everything that it has said so far, to the terminal and to its log."""
        return self.output_file.read_text(errors="replace")

    def first_link(self) -> str:
        """The way in for the first admin, as the terminal shows it."""
        found = _LINK.findall(self.output)
        assert found, f"no link was shown:\n{self.output}"
        return str(found[-1])

    def child(self, name: str) -> int:
        """The process id of `web` or `worker`, as it is now. Linux only."""
        found = self.children(name)
        assert len(found) == 1, f"{len(found)} processes {name!r}:\n{self.output}"
        return found[0]

    def children(self, name: str) -> list[int]:
        """None while it is down."""
        return [pid for pid in children_of(self.process.pid) if name in _arguments(pid)]

    def wait_until_ready(self) -> None:
        try:
            until(lambda: self.is_ready() or self._has_ended(), LIMIT, "ready")
        finally:
            if self._has_ended() or not self.is_ready():
                sys.stdout.write(self.output)  # pytest shows it with the failure
        assert not self._has_ended(), "it ended at once"

    def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = LIMIT) -> int:
        """Its exit code, after this signal."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(seconds)

    def _has_ended(self) -> bool:
        return self.process.poll() is not None

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@contextmanager
def serve(
    data_dir: Path, database_url: str = "", more: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """`more` are settings; "" as `database_url` means a file in `data_dir`."""
    app = start(data_dir, database_url, more)
    try:
        app.wait_until_ready()
        yield app
    finally:
        _end(app)


def start(
    data_dir: Path,
    database_url: str = "",
    more: Mapping[str, str] | None = None,
    words: Sequence[str] = ("web.cli", "serve"),
) -> Served:
    """Starts it and returns at once; the caller ends it. `words`: the module and its arguments."""
    port = int((more or {}).get("OWNIT_PORT") or free_port())
    env = _environment(data_dir, database_url, port) | dict(more or {})
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    output = data_dir.with_suffix(".output")
    with output.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            env=env,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Served(f"http://127.0.0.1:{port}", data_dir, env, process, output)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Look again and again, and fail when it has not come true in time: after LIMIT, or after these
    seconds where they are more."""
    limit = max(seconds, LIMIT)
    deadline = time.monotonic() + limit
    while not true():
        assert time.monotonic() < deadline, f"not {what} within {limit} s"
        time.sleep(_TURN)


def _environment(data_dir: Path, database_url: str, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OWNIT_")}
    ours = {
        "OWNIT_DATA_DIR": str(data_dir),
        "OWNIT_DATABASE_URL": database_url,
        "OWNIT_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    return kept | ours


def _end(app: Served) -> None:
    try:
        app.stop()
    except subprocess.TimeoutExpired:
        # The children are in sessions of their own; they end when they see it gone.
        os.killpg(app.process.pid, signal.SIGKILL)
        app.process.wait()


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(one) for one in text.split()]


def _arguments(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:  # it has ended since
        return []
