"""A phone in a pocket: what stands on its lock screen, and thumbs on the buttons there.

Nobody can touch a headless browser's notifications, so the service worker is told what the
browser would tell it; test_push_chromium.py has real ones. What it opens, and the number on the
icon, are written down in place of what a desktop would show.
"""

from typing import Any

from playwright.sync_api import Page
from sqlmodel import col, select

from push import payload
from push.models import Delivery, Message
from tests.browser.store import Store
from tests.browser.workers import Worker
from tests.support.limits import LIMIT
from tests.support.served import until
from web.store.tables.accounts import Device, Person
from web.store.tables.issues import AppliedTap

_RECORDED = """(() => {
  if ('pagesOpened' in self) return;
  self.pagesOpened = [];
  self.badges = [];
  self.clients.openWindow = async (url) => { self.pagesOpened.push(url) };
  WindowClient.prototype.focus = async function () { return this };
  WindowClient.prototype.navigate = async function (url) { self.pagesOpened.push(url) };
  Object.defineProperty(navigator, 'setAppBadge', {value: async (n) => { self.badges.push(n) }});
  Object.defineProperty(navigator, 'clearAppBadge', {value: async () => { self.badges.push(0) }});
  const really = self.fetch;
  self.isCutOff = false;
  self.fetch = (...what) =>
    self.isCutOff ? Promise.reject(new TypeError('Failed to fetch')) : really.apply(self, what);
})()"""

# As the browser does: an event whose work it waits for.
_TOUCH = """async ([tag, action, times]) => {
  const find = async () => (await registration.getNotifications({tag}))[0];
  let notification = await find();
  for (let tries = 0; !notification && tries < 300; tries += 1) { // it is shown a moment later
    await new Promise((turn) => setTimeout(turn, 100));
    notification = await find();
  }
  const waits = [];
  for (let i = 0; i < times; i += 1) {
    const event = new NotificationEvent('notificationclick', {notification, action});
    Object.defineProperty(event, 'waitUntil', {value: (work) => waits.push(work)});
    dispatchEvent(event);
  }
  await Promise.all(waits);
}"""
_NO_PAGE = "clients.matchAll({includeUncontrolled: true}).then(all => !all.length)"
_SHOWN = """async () => (await registration.getNotifications()).map(
  ({title, body, tag, silent, actions}) =>
    ({title, body, tag, silent, buttons: (actions ?? []).map(one => one.title)}))"""

_MARKS = """async () => (await registration.getNotifications()).map(({lang, dir}) => [lang, dir])"""


class LockScreen:
    """Of the phone whose page is open; that page is put away by `pocket`."""

    def __init__(self, page: Page) -> None:
        self.page, self.worker = page, Worker(page)
        self._script = page.context.service_workers[-1]
        self._script.evaluate(_RECORDED)

    def push(self, document: str) -> None:
        self.worker.push(document)

    def pocket(self) -> None:
        """No page of the app is open any more."""
        self.page.goto("about:blank")
        until(lambda: self._script.evaluate(_NO_PAGE), LIMIT, "put away")

    def touch(self, tag: str, button: str = "", times: int = 1) -> None:
        """The notification, or its button of this name; waits until all is done that follows."""
        self._script.evaluate(_TOUCH, [tag, button, times])

    def evaluate(self, script: str) -> None:
        """In the service worker."""
        self._script.evaluate(script)

    def shown(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._script.evaluate(_SHOWN)
        return found

    def marks(self) -> list[tuple[str, str]]:
        """The language and the direction of each."""
        found: list[list[str]] = self._script.evaluate(_MARKS)
        return [(lang, direction) for lang, direction in found]

    def only(self) -> dict[str, Any]:
        (found,) = self.shown()
        return found

    def opened(self) -> list[str]:
        """The pages that touches have opened so far."""
        found: list[str] = self._script.evaluate("self.pagesOpened")
        return found

    def badges(self) -> list[int]:
        """The numbers on the icon so far; 0: none."""
        found: list[int] = self._script.evaluate("self.badges")
        return found

    def cut_off(self, is_cut: bool = True) -> None:
        """The service worker reaches nobody."""
        self._script.evaluate(f"self.isCutOff = {'true' if is_cut else 'false'}")

    def sync(self) -> None:
        """The browser says that there is a connection again (Background Sync)."""
        self._script.evaluate(
            "async () => {const event = new ExtendableEvent('sync');"
            "event.tag = 'ownit-taps'; const waits = [];"
            "Object.defineProperty(event, 'waitUntil', {value: (work) => waits.push(work)});"
            "dispatchEvent(event); await Promise.allSettled(waits)}"
        )

    def lock_vault(self) -> None:
        """As after a hand-over: nobody's key is here."""
        self._script.evaluate(
            "() => new Promise(done => { const opening = indexedDB.open('ownit');"
            "opening.onsuccess = () => {"
            "const writing = opening.result.transaction('keys', 'readwrite');"
            "for (const name of ['holder', 'whose']) writing.objectStore('keys').delete(name);"
            "writing.oncomplete = () => (opening.result.close(), done()) } })"
        )


# What the server has of it


def owner(store: Store, ref: str) -> str | None:
    owner_id = store.issue(ref).owner_id
    if owner_id is None:
        return None
    return store.ask(lambda session: session.get_one(Person, owner_id).first_name)


def taps_of_ana(store: Store) -> int:
    query = (
        select(AppliedTap)
        .join(Person, col(Person.id) == col(AppliedTap.person_id))
        .where(Person.first_name == "Ana", Person.site_id == store.site_id)
    )
    return len(store.ask(lambda session: session.exec(query).all()))


def nudge_for_ana(store: Store, ref: str) -> str:
    """As it is built from the message that the ladder has made for her."""
    ana = str(store.sample(lambda it: store.person(it, "Ana Berg").id))
    query = select(Delivery, Message).join(Message).where(Message.person == ana)
    for delivery, message in store.ask(lambda session: session.exec(query).all()):
        if message.content["tag"] == ref:
            return payload.build(message.content, delivery.receipt, store.url).decode()
    raise LookupError(f"no nudge about {ref} for Ana")


def end_session(store: Store, first_name: str) -> None:
    with store.database.write() as session:
        query = (
            select(Device)
            .join(Person, col(Person.id) == col(Device.person_id))
            .where(Person.first_name == first_name, Person.site_id == store.site_id)
        )
        for device in session.exec(query):
            device.ended_at = device.created_at
            session.add(device)
