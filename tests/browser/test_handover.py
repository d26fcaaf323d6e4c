"""A shared phone: what one person tapped and typed is unreadable for the next, and waits for them.

Looked at from inside, as a page of ours could read it, and from outside, byte by byte on the disk.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import actions
from tests.browser.offline import (
    NO_SYNC,
    events,
    expect_kept,
    open_page,
    queue,
    wait_for_vault,
    when,
)
from tests.browser.offline_acts import ANA, BEN, LIFT
from tests.browser.profiles import files, running
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.faults.plan import NO_FAULT, Fault, Kind
from tests.faults.proxy import Proxy
from tests.faults.wire import Request
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.acts.core import devices
from web.cli.sample import Sample

NOTE = "Zebrafish note: the lift company is rude"
REPORT = "Zebrafish report: a suitcase was crushed"
CUSTOMER, CONTACT = "Zdenkazebra", "zebrafish@example.org"
CUSTOMERS = (CUSTOMER, CONTACT)
SECRETS = (*CUSTOMERS, "Zebrafish", LIFT)
A_WHILE = timedelta(minutes=14)
TO_THE_SECOND = timedelta(seconds=4)
OF_THE_APP = tuple(
    f"Default/{name}" for name in ("IndexedDB", "Local Storage", "Session Storage", "Cache")
)
# All that a script of this origin can read, however it is wrapped.
EVERYTHING = """async () => {
  const text = value => new TextDecoder('latin1').decode(value);
  const plain = value =>
    value instanceof ArrayBuffer ? text(value) :
    ArrayBuffer.isView(value) ? text(value.buffer) :
    value instanceof CryptoKey ? {key: value.algorithm.name, extractable: value.extractable} :
    Array.isArray(value) ? value.map(plain) :
    value && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)])) : value;
  const asked = request => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const found = {local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie};
  for (const {name} of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([asked(rows.getAllKeys()), asked(rows.getAll())]);
      found[`${name}/${store}`] = {keys, values: values.map(plain)};
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    found[name] = [];
    for (const one of await cache.keys()) {
      const kept = await cache.match(one);
      found[name].push([one.url, [...kept.headers], await kept.text()]);
    }
  }
  return JSON.stringify(found);
}"""


@dataclass
class NotNow:
    """The server does no act while `is_transient`; it lets people in and out."""

    is_away: bool = True
    sent: list[Request] = field(default_factory=list)

    def fate(self, request: Request) -> Fault:
        if request.method != "POST" or not request.path.startswith("/issues"):
            return NO_FAULT
        self.sent.append(request)
        return Fault(Kind.ANSWER, status=503) if self.is_away else NO_FAULT


@dataclass
class Shared:
    """The phone at the till, which everybody uses."""

    store: Store
    context: BrowserContext
    page: Page
    url: str
    server: NotNow
    ref: str = ""

    def come_in(self, name: str) -> None:
        link = self.store.way_in(name).replace(self.store.url, self.url)
        self.page.goto(link)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Store 12")).to_be_visible()
        wait_for_vault(self.page)


SwitchOn = Callable[[timedelta], AbstractContextManager[Shared]]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def switch_on(chromium: Browser, store: Store, profile: Path) -> Iterator[SwitchOn]:
    """`with switch_on(later) as shared`: the same phone each time, with what it has on its disk."""
    server = NotNow()
    for name in (ANA, BEN):
        store.hire(name)
    with Proxy(store.url, server) as way:

        @contextmanager
        def on(later: timedelta) -> Iterator[Shared]:
            with running(chromium, profile, way.url, bfcache=True) as context:
                context.add_init_script(NO_SYNC)  # the service worker has another clock here
                shared = Shared(store, context, context.new_page(), way.url, server)
                shared.page.clock.install(time=datetime.now(UTC) + later)
                yield shared

        yield on


def sign_out(shared: Shared) -> None:
    """She is told what waits, and goes all the same."""
    shared.page.goto("/me")
    shared.page.get_by_role("button", name="Sign out on this phone").click()
    warning = "2 taps are not sent yet. They are sent only when you sign in here again."
    expect(shared.page.get_by_role("alert").get_by_text(warning)).to_be_visible()
    shared.page.get_by_role("button", name="Sign out anyway").click()
    expect(shared.page.get_by_role("heading", name="Sign in")).to_be_visible()


def be_ended(shared: Shared) -> None:
    """From her other device, while this phone lies there; it hears of it at its next try."""

    def end(sample: Sample) -> None:
        devices.end_all(sample.session, shared.store.person(sample, ANA).id, sample.now)

    shared.store.sample(end)
    shared.server.is_away = False
    shared.page.evaluate("dispatchEvent(new Event('online'))")
    expect(
        shared.page.get_by_text("This phone is not signed in, so nothing is sent.")
    ).to_be_visible()
    expect(shared.page.locator("#waiting-unsent li")).to_have_count(0)


@pytest.mark.parametrize("leave", [sign_out, be_ended])
def test_a_phone_that_changes_hands(
    leave: Callable[[Shared], None], switch_on: SwitchOn, store: Store, profile: Path
) -> None:
    with switch_on(timedelta(0)) as shared:
        tapped = ana_taps(shared)
        leave(shared)
        nothing_can_be_read(shared)
        shared.server.is_away = False
        tries = len(shared.server.sent)
        shared.come_in(BEN)
        nothing_can_be_read(shared)
        ben_sees_nothing(shared)
        assert len(shared.server.sent) == tries, "sent as somebody else"
        assert events(store, shared.ref, "noted") == []
    nothing_lies_about(profile)
    with switch_on(A_WHILE) as later:
        later.come_in(ANA)
        until(lambda: queue(later.page) == [], LIMIT, "an empty queue")
        later.page.goto("/")
        later.page.get_by_role("link", name=REPORT).click()
        expect(later.page.get_by_text(CUSTOMER, exact=True)).to_be_visible()
    (note,) = events(store, shared.ref, "noted", by=ANA)
    assert abs(when(note) + A_WHILE - tapped) < TO_THE_SECOND


def test_what_was_typed_and_not_tapped_is_not_there_for_the_next(
    switch_on: SwitchOn, store: Store
) -> None:
    """Browsers put what was typed back into a page that somebody comes back to."""
    with switch_on(timedelta(0)) as shared:
        shared.come_in(ANA)
        ref = store.report(ANA, LIFT)
        page = shared.page
        page.evaluate(ACTIVATED)
        page.goto(f"/issues/{ref}")
        actions.open_act(page, "note").get_by_label("Your note").fill(NOTE)
        page.goto("/issues/new")
        page.get_by_label("What is not working?").fill(REPORT)
        page.goto("/me")
        page.get_by_role("button", name="Sign out on this phone").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        shared.come_in(BEN)
        entries = int(page.evaluate("history.length"))
        seen = set()
        for _ in range(entries - 1):
            page.go_back(wait_until="commit")
            page.wait_for_load_state()
            seen.add(page.url)
            assert [one for one in typed(page) if "Zebrafish" in one] == []
        assert {f"{shared.url}/issues/{one}" for one in (ref, "new")} <= seen, "where it was typed"


def typed(page: Page) -> list[str]:
    found: list[str] = page.locator("input, textarea").evaluate_all(
        "all => all.map(one => one.value)"
    )
    return found


def ana_taps(shared: Shared) -> datetime:
    """A note, then a report with the customer’s name; neither goes out. When she began."""
    shared.come_in(ANA)
    earlier = datetime.now(UTC) - timedelta(hours=1)
    shared.ref = shared.store.report(ANA, LIFT, at=earlier)
    shared.page.evaluate(ACTIVATED)
    ana = Phone(ANA, shared.context, shared.page)
    for path in ("/", f"/issues/{shared.ref}"):
        open_page(ana, path)
    tapped = datetime.now(UTC)
    actions.note(ana, NOTE)
    expect_kept(ana.page, 1)
    open_page(ana, "/issues/new")
    ana.page.get_by_label("What is not working?").fill(REPORT)
    ana.page.locator("summary", has_text="name and contact").click()
    ana.page.get_by_label("Customer’s first name").fill(CUSTOMER)
    ana.page.get_by_label("How to reach them").fill(CONTACT)
    actions.own(ana.page)
    rows = ana.page.locator("#waiting-unsent li")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text(CUSTOMER)
    return tapped


def nothing_can_be_read(shared: Shared) -> None:
    """By a script of ours, with the cookies, or by the back button."""
    found = str(shared.page.evaluate(EVERYTHING))
    assert '"ownit/taps":{"keys":["' in found, "what waits is there, only sealed"
    assert [one for one in SECRETS if one in found] == []
    holders = shared.page.evaluate("document.body.dataset.person") or None
    assert [key["person"] for key in keys(shared.page)] == ([holders] if holders else [])
    assert all(cookie.get("httpOnly") for cookie in shared.context.cookies())
    back = shared.context.new_page()
    back.goto("/waiting")
    expect(back.get_by_text("of others are on this phone.")).to_be_visible()
    assert [one for one in SECRETS if one in back.content()] == []
    back.close()


def keys(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        "new Promise(done => { const open = indexedDB.open('ownit'); open.onsuccess = () => {"
        "const all = open.result.transaction('keys').objectStore('keys').getAll();"
        "all.onsuccess = () => done(all.result.filter(({key}) => key)"
        ".map(({person}) => ({person}))) } })"
    )
    return found


def ben_sees_nothing(shared: Shared) -> None:
    """How many, and not a word more; and he is not told that they would go out."""
    expect(shared.page.locator("#banner-kept")).to_be_hidden()
    for _ in range(2):  # however far back he goes
        shared.page.go_back(wait_until="commit")
        shared.page.wait_for_load_state()
        assert [one for one in SECRETS if one in shared.page.content()] == []


def nothing_lies_about(profile: Path) -> None:
    """On the disk, in no encoding that Chromium uses for text. It keeps the titles of pages for its
    own history, what is just being typed for its own start after a crash, and a page that was
    deleted until it tidies up; a script can read none of them."""
    found = [
        (path, secret, code)
        for path, content in files(profile)
        for secret in (SECRETS if path.startswith(OF_THE_APP) else CUSTOMERS)
        for code in ("utf-8", "utf-16-le")
        if secret.encode(code) in content
    ]
    assert not found, "\n".join(map(str, found))
