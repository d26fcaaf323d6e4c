"""A customer's phone follows in Chromium, by every kind of reader, and where it cannot.

Chromium cannot subscribe without its vendor's push service, so a stand-in subscribes for it and
decrypts what our worker really sent; the debugger hands that to the customer's service worker.
"""

import json
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from push.models import Subscription
from tests.browser.busy import WIDE, Busy
from tests.browser.conftest import SwitchOn
from tests.browser.page_checks import findings, look_at
from tests.browser.store import Store
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

pytestmark = pytest.mark.full_chromium  # the other one is denied notifications

LIFT = "Lift to the car park is stuck"
# What the browser's own push manager would do, on the page and in its worker.
MANAGER = """(given => {
  const made = {
    endpoint: given.endpoint,
    toJSON: () => given,
    unsubscribe: async () => (PushManager.there = null, true),
  };
  PushManager.there = given.isThere ? made : null;
  PushManager.prototype.getSubscription = async () => PushManager.there;
  PushManager.prototype.subscribe = async () => (PushManager.there = made);
})(%s)"""
TOUCH = """async action => {
  self.opened = [];
  self.clients.openWindow = async url => { self.opened.push(url) };
  const [notification] = await registration.getNotifications();
  const waits = [];
  const event = new NotificationEvent('notificationclick', {notification, action});
  Object.defineProperty(event, 'waitUntil', {value: work => waits.push(work)});
  dispatchEvent(event);
  await Promise.all(waits);
  return self.opened;
}"""
SHOWN = """async () => (await registration.getNotifications())
  .map(({title, body, tag, actions}) => [title, body, tag, actions.map(one => one.title)])"""
BOTH = pytest.mark.parametrize("scheme", ["light", "dark"])


def test_what_is_told_is_shown_and_its_button_ends_it(
    store: Store, phone: SwitchOn, push_service: PushService
) -> None:
    ana, ben = store.hire("Ana Berg"), store.hire("Ben Okafor")
    ref = store.report("Ana Berg", LIFT)
    carla, stand_in = follower(store, phone, push_service, store.share(ana, ref))
    carla.page.get_by_role("button", name="Turn on notifications").click()
    expect(carla.page.get_by_text("Notifications are on.")).to_be_visible()
    link = carla.page.evaluate("location.pathname")
    ben_id = store.sample(lambda sample: store.person(sample, "Ben Okafor").id)
    asked = {"need": "x", "introduction": "in_person", "helper_id": str(ben_id)}
    step = store.post(ana, f"/issues/{ref}/steps", **asked)
    store.post(ben, f"/steps/{step.rpartition('/')[2]}/accept")
    until(lambda: bool(stand_in.inbox(push_service)), LIMIT, "sent")
    (document,) = stand_in.inbox(push_service)
    assert link not in json.dumps(document)
    deliver(carla, document)
    worker = carla.context.service_workers[-1]
    words = ["Store 12", "Ben is working on this with Ana.", "follow", ["Stop"]]
    assert worker.evaluate(SHOWN) == [words]
    worker.evaluate(MANAGER % json.dumps(keys_of(stand_in) | {"isThere": True}))
    assert worker.evaluate(TOUCH, "stop") == [f"{link}#stopped"]
    assert not is_known(store, stand_in)
    carla.page.goto("about:blank")
    carla.page.goto(f"{link}#stopped")
    expect(carla.page.get_by_text("This phone tells you nothing more.")).to_be_visible()
    registered = "navigator.serviceWorker.getRegistrations().then(all => all.length)"
    assert carla.page.evaluate(registered) == 0


def test_what_cannot_be_read_is_shown_too(
    store: Store, phone: SwitchOn, push_service: PushService
) -> None:
    ana = store.hire("Ana Berg")
    page = store.share(ana, store.report("Ana Berg", LIFT))
    carla, _ = follower(store, phone, push_service, page)
    carla.page.get_by_role("button", name="Turn on notifications").click()
    expect(carla.page.get_by_text("Notifications are on.")).to_be_visible()
    deliver(carla, None)
    worker = carla.context.service_workers[-1]
    assert [title for title, *_ in worker.evaluate(SHOWN)] == ["127.0.0.1"]
    (opened,) = worker.evaluate(TOUCH, "")
    assert opened.partition("?")[0] == page


@BOTH
def test_it_is_read_and_touched_by_everybody(
    busy: Busy, phone: SwitchOn, push_service: PushService, scheme: str
) -> None:
    link = busy.store.share(busy.ana, busy.mine)
    carla, _ = follower(busy.store, phone, push_service, link, scheme=scheme)
    path = carla.page.evaluate("location.pathname")
    look_at(carla, [path, f"{path}?lang=ar", f"{path}?lang=de", "/f/"])
    carla.page.goto(path)
    for button, words in (
        ("Turn on notifications", "Notifications are on."),
        ("Stop notifications", "This phone tells you nothing more."),
    ):
        carla.page.get_by_role("button", name=button).click()
        expect(carla.page.get_by_text(words)).to_be_visible()
        assert findings(carla.page) == []


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ("delete window.PushManager", "This browser cannot show notifications."),
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "secure conn"),
    ],
)
def test_where_it_cannot_work_it_says_so(
    store: Store, phone: SwitchOn, without: str, words: str
) -> None:
    carla = phone("Carla", base_url=store.url)
    carla.context.add_init_script(without)
    at_the_link(store, carla)
    expect(carla.page.get_by_text(words)).to_be_visible()
    assert carla.page.get_by_role("button").filter(visible=True).count() == 0


def test_without_scripts_there_is_no_button(store: Store, phone: SwitchOn) -> None:
    carla = phone("Carla", base_url=store.url, scripts=False)
    at_the_link(store, carla)
    expect(carla.page.get_by_role("link", name="Your page")).to_be_visible()
    assert carla.page.get_by_role("button").filter(visible=True).count() == 0
    # Which this browser shows to nobody, since its scripts are only kept from running.
    assert "<noscript>" in carla.page.content()


def test_a_sixth_phone_reads_why(store: Store, phone: SwitchOn, push_service: PushService) -> None:
    ana = store.hire("Ana Berg")
    link = store.share(ana, store.report("Ana Berg", WIDE))
    carla, _ = follower(store, phone, push_service, link)
    for _ in range(5):
        other = json.dumps(keys_of(PushPhone(push_service.subscribe())))
        send = f"""fetch(`${{location.pathname}}/subscription`, {{method: 'POST', body: '{other}',
          headers: {{'Content-Type': 'application/json'}}}}).then(one => one.status)"""
        assert carla.page.evaluate(send) == 204
    carla.page.get_by_role("button", name="Turn on notifications").click()
    expect(carla.page.get_by_text("Five phones follow this already.")).to_be_visible()
    expect(carla.page.get_by_role("button", name="Turn on notifications")).to_be_visible()


# Steps


def at_the_link(store: Store, carla: Phone) -> None:
    ana = store.hire("Ana Berg")
    carla.page.goto(store.share(ana, store.report("Ana Berg", LIFT)))
    carla.page.get_by_role("link", name="Notifications on this phone").click()


def follower(
    store: Store, phone: SwitchOn, service: PushService, page: str, **kind: Any
) -> tuple[Phone, PushPhone]:
    """On the page where the phone begins to follow, and whoever reads what is sent to it."""
    stand_in = PushPhone(service.subscribe())
    carla = phone("Carla", base_url=store.url, **kind)
    carla.context.grant_permissions(["notifications"], origin=store.url)
    carla.context.add_init_script(MANAGER % json.dumps(keys_of(stand_in)))
    carla.page.goto(page)
    carla.page.get_by_role("link", name="Notifications on this phone").click()
    expect(carla.page.get_by_role("button", name="Turn on notifications")).to_be_visible()
    return carla, stand_in


def keys_of(stand_in: PushPhone) -> dict[str, Any]:
    keys = {"p256dh": stand_in.p256dh, "auth": stand_in.auth}
    return {"endpoint": stand_in.endpoint, "keys": keys}


def is_known(store: Store, stand_in: PushPhone) -> bool:
    query = select(Subscription).where(Subscription.endpoint == stand_in.endpoint)
    return store.ask(lambda session: session.exec(query).first()) is not None


def deliver(carla: Phone, document: dict[str, Any] | None) -> None:
    """To the worker of this link, and until it has shown it."""
    page, found = carla.page, list[dict[str, Any]]()
    debugger = page.context.new_cdp_session(page)
    told = "ServiceWorker.workerRegistrationUpdated"
    debugger.on(told, lambda event: found.extend(event["registrations"]))
    debugger.send("ServiceWorker.enable")
    until(lambda: bool(page.evaluate("1") and found), LIMIT, "told of by the debugger")
    origin = page.evaluate("location.origin")
    (ours,) = {one["registrationId"] for one in found if "/f/" in one["scopeURL"]}
    pushed = {"origin": origin, "registrationId": ours, "data": json.dumps(document)}
    debugger.send("ServiceWorker.deliverPushMessage", pushed)
    worker = page.context.service_workers[-1]
    until(lambda: bool(worker.evaluate(SHOWN)), LIMIT, "shown by the worker")
