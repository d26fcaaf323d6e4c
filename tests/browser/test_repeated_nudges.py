"""A worker is killed when a push service has taken a nudge and nobody has written it down: it is
sent again, in another bundle, and rings nobody twice who has nothing new to hear."""

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from push import subscriptions
from push.models import Delivery, Subscription
from push.vapid import load_or_make
from tests.browser.conftest import Staff
from tests.browser.firefoxes import in_firefox, let_it_ring, sign_in
from tests.browser.store import Chain, Store
from tests.browser.workers import Worker
from tests.crash.conftest import Crash
from tests.crash.test_killed_workers import enqueue
from tests.push.bench import Bench
from tests.push.push_service import PushService
from tests.push.sink import running_sink
from tests.support.browsers import Phone
from tests.support.firefox import Firefox
from tests.support.served import until
from web.cli.keys import VAPID_FILE
from web.store.engine import Database

pytestmark = [
    pytest.mark.full_chromium,
    pytest.mark.timeout(300),
]  # five workers, one after the other
# The tag of the bundle, if it is the only one on screen and makes a sound, or none.
ONLY = """navigator.serviceWorker.ready.then((ready) => ready.getNotifications()).then((all) => {
  const bundles = all.filter(({tag}) => tag.startsWith('bundle-'));
  return bundles.length === 1 && bundles[0].silent === %s && bundles[0].tag;
})"""
LOUD, SILENT = ONLY % "false", ONLY % "true"


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    phone = staff("Ana Berg")
    phone.context.grant_permissions(["notifications"], origin=store.url)
    return phone


@pytest.fixture
def crash(
    database: Database, database_url: str, tmp_path: Path, push_service: PushService
) -> Iterator[Crash]:
    """Workers of a database of their own, which nobody else’s worker looks into."""
    key_file = tmp_path / "vapid.pem"
    with running_sink() as sink:
        bench = Bench(database, push_service, load_or_make(key_file))
        made = Crash(bench, database_url, key_file, sink)
        yield made
        made.close()


def kill_when_taken(crash: Crash, notifications: int) -> None:
    """A worker that dies when so many were taken, before it hears that the last one was. What it
    had leased is due again afterwards, however fast the next worker starts."""
    process, taken = crash.start(), iter(range(1, 100))

    def kill(_: object) -> None:
        if next(taken) == notifications:
            process.kill()

    crash.bench.service.on_accepted = kill
    assert process.wait(60) == -signal.SIGKILL
    crash.bench.service.on_accepted = None
    until(lambda: not is_leased(crash), 30, "its leases have run out")


def is_leased(crash: Crash) -> bool:
    with crash.bench.database.read() as session:
        later = select(Delivery.id).where(col(Delivery.next_at) > datetime.now(UTC))
        return session.exec(later).first() is not None


def test_chromium_rings_once_for_each(ana: Phone, crash: Crash) -> None:
    phones = len(crash.phones)
    enqueue(crash, 0, 3, loud=True)
    kill_when_taken(crash, phones)
    kill_when_taken(crash, phones)
    crash.bench.supersede("issue:0")
    kill_when_taken(crash, phones)
    enqueue(crash, 3, 2, loud=True)
    crash.finish()
    enqueue(crash, 5, 1, loud=True)
    crash.finish()
    inbox = crash.phones[0].inbox(crash.bench.service)
    ids = [one["notification"]["data"].get("ids", ["alone"]) for one in inbox]
    assert [len(some) for some in ids] == [3, 3, 2, 4, 1]
    worker = Worker(ana.page)
    assert [is_silent(worker, one) for one in inbox] == [False, True, True, False, False]
    assert [is_silent(worker, one) for one in inbox] == [True] * 5, "whoever repeats them"


def is_silent(worker: Worker, document: dict[str, Any]) -> bool:
    """Whether the phone shows it without a sound."""
    worker.push(json.dumps(document))
    found = {one["tag"]: one["silent"] for one in worker.shown()}
    return bool(found[document["notification"]["tag"]])


def test_firefox_rings_once_for_each(
    store: Store, chain: Chain, crash: Crash, push_service: PushService
) -> None:
    """Over its own connection to the push service, to the subscription that it made itself."""
    store.hire("Ana Berg")

    async def drive(firefox: Firefox) -> None:
        await sign_in(firefox, store)
        await let_it_ring(firefox)
        take_over(store, chain, crash)
        enqueue(crash, 0, 2, loud=True)
        kill_when_taken(crash, 1)
        first = await firefox.until(LOUD)
        kill_when_taken(crash, 1)
        again = await firefox.until(SILENT)
        assert again == first
        enqueue(crash, 2, 1, loud=True)
        crash.finish()
        await firefox.until(LOUD)

    in_firefox(store, push_service, drive)


def take_over(store: Store, chain: Chain, crash: Crash) -> None:
    """The killed workers send to the phone of this browser, and to none besides."""
    crash.key_file.write_bytes((chain.app.data_dir / VAPID_FILE).read_bytes())
    key = load_or_make(crash.key_file)
    newest = select(Subscription).order_by(col(Subscription.id).desc())
    theirs = store.ask(lambda session: session.exec(newest).first())
    assert theirs
    with crash.bench.database.write() as session:
        for device in ("0", "1"):
            subscriptions.remove(session, device)
        offer = subscriptions.validate(
            crash.bench.services, theirs.endpoint, theirs.p256dh, theirs.auth
        )
        subscriptions.save(
            session, offer, person="1", device="0", vapid_key=key.id, now=crash.bench.clock()
        )
