"""What waits goes out while no page is open: when the browser says so, and when a push comes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import CDPSession
from playwright.sync_api import Worker as Script

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import (
    events,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.browser.workers import Worker
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

pytestmark = pytest.mark.full_chromium

NOTES = ["Called the lift company.", "They come at noon."]
TAG = "ownit-taps"
NOBODY_SENDS = """navigator.locks.query().then(
  ({held}) => held.every(({name}) => name !== 'ownit-taps'))"""
# What waits, oldest first, as the queue stores it: with its state, and opened with the key here.
WAITING = """(async () => {
  const asked = request => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const database = await asked(indexedDB.open('ownit'));
  const stores = database.transaction(['keys', 'taps', 'marks']);
  const [{key}, rows, states] = await Promise.all([
    asked(stores.objectStore('keys').get('holder')),
    asked(stores.objectStore('taps').index('n').getAll()),
    asked(stores.objectStore('marks').getAll()),
  ]);
  database.close();
  const opened = async ({iv, body}) => JSON.parse(
    new TextDecoder().decode(await crypto.subtle.decrypt({name: 'AES-GCM', iv}, key, body)));
  return Promise.all(rows.map(async row => {
    const {mark, note} = states.find(({id}) => id === row.id);
    return {...await opened(row.text), ...(note && await opened(note)), mark};
  }));
})()"""
NO_WINDOW = "clients.matchAll({type: 'window', includeUncontrolled: true}).then(all => !all.length)"
PUSH = {"title": "Till 4: somebody is needed", "navigate": "/", "tag": "K7F3"}
# The browser does nothing by itself here: the test says when.
ASKED = (
    "window.asked = []; SyncManager.prototype.register = async tag => { window.asked.push(tag) }"
)


@dataclass
class Asleep:
    """A phone in a pocket: no page of ours is open, and the browser can wake our service worker."""

    debugger: CDPSession
    script: Script
    address: dict[str, str]

    def sync(self, *, is_last: bool = False) -> None:
        """This browser does so only where there is a network."""
        event = {"tag": TAG, "lastChance": is_last}
        self.debugger.send("ServiceWorker.dispatchSyncEvent", self.address | event)

    def push(self) -> None:
        data = json.dumps({"notification": PUSH})
        self.debugger.send("ServiceWorker.deliverPushMessage", self.address | {"data": data})

    def waiting(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.script.evaluate(WAITING)
        return found

    def wait_until_tried(self, times: int = 1) -> None:
        """And until that try is over: whoever comes in its middle leaves the sending to it."""

        def is_over() -> bool:
            return self.waiting()[0]["tries"] >= times and bool(self.script.evaluate(NOBODY_SENDS))

        until(is_over, LIMIT, f"tried in vain: {times}")


@pytest.mark.parametrize("wake", [Asleep.sync, Asleep.push])
def test_what_waits_goes_out_with_every_page_closed(
    wake: Callable[[Asleep], None], store: Store, staff: Staff
) -> None:
    """Not before the server can be reached; then in order, and each once."""
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    phone = put_away_with_notes(ana, ref)
    phone.push()
    phone.wait_until_tried()
    assert [one["mark"] for one in phone.waiting()] == ["kept", "kept"]
    find_connection(ana)
    wake(phone)
    until(lambda: phone.waiting() == [], LIMIT, "sent")
    assert [one.text for one in events(store, ref, "noted", by=ANA)] == NOTES


def test_a_browser_that_has_given_up_is_asked_again_by_the_next_page(
    store: Store, staff: Staff
) -> None:
    """Chromium tries three times (kMaxSyncAttempts), and no more until a page registers."""
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    phone = put_away_with_notes(ana, ref)
    phone.script.evaluate("self.fetch = () => Promise.reject(new TypeError('away')); true")
    find_connection(ana)
    for tries in (1, 2, 3):
        phone.sync(is_last=tries == 3)
        phone.wait_until_tried(tries)
    lose_connection(ana)
    opened = Phone(ANA, ana.context, ana.context.new_page())
    opened.page.goto("/waiting")
    until(lambda: opened.page.evaluate("window.asked.length") > 0, LIMIT, "asked again")
    assert events(store, ref, "noted", by=ANA) == []
    find_connection(ana)
    until(lambda: phone.waiting() == [], LIMIT, "sent")
    assert [one.text for one in events(store, ref, "noted", by=ANA)] == NOTES


def put_away_with_notes(phone: Phone, ref: str) -> Asleep:
    phone.context.grant_permissions(["notifications"])
    phone.context.add_init_script(ASKED)
    worker = Worker(phone.page)
    open_page(phone, f"/issues/{ref}")
    lose_connection(phone)
    for count, words in enumerate(NOTES, start=1):
        actions.note(phone, words)
        expect_kept(phone.page, count)
    assert set(phone.page.evaluate("window.asked")) == {TAG}
    debugger = phone.context.new_cdp_session(phone.context.new_page())
    debugger.send("ServiceWorker.enable")
    phone.page.close()
    script = phone.context.service_workers[-1]
    until(lambda: bool(script.evaluate(NO_WINDOW)), LIMIT, "put away")
    return Asleep(
        debugger, script, {"origin": worker.origin, "registrationId": worker.registration}
    )
