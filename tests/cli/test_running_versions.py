"""A newer database while web and worker run: both rest, and no tap is lost."""

import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from push.heartbeat import last_cycle
from tests.support.clock import Clock
from tests.support.limits import LIMIT
from tests.support.served import Served, serve, until
from tests.support.versions import NEWER, set_version
from tests.web.world import World
from web.rules.vocabulary import EventKind
from web.store.engine import Database
from web.store.tables.issues import Event


class SteadyNoteWriter(threading.Thread):
    """Taps one note after another, each again with the same key until it was answered."""

    def __init__(self, app: Served, token: str, ref: str) -> None:
        super().__init__(daemon=True)
        self.address, self.token = f"{app.url}/issues/{ref}/note", token
        self.stop, self.done = threading.Event(), 0
        self.answers: list[tuple[int, str, str | None]] = []

    def run(self) -> None:
        while not self.stop.is_set():
            fields = {"key": f"note-number-{self.done:05}", "text": f"Note {self.done}"}
            status, body, retry_after = self._post(urllib.parse.urlencode(fields).encode())
            self.answers.append((status, body, retry_after))
            if status == 200:
                self.done += 1
            else:
                self.stop.wait(0.05)

    def _post(self, body: bytes) -> tuple[int, str, str | None]:
        headers = {
            "Cookie": f"ownit={self.token}",
            "Accept": "application/json",
            "Sec-Fetch-Site": "same-origin",
        }
        asked = urllib.request.Request(self.address, body, headers)
        try:
            with urllib.request.urlopen(asked, timeout=LIMIT) as answer:
                return answer.status, "", None
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers["Retry-After"]


@pytest.fixture
def running(
    tmp_path: Path, database: Database, database_url: str
) -> Iterator[tuple[Served, World, SteadyNoteWriter, str]]:
    world = World(database, Clock(datetime.now(UTC)))
    ref = world.report()
    with serve(tmp_path / "data", database_url) as app:
        writer = SteadyNoteWriter(app, world.tokens["owner"], ref)
        writer.start()
        yield app, world, writer, ref
        writer.stop.set()
        writer.join(LIMIT)


# SQLite is asked at each look, PostgreSQL once a second: here the later one. In one process, on
# both: tests/web/test_versions.py.
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_web_and_worker_rest_while_the_database_is_newer(
    running: tuple[Served, World, SteadyNoteWriter, str],
) -> None:
    app, world, writer, ref = running
    issue_id = world.issue(ref).id
    until(lambda: writer.done >= 5, 30, "tapping")
    set_version(world.database, NEWER)
    until(lambda: writer.answers[-1][0] == 503, 20, "refused")
    until(lambda: "The worker stops and sends nothing more." in app.output, 20, "stopped")
    frozen, since = count_notes(world, issue_id), time.monotonic()
    seen = len(writer.answers)
    until(lambda: len(writer.answers) >= seen + 10, 20, "tapping on")
    status, body, retry_after = writer.answers[-1]
    assert (status, retry_after) == (503, "20")
    assert "Own It is being updated" in body
    assert count_notes(world, issue_id) == frozen
    assert app.output.count("The worker stops") <= 2 + (time.monotonic() - since) / 2
    stopped_at = datetime.now(UTC)
    set_version(world.database)
    done = writer.done
    until(lambda: writer.done >= done + 5, 30, "going on")
    until(lambda: beats_since(world, stopped_at), 60, "sending again")
    writer.stop.set()
    writer.join(LIMIT)
    assert count_notes(world, issue_id) == writer.done
    assert {status for status, *_ in writer.answers} == {200, 503}


def count_notes(world: World, issue_id: int) -> int:
    """By way of the engine: while the version is another one no unit of work begins."""
    with world.database.engine.connect() as connection:
        query = select(func.count()).where(col(Event.issue_id) == issue_id)
        return int(connection.execute(query.where(col(Event.kind) == EventKind.NOTED)).scalar_one())


def beats_since(world: World, at: datetime) -> bool:
    with world.database.read() as session:
        found = last_cycle(session, datetime.now(UTC))
    return found is not None and found > at
