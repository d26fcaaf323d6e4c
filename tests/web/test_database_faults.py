"""What is wrong with a database is told from what is only slow, and from a fault of ours."""

import logging
from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError

from tests.web.world import World
from web.http.access import for_signed_in
from web.http.sentences import OF_AN_ACT
from web.store.errors import Fault, fault_of
from web.store.sqlite import driver

FULL = "The disk of Own It is full"
UNUSABLE = {
    "GET": "Own It cannot read anything now",
    "POST": "What you typed is still there",
}


def sqlite_error(words: str) -> DBAPIError:
    return OperationalError("UPDATE", {}, driver.OperationalError(words))


def postgresql_error(kind: type[psycopg.Error], wrapped: type[DBAPIError]) -> DBAPIError:
    return wrapped("UPDATE", {}, kind("said"))


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (sqlite_error("database is locked"), Fault.BUSY),
        (sqlite_error("database or disk is full"), Fault.FULL),
        (sqlite_error("disk I/O error"), Fault.BROKEN),
        (sqlite_error("attempt to write a readonly database"), Fault.BROKEN),
        (sqlite_error("unable to open database file"), Fault.BROKEN),
        (sqlite_error("database disk image is malformed"), Fault.BROKEN),
        (sqlite_error("file is not a database"), Fault.BROKEN),
        (IntegrityError("INSERT", {}, driver.IntegrityError("UNIQUE failed")), None),
        (postgresql_error(psycopg.errors.DiskFull, OperationalError), Fault.FULL),
        (postgresql_error(psycopg.errors.LockNotAvailable, OperationalError), Fault.BUSY),
        (postgresql_error(psycopg.errors.QueryCanceled, OperationalError), Fault.BUSY),
        (postgresql_error(psycopg.errors.TooManyConnections, OperationalError), Fault.BUSY),
        (postgresql_error(psycopg.errors.AdminShutdown, OperationalError), Fault.BUSY),
        (postgresql_error(psycopg.errors.IoError, OperationalError), Fault.BROKEN),
        (postgresql_error(psycopg.errors.DataCorrupted, InternalError), Fault.BROKEN),
        (postgresql_error(psycopg.errors.ReadOnlySqlTransaction, InternalError), Fault.BROKEN),
        (postgresql_error(psycopg.errors.UniqueViolation, IntegrityError), None),
        (postgresql_error(psycopg.OperationalError, OperationalError), Fault.BUSY),  # unreachable
    ],
    ids=str,
)
def test_each_error_is_sorted(error: DBAPIError, fault: Fault | None) -> None:
    assert fault_of(error) is fault


@pytest.fixture
def fill(one_world: World) -> Iterator[Callable[[], None]]:
    """SQLite then says SQLITE_FULL itself, as it does for ENOSPC."""
    database = one_world.database

    def at_its_limit(connection: driver.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # as few as it has already

    def fill_it() -> None:
        event.listen(database.engine, "connect", at_its_limit)
        database.engine.dispose()

    yield fill_it
    event.remove(database.engine, "connect", at_its_limit)
    database.engine.dispose()


def test_a_full_disk_has_a_sentence_of_its_own_and_the_tap_goes_later(
    one_world: World, fill: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    fill()
    form = {"text": "The cold room is warm. " * 80, "site_id": str(one_world.site.id)}
    answers = [
        one_world.owner.post("/issues", form | {"key": f"full-disk-{number:04}"})
        for number in range(20)  # what is free in the last page is used up first
    ]
    full = answers[-1]
    assert full.status == 503
    assert FULL in full.words
    assert OF_AN_ACT[503] not in full.words
    assert int(full.headers["Retry-After"]) >= 60
    (line, *_) = [one for one in caplog.records if "make room" in one.getMessage()]
    assert line.levelno == logging.CRITICAL
    assert one_world.owner.get("/").status == 200


@pytest.mark.parametrize("method", UNUSABLE)
def test_an_unusable_database_is_not_called_busy(one_world: World, method: str) -> None:
    def broken() -> str:
        raise sqlite_error("disk I/O error")

    for name in ("me.me", "me.link"):
        one_world.app.view_functions[name] = for_signed_in(broken)
    look_or_send = {"GET": lambda: one_world.owner.get("/me")}
    look_or_send["POST"] = lambda: one_world.owner.post("/me/link")
    answer = look_or_send[method]()
    assert answer.status == 503
    assert UNUSABLE[method] in answer.words
    assert int(answer.headers["Retry-After"]) >= 60
