"""What all nodes share, since it is in the database: each is asked on its own port."""

import re
import threading
import uuid
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from push.models import Origin
from push.worker_models import Heartbeat
from tests.cluster.machines import METRICS
from tests.cluster.people import Tapper, ask
from tests.cluster.shop import Shop
from tests.push.faults import Fault
from tests.support.limits import LIMIT
from tests.support.served import until
from web.acts.core.guess_limit import PER_SOURCE
from web.rules.vocabulary import Role
from web.store.tables.issues import Issue

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def ports(shop: Shop) -> list[int]:
    return [one.port for one in shop.cluster.machines]


def test_sessions(shop: Shop) -> None:
    """Signed in on one node is signed in on all; and so is signed out."""
    token = shop.cluster.store.hire("Finn")
    assert [ask(port, "GET", "/me", token).status for port in ports(shop)] == [200] * 3
    assert ask(ports(shop)[0], "POST", "/sign-out", token).status == 303
    assert 200 not in [ask(port, "GET", "/me", token).status for port in ports(shop)]


def test_idempotency_keys(shop: Shop) -> None:
    """One tap that reaches all nodes at once is applied once, and answered alike."""
    site, key = shop.cluster.store.site_id, uuid.uuid4().hex
    taps = [Tapper(port, shop.tokens["Ana"], site, []) for port in ports(shop) * 2]
    refs: list[str] = []
    threads = [
        threading.Thread(target=lambda one=one: refs.append(one.report(key))) for one in taps
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert len(refs) == len(taps)
    assert len(set(refs)) == 1
    same = select(func.count()).where(col(Issue.words) == f"Tap {key}")
    assert shop.cluster.store.ask(lambda session: session.exec(same).one()) == 1


def test_the_guess_limit(shop: Shop) -> None:
    """Guesses count together, whichever node they reach; other addresses are not concerned."""
    nodes = ports(shop)
    for number in range(PER_SOURCE):
        assert guess(nodes[number % 3], "203.0.113.7") != 429
    assert [guess(port, "203.0.113.7") for port in nodes] == [429] * 3
    assert 429 not in [guess(port, "203.0.113.8") for port in nodes]


def guess(port: int, address: str) -> int:
    """The status of a wrong code from this address, as the proxy names it."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "X-Forwarded-For": address,
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    try:
        connection.request("POST", "/sign-in", urlencode({"code": "WXYZ-WXYZ-WXYZ"}), headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_heartbeat(shop: Shop) -> None:
    """The node without a worker says the same of the workers as those that have one."""
    two = select(func.count()).where(col(Heartbeat.cycle_at) > func.now() - text("interval '30 s'"))
    until(
        lambda: shop.cluster.store.ask(lambda session: session.exec(two).one()) >= 2,
        LIMIT,
        "both workers are alive",
    )
    assert all(worker_silent(port) < 30 for port in ports(shop))


def worker_silent(port: int) -> float:
    connection = HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    try:
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {METRICS}"})
        page = connection.getresponse().read().decode()
    finally:
        connection.close()
    found = re.search(r"^ownit_worker_silent_seconds (\S+)$", page, re.MULTILINE)
    assert found, page
    return float(found[1])


DEFERRED = "next_at >= (SELECT max(paused_until) FROM push_origin) AND state = 'pending'"


def count_deliveries(shop: Shop, which: str) -> int:
    query = text(f"SELECT count(*) FROM push_delivery WHERE {which}")
    with shop.cluster.database.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def test_the_circuit_breaker(shop: Shop) -> None:
    """A push service that fails one worker is left alone by the other one, too."""
    store, service = shop.cluster.store, shop.cluster.service
    paused = select(Origin).where(col(Origin.paused_until) > func.now())
    service.always = Fault(503)
    try:
        for number in range(3):
            store.log_unowned(shop.tokens[Role.LEAD], f"It leaks here, too: {number}")
        until(
            lambda: store.ask(lambda session: session.exec(paused).first()) is not None,
            LIMIT,
            "the breaker is open",
        )
        until(lambda: count_deliveries(shop, "state = 'leased'") == 0, LIMIT, "none is under way")
        before, known = service.requests, count_deliveries(shop, DEFERRED)
        store.log_unowned(shop.tokens[Role.LEAD], "One more while it is open")
        until(
            lambda: count_deliveries(shop, DEFERRED) > known,
            LIMIT,
            "the next one is deferred as well",
        )
        assert service.requests == before
    finally:
        service.always = None
        with shop.cluster.database.engine.begin() as connection:
            connection.execute(text("UPDATE push_origin SET paused_until = NULL, failures = 0"))
            connection.execute(text("UPDATE push_subscription SET paused_until = NULL"))
            connection.execute(
                text("UPDATE push_delivery SET next_at = now() WHERE next_at IS NOT NULL")
            )
