"""Two programs, each with web and worker, on one PostgreSQL whose connections break under load."""

import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlmodel import col, func, select

from push.models import OPEN, Delivery
from tests.browser.store import Chain, Store
from tests.push.push_service import PushService
from tests.push.running import Phone, running_service
from tests.server.shop import Shop
from tests.support.limits import LIMIT
from tests.support.served import serve, until
from web.rules.vocabulary import Role
from web.store.engine import Database
from web.store.tables.issues import Issue

# One of its own: the connections of everybody to it are broken.
pytestmark = pytest.mark.parametrize("empty_database_url", ["postgres"], indirect=True)
REPORTS, BREAKS, PHONES = 12, 4, 4
_BREAK = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@contextmanager
def two_nodes(folder: Path, url: str, service: PushService) -> Iterator[list[Store]]:
    """Both have the same keys, each in a folder of its own."""
    settings = {"OWNIT_PUSH_HOSTS": service.origin, "OWNIT_WEB_PROCESSES": "1"}
    with serve(folder / "first", url, settings) as first:
        shutil.copytree(folder / "first", folder / "second")
        database = Database(url)
        with serve(folder / "second", url, settings) as second:
            store = Chain(first, database).open_store()
            yield [store, replace(store, app=second)]
        database.close()


def send_until_taken(shop: Shop, key: str) -> None:
    """As a phone's queue does: the same again until it is answered."""
    words = f"key={key}&text=It+drips+{key}&site_id={shop.site_id}&intent=log&urgency=now&again=yes"
    for _ in range(100):
        if shop.send(words.encode(), "application/x-www-form-urlencoded", 0).status == 200:
            return
        threading.Event().wait(0.2)
    raise AssertionError(f"{key} was never taken")


def break_connections(url: str) -> None:
    """What everybody meets when PostgreSQL is restarted (SQLSTATE 57P01)."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as admin:
        for _ in range(BREAKS):
            threading.Event().wait(0.7)
            admin.execute(_BREAK)


def open_deliveries(store: Store) -> int:
    query = select(func.count()).select_from(Delivery).where(col(Delivery.state).in_(OPEN))
    return store.ask(lambda session: session.exec(query).one())


def rings_of(phone: Phone, service: PushService) -> Counter[str]:
    """How often each nudge was in a push with a sound to this phone."""
    data: list[dict[str, Any]] = [
        one["notification"]["data"]
        for one in phone.inbox(service)
        if not one["notification"].get("silent")
    ]
    return Counter(id_ for one in data for id_ in one.get("ids", [one["receipt"][:8]]))


def test_each_nudge_rings_once_and_no_report_is_lost(
    tmp_path: Path, empty_database_url: str
) -> None:
    with running_service() as service, two_nodes(tmp_path, empty_database_url, service) as nodes:
        store = nodes[0]
        lead = store.hire("Lea Lead", Role.LEAD)
        phones = []
        for number in range(PHONES):
            phone = Phone(service.subscribe())
            store.subscribe(store.hire(f"Person {number}"), phone)
            phones.append(phone)
        shops = [
            Shop(
                node.app, empty_database_url, int(node.url.rpartition(":")[2]), node.site_id, [lead]
            )
            for node in nodes
        ]
        keys = [f"two-nodes-report-{number:02}" for number in range(REPORTS)]
        threads = [
            threading.Thread(target=send_until_taken, args=(shops[number % 2], key))
            for number, key in enumerate(keys)
        ]
        threads.append(threading.Thread(target=break_connections, args=(empty_database_url,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LIMIT)
        issues = store.ask(lambda session: session.exec(select(func.count(col(Issue.id)))).one())
        assert issues == REPORTS
        until(lambda: all(len(rings_of(one, service)) >= REPORTS for one in phones), LIMIT, "rung")
        until(lambda: open_deliveries(store) == 0, LIMIT, "all written down")
        assert [rings_of(one, service).most_common(1)[0][1] for one in phones] == [1] * PHONES
        assert [len(rings_of(one, service)) for one in phones] == [REPORTS] * PHONES
