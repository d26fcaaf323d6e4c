"""A worker that hangs is replaced, and what it had leased is sent by the next one."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from push import escalation
from tests.crash import hanging
from tests.crash.conftest import Crash
from tests.support.forks import Fork
from tests.support.served import until


@pytest.fixture
def supervised(crash: Crash, tmp_path: Path, where: str, how: str) -> Iterator[Fork]:
    now = datetime.now(UTC)
    with crash.bench.database.write() as session:
        for number in range(4):
            escalation.restart(session, f"issue:{number}", "unowned", now, now, now=now)
    known = (crash.database_url, crash.bench.service.origin, crash.key_file, tmp_path)
    process = Fork(hanging.supervise, *known, where, how)
    yield process
    process.kill()
    process.wait()
    if (tmp_path / "hung").exists():  # where the test has failed
        with suppress(ProcessLookupError):
            os.kill(int((tmp_path / "hung").read_text()), signal.SIGKILL)


# Each two of the three together once: how it stands still is no matter of the database.
@pytest.mark.parametrize(
    ("database_url", "where", "how"),
    [
        ("sqlite", "tell", "loops"),
        ("postgres", "tell", "stops"),
        ("postgres", "bundle", "loops"),
        ("sqlite", "bundle", "stops"),
    ],
    indirect=["database_url"],
)
def test_a_worker_that_hangs_is_replaced_and_nothing_is_lost(
    crash: Crash, supervised: Fork, tmp_path: Path
) -> None:
    wanted = sorted(f"issue:{number}" for number in range(4) for _ in crash.phones)
    until(lambda: len(crash.titles()) >= len(wanted), 60, "all sent")
    hung = int((tmp_path / "hung").read_text())
    assert not Path(f"/proc/{hung}").exists()
    supervised.send_signal(signal.SIGTERM)
    assert supervised.wait() == 0
    assert sorted(crash.titles()) == wanted, "nothing lost, and nothing twice"
    said = (tmp_path / "said").read_text()
    assert "The worker process has hung" in said
