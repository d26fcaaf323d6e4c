"""Browsers that lack something: a service worker without keys (WebKit before Safari 18), pages
without what came with Safari 16. Emulated; no WebKit runs here."""

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.altered import WITHOUT_KEYS, Altered
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.offline import (
    BROKEN,
    NO_SYNC,
    events,
    expect_all_sent,
    expect_kept,
    find_connection,
    key_row,
    lose_connection,
    open_page,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.faults.plan import Fair
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

HAS_KEY = f"{key_row('holder')}.then(Boolean)"
KEPT = (
    "caches.open('ownit-pages').then(one => one.keys())"
    ".then(all => all.map(one => new URL(one.url).pathname))"
)
SAFARI_15 = """
delete AbortSignal.timeout;
delete HTMLFormElement.prototype.requestSubmit;
delete crypto.__proto__.randomUUID;
"""


def is_kept(phone: Phone, path: str) -> bool:
    return path in phone.page.evaluate(KEPT)


@pytest.fixture
def way(store: Store) -> Iterator[Altered]:
    with Altered(store.url, Fair()) as proxy:
        proxy.lines = WITHOUT_KEYS
        yield proxy


def test_a_worker_without_keys_keeps_pages_and_leaves_the_key_alone(
    store: Store, way: Altered, phone: SwitchOn
) -> None:
    """Home, an issue, no network, a tap, and the network again."""
    ana = phone(ANA, base_url=way.url)
    ana.forgive(BROKEN)
    token = store.hire(ANA)
    path = f"/issues/{store.report(ANA, LIFT)}"
    ana.context.add_init_script(NO_SYNC)
    store.hand_over(ana, token, way.url)
    ana.page.evaluate(ACTIVATED)
    for page in ("/", path, "/", path):
        open_page(ana, page)
        assert ana.page.evaluate(HAS_KEY), page
        until(partial(is_kept, ana, page), LIMIT, "kept")
    asked = [one for one in way.carried if one.path == "/me/vault"]
    assert len(asked) < 4, "not at each page"
    lose_connection(ana)
    ana.page.goto(path)
    expect(ana.page.get_by_role("heading", name=LIFT)).to_be_visible()
    actions.note(ana, "They come at noon.")
    expect_kept(ana.page, 1)
    find_connection(ana)
    expect_all_sent(ana)
    noted = events(store, path.rpartition("/")[2], "noted")
    assert [one.text for one in noted] == ["They come at noon."]


def test_what_came_with_safari_16_is_not_needed(store: Store, phone: SwitchOn) -> None:
    """A report and sign-out, without a worker and without Web Locks."""
    ana = phone(ANA, base_url=store.url)
    ana.context.add_init_script(SAFARI_15 + "delete Navigator.prototype.locks;")
    ana.context.add_init_script("delete Navigator.prototype.serviceWorker")
    store.hand_over(ana, store.hire(ANA))
    actions.report(ana, LIFT)
    expect(ana.page.get_by_role("heading", name="You own this.")).to_be_visible()
    ana.page.goto("/me")
    ana.page.get_by_role("button", name="Sign out on this phone").click()
    expect(ana.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_tap_is_kept_and_sent_without_what_came_with_safari_16(
    store: Store, staff: Staff
) -> None:
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    ana.context.add_init_script(SAFARI_15)
    ana.page.evaluate(ACTIVATED)
    ana.context.add_init_script(NO_SYNC)
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, "They come at noon.")
    expect_kept(ana.page, 1)
    find_connection(ana)
    expect_all_sent(ana)
    assert [one.text for one in events(store, ref, "noted")] == ["They come at noon."]
