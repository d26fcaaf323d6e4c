"""A database that lets nobody write stops those who write, for a while, and nobody else."""

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext

import psycopg
import pytest

from tests.server.shop import PEOPLE, TOKEN, Shop, open_shop
from web.store.sqlite import driver

WRITERS = 48  # more than two processes have threads


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """On a database of each kind in turn; all tests use the same two."""
    folder = tmp_path_factory.mktemp("shop")
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        database = nullcontext(f"sqlite:///{shutil.copyfile(template, folder / 'shop.sqlite3')}")
    else:
        database = request.getfixturevalue("postgres").new_database()
    with database as url, open_shop(folder / "data", url) as opened:
        yield opened


@contextmanager
def unwritable(url: str) -> Iterator[None]:
    """As while another process makes a large change."""
    if url.startswith("sqlite"):
        with closing(driver.connect(url.removeprefix("sqlite:///"))) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as other:
        other.execute("LOCK TABLE applied_tap, event IN EXCLUSIVE MODE")
        yield


def test_readers_are_answered_while_no_writer_is(shop: Shop) -> None:
    keys = [f"a-patient-report-{number:03}" for number in range(WRITERS)]
    paths = ["/healthz", f"/s/{TOKEN}", "/", "/me", "/issues/new"]
    with ThreadPoolExecutor(WRITERS) as phones, unwritable(shop.url):
        sent = [phones.submit(shop.report, key, number % PEOPLE) for number, key in enumerate(keys)]
        while sum(one.done() for one in sent) < WRITERS // 3:
            time.sleep(0.01)  # the first have waited for as long as anybody may
        began = time.monotonic()
        assert [shop.get(path) for path in paths] == [200] * len(paths)
        waited = time.monotonic() - began
        still = sum(not one.done() for one in sent)
        came = [one.result() for one in sent]
    assert still > 0, "nobody waited any more, so that nothing was shown"
    assert waited < 4  # or they took their turn behind all who waited 5 s
    assert {(one.status, one.retry_after) for one in came} == {(503, "5")}
    # Nothing is lost: each phone sends the same once more.
    assert {shop.report(key, n % PEOPLE).status for n, key in enumerate(keys)} == {200}


def test_a_crowd_that_taps_at_once_is_answered_and_not_sent_away(shop: Shop) -> None:
    """More than a process has threads that may write: they wait for a moment, without one."""
    with ThreadPoolExecutor(WRITERS) as phones:
        keys = [f"a-sudden-report-{number:03}" for number in range(WRITERS)]
        sent = [phones.submit(shop.report, key, n % PEOPLE) for n, key in enumerate(keys)]
        came = [one.result() for one in sent]
    assert {(one.status, one.sentence) for one in came} == {(200, "")}
