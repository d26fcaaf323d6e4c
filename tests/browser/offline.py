"""A phone that loses its connection: what it keeps, how it says so, and how it comes back."""

import re
from datetime import datetime
from typing import Any

from playwright.sync_api import Error, Page, expect
from sqlmodel import col, select

from tests.browser.store import Store
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.store.tables.accounts import Person
from web.store.tables.issues import Event, Issue

# The very module that the page runs, not another one like it.
APP = "import(document.querySelector('script[src*=\"/js/app.js\"]').src)"
GONE = re.compile(
    "ERR_(INTERNET_DISCONNECTED|FAILED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE"
    "|INVALID_HTTP_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)$"
)
# And what a network or a server that is broken on purpose brings about besides.
BROKEN = re.compile(r"net::ERR_|(answered|a status of) 50\d")
NOT_SENT = "Sent when you are online."
KEEP_OPEN = "Keep Own It open."
# As where somebody has forbidden it: the browser itself never sends, at a moment of its own.
NO_SYNC = "SyncManager.prototype.register = () => Promise.reject(new DOMException('denied'))"


def key_row(name: str) -> str:
    """Reads what this phone has by that name beside its key: `holder` is the key itself."""
    look = f"{{ const found = of('keys').get('{name}'); return () => found.result }}"
    return f"{APP}.then(({{transact}}) => transact(['keys'], 'readonly', of => {look}))"


# Holds the queue’s lock, as another page does that sends for as long as the test likes: it answers
# who asks whether it is still there. To be evaluated; `self.release` ends it.
BUSY = """new Promise(taken => navigator.locks.request('ownit-taps', () => {
  const channel = new BroadcastChannel('ownit-sender');
  channel.onmessage = ({data}) => data && channel.postMessage(false);
  return new Promise(end => { self.release = () => end(channel.close()); taken() });
}))"""


# A sheet that closes leaves the history: until then its way back would end another way.
LEFT = "() => !history.state?.sheet || document.querySelector('dialog[open]')"


_INTERRUPTED = re.compile("net::ERR_ABORTED|Execution context was destroyed")


def open_page(phone: Phone, path: str) -> None:
    """As somebody has it before them whose phone keeps taps for them."""
    _go(phone.page, path)
    wait_for_vault(phone.page)


def open_waiting(phone: Phone) -> None:
    """What is not sent yet, on a page that is the same for everybody."""
    _go(phone.page, "/waiting")


def _go(page: Page, path: str) -> None:
    """An answer that closes a sheet just now goes back in the history, and a tap that is kept leads
    to its issue; both end the way to a page: they go again."""
    try:
        _leave(page, path)
    except Error as error:
        if not _INTERRUPTED.search(error.message):
            raise
        _leave(page, path)


def _leave(page: Page, path: str) -> None:
    page.wait_for_function(LEFT)
    page.goto(path)


def wait_for_vault(page: Page) -> None:
    whose = f"{APP}.then(({{currentPerson}}) => currentPerson())"
    tag = page.evaluate("document.body.dataset.person")
    assert tag, f"nobody is signed in at {page.url}"
    until(lambda: page.evaluate(whose) == tag, LIMIT, "this phone’s key at hand")


def lose_connection(phone: Phone) -> None:
    """What fails meanwhile is meant to."""
    phone.forgive(GONE)
    phone.context.set_offline(True)


def find_connection(phone: Phone) -> None:
    phone.context.set_offline(False)


def expect_kept(page: Page, count: int) -> None:
    """The banner says so, and no more than the browser can keep."""
    banner = page.locator("#banner-kept")
    taps = "1 tap" if count == 1 else f"{count} taps"
    expect(banner).to_contain_text(f"{taps} not sent yet.")
    expect(banner).to_be_visible()
    expect(banner.get_by_role("link", name="See all")).to_have_attribute("href", "/waiting")


def expect_all_sent(phone: Phone) -> None:
    """What the phone has; then what it shows."""
    until(lambda: queue(phone.page) == [], LIMIT, "an empty queue")
    expect(phone.page.locator("#banner-kept:visible, #waiting-unsent:visible")).to_have_count(0)


def queue(page: Page) -> list[dict[str, Any]]:
    """What the phone keeps for whose it is, oldest first."""
    found: list[dict[str, Any]] = page.evaluate(f"{APP}.then(({{listTaps}}) => listTaps())")
    return found


def events(store: Store, ref: str, *kinds: str, by: str | None = None) -> list[Event]:
    """Of this issue, in the order in which they were written."""
    query = select(Event).join(Issue).where(Issue.ref == ref).order_by(col(Event.id))
    if kinds:
        query = query.where(col(Event.kind).in_(kinds))
    if by:
        query = query.join(Person, col(Person.id) == Event.actor_id)
        first, _, last = by.partition(" ")
        query = query.where(Person.first_name == first, Person.last_name == last)
    return store.ask(lambda session: list(session.exec(query)))


def when(event: Event) -> datetime:
    """When it was tapped."""
    return event.tapped_at or event.at
