"""The process that keeps those alive which answer is itself kept alive."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.supervised_web import SILENT_SECONDS
from tests.support.limits import LIMIT
from tests.support.served import free_port, until
from web.cli.serve import command

ROOT = Path(__file__).parents[2]


class Supervised:
    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        settings = {
            "OWNIT_DATA_DIR": str(folder / "data"),
            "OWNIT_PORT": str(self.port),
            "OWNIT_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OWNIT_")}
        self.env = kept | settings | {"PYTHONPATH": str(ROOT)}
        subprocess.run(command("prepare"), env=self.env, cwd=ROOT, check=True, capture_output=True)
        self.log = folder / "log"
        with self.log.open("wb") as log:
            words = [sys.executable, "-m", "tests.server.supervised_web"]
            self.process = subprocess.Popen(words, env=self.env, cwd=ROOT, stderr=log)

    def answers(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self.port}/healthz"
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def master(self) -> int:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(children[0]) if children else 0


@pytest.fixture(scope="module")
def supervised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supervised]:
    made = Supervised(tmp_path_factory.mktemp("supervised"))
    try:
        until(made.answers, LIMIT, "it answers")
        yield made
    finally:
        made.process.terminate()
        made.process.wait(LIMIT)


def test_a_master_that_hangs_is_replaced(supervised: Supervised) -> None:
    hung = supervised.master()
    os.kill(hung, signal.SIGSTOP)
    until(lambda: supervised.master() not in (0, hung), LIMIT, "it is replaced")
    assert "The web process has hung" in supervised.log.read_text()
    until(supervised.answers, LIMIT, "the new one answers")
    assert not Path(f"/proc/{hung}").exists()


def test_one_whose_processes_all_hang_goes_on(supervised: Supervised) -> None:
    """Those are its own to replace: it is not taken for hung itself."""
    master = supervised.master()
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    assert children
    for child in children:
        os.kill(int(child), signal.SIGSTOP)
    time.sleep(SILENT_SECONDS * 1.5)
    assert supervised.master() == master
    for child in children:
        os.kill(int(child), signal.SIGCONT)
    until(supervised.answers, LIMIT, "it answers")
