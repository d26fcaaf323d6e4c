"""Starts the real program and the floor beside each other, each with its full store."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench import floor, store
from tests.support.served import Served, free_port, serve, until

# As the real program runs by default: two processes of four threads.
_GUNICORN = ("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "15")


@dataclass(frozen=True)
class Rival:
    port: int
    cookies: list[str]  # eight owners’, then that of the person at home
    site_id: int = 0


@contextmanager
def own_it(folder: Path, url: str = "") -> Iterator[tuple[Rival, Served]]:
    """`ownit serve` with both its processes; "" as `url` means SQLite."""
    data = folder / "ours"
    data.mkdir(mode=0o700)
    people = store.fill(url or f"sqlite:///{data / 'ownit.sqlite3'}")
    with serve(data, url) as app:
        port = int(app.url.rpartition(":")[2])
        yield Rival(port, people.cookies, people.site_id), app


@contextmanager
def the_floor(folder: Path) -> Iterator[Rival]:
    path, port = folder / "floor.sqlite3", free_port()
    floor.fill(path)
    application = f"tests.bench.floor:create_app({str(path)!r})"
    command = [sys.executable, "-m", "gunicorn", *_GUNICORN, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--log-level", "warning", application], env=dict(os.environ)
    )
    try:
        until(lambda: _is_ready(port), 30, "ready")
        yield Rival(port, floor.cookies(floor.create_app(str(path))))
    finally:
        process.terminate()
        process.wait(20)


def _is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False
