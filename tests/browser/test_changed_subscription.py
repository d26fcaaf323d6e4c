"""`pushsubscriptionchange` that says nothing (Firefox before 137): the phone goes on ringing."""

import json

from sqlmodel import select

from push.models import Subscription
from tests.browser.conftest import Staff
from tests.browser.kept_pages import answer_again, answer_with, in_worker, ready
from tests.browser.store import Store
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support.limits import LIMIT
from tests.support.served import until

# A push manager without a subscription; what it is asked to make is the one that stands here.
MANAGER = """(() => {
  self.wanted = [];
  const made = {toJSON: () => (%s)};
  PushManager.prototype.getSubscription = async () => self.isThere ? made : null;
  PushManager.prototype.subscribe = async options => {
    self.wanted.push(options.applicationServerKey);
    self.isThere = true;
    return made;
  };
  return true;
})()"""
BARE = "self.dispatchEvent(new ExtendableEvent('pushsubscriptionchange')), true"
# The note about this device's subscription: read, or written when a value is given.
NOTE = """(value => new Promise((done, fail) => {
  const open = indexedDB.open('ownit');
  open.onerror = () => fail(open.error);
  open.onsuccess = () => {
    const rows = open.result.transaction('keys', 'readwrite').objectStore('keys');
    const asked = value ? rows.put(value, 'push') : rows.get('push');
    asked.onsuccess = () => (open.result.close(), done(value ? true : asked.result));
  };
}))(%s)"""
IS_UNTOLD = f"{NOTE % ''}.then(note => note.isUntold)"
NO_NETWORK = "() => Promise.reject(new TypeError('no network'))"


def test_a_bare_event_makes_a_new_subscription_and_tells_the_server(
    store: Store, staff: Staff, push_service: PushService
) -> None:
    ana = ready(staff("Ana Berg"))
    fresh = PushPhone(push_service.subscribe())
    keys = {"p256dh": fresh.p256dh, "auth": fresh.auth}
    in_worker(ana, MANAGER % json.dumps({"endpoint": fresh.endpoint, "keys": keys}))
    key = ana.page.evaluate("document.body.dataset.vapidKey")
    in_worker(ana, NOTE % json.dumps({"serverKey": key}))

    def is_known() -> bool:
        query = select(Subscription).where(Subscription.endpoint == fresh.endpoint)
        return store.ask(lambda session: session.exec(query).first()) is not None

    answer_with(ana, NO_NETWORK)
    in_worker(ana, BARE)
    until(lambda: bool(in_worker(ana, IS_UNTOLD)), LIMIT, "noted")
    assert not is_known()
    answer_again(ana)
    ana.page.evaluate("navigator.serviceWorker.controller.postMessage({type: 'drain'})")
    until(is_known, LIMIT, "told to the server")
    assert in_worker(ana, "self.wanted") == [key]
    assert not in_worker(ana, IS_UNTOLD)
