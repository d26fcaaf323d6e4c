"""A push service, phones, and workers that are started to be killed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from push.vapid import load_or_make
from tests.crash import a_worker
from tests.push.bench import Bench
from tests.push.running import running_service
from tests.push.sink import Sink, running_sink
from tests.support.forks import Fork
from web.store.engine import Database

LEASE_SECONDS = 1.0


@dataclass
class Crash:
    """The bench, and the worker's process; its clock is the real one."""

    bench: Bench
    database_url: str
    key_file: Path
    sink: Sink
    started: list[Fork] = field(default_factory=list)

    def start(self) -> Fork:
        known = (self.database_url, self.bench.service.origin, self.key_file)
        self.started.append(Fork(a_worker.work, *known, LEASE_SECONDS, self.sink.way()))
        return self.started[-1]

    def finish(self) -> None:
        """Let one worker run undisturbed until nothing is left to do."""
        assert self.start().wait() == 0

    def titles(self, since: int = 0) -> list[str]:
        """What the push service accepted after so many, read; a bundle is taken apart."""
        phone_by_token = {phone.token: phone for phone in self.phones}
        notifications = [
            phone_by_token[one.token].read(one)["notification"]
            for one in self.bench.service.accepted[since:]
        ]
        return [title for one in notifications for title in _said(one)]

    def __post_init__(self) -> None:
        self.phones = [self.bench.phone(device=str(number)) for number in range(2)]

    def close(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()


def _said(notification: dict[str, Any]) -> list[str]:
    if notification["tag"].startswith("bundle-"):
        return str(notification["body"]).split(" · ")
    return [notification["title"]]


@pytest.fixture
def crash(database: Database, database_url: str, tmp_path: Path) -> Iterator[Crash]:
    key_file = tmp_path / "vapid.pem"
    with running_service() as service, running_sink() as sink:
        bench = Bench(database, service, load_or_make(key_file))
        made = Crash(bench, database_url, key_file, sink)
        yield made
        made.close()
        bench.close()
