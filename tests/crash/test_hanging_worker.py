"""A worker that hangs is replaced, and what it had leased is sent by the next one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from push import escalation
from tests.crash.conftest import ROOT, Crash
from tests.support.served import until

Process = subprocess.Popen[bytes]


@pytest.fixture
def supervised(crash: Crash, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Process]:
    where, how = request.param
    now = datetime.now(UTC)
    with crash.bench.database.write() as session:
        for number in range(4):
            escalation.restart(session, f"issue:{number}", "unowned", now, now, now=now)
    known = (crash.database_url, crash.bench.service.origin, str(crash.key_file), str(tmp_path))
    command = [sys.executable, "-m", "tests.crash.hanging", *known, where, how]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=(tmp_path / "said").open("wb"))
    yield process
    process.kill()
    process.wait()
    if (tmp_path / "hung").exists():  # where the test has failed
        with suppress(ProcessLookupError):
            os.kill(int((tmp_path / "hung").read_text()), signal.SIGKILL)


@pytest.mark.parametrize(
    "supervised",
    [("tell", "loops"), ("tell", "stops"), ("bundle", "loops"), ("bundle", "stops")],
    indirect=True,
)
def test_a_worker_that_hangs_is_replaced_and_nothing_is_lost(
    crash: Crash, supervised: Process, tmp_path: Path
) -> None:
    wanted = sorted(f"issue:{number}" for number in range(4) for _ in crash.phones)
    until(lambda: len(crash.titles()) >= len(wanted), 60, "all sent")
    hung = int((tmp_path / "hung").read_text())
    assert not Path(f"/proc/{hung}").exists()
    supervised.send_signal(signal.SIGTERM)
    assert supervised.wait(20) == 0
    assert sorted(crash.titles()) == wanted, "nothing lost, and nothing twice"
    said = (tmp_path / "said").read_text()
    assert "The worker process has hung" in said
