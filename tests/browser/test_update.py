"""A new version of the app is loaded when the person says so, not under their feet; at once only
where the old one cannot talk to the server any more."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import SwitchOn
from tests.browser.offline import (
    events,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
    queue,
)
from tests.browser.releases import NEWER, Releases, releases_of
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED, Worker
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

ANA = "Ana Berg"
BLUE, DESK = "It came in blue", "They wait at the desk"


@pytest.fixture
def releases(store: Store) -> Iterator[Releases]:
    with releases_of(store.url) as server:
        yield server


@pytest.fixture
def ana(store: Store, releases: Releases, phone: SwitchOn) -> Phone:
    token = store.hire(ANA)
    ana = store.hand_over(phone("Ana", base_url=releases.url), token, releases.url)
    ana.page.evaluate(ACTIVATED)
    return ana


def test_a_new_version_waits_for_a_tap(ana: Phone, releases: Releases) -> None:
    page = ana.page
    load = page.get_by_role("button", name="Reload")
    expect(load).to_be_hidden()
    releases.is_newer = True
    page.reload()
    expect(load).to_be_visible()
    assert states(page) == ["activated", "installed"], "nothing changes before the tap"
    assert f"ownit-{NEWER}" in Worker(page).caches()
    with page.expect_event("domcontentloaded"):
        load.click()
    until(lambda: states(page) == ["activated"], LIMIT, "the new version alone")
    kept = [name for name in Worker(page).caches() if name.startswith("ownit-")]
    assert sorted(kept) == [f"ownit-{NEWER}", "ownit-pages"], "the old version’s files are gone"
    expect(load).to_be_hidden()


def test_a_version_that_is_not_understood_any_more_goes_at_once(
    ana: Phone, store: Store, releases: Releases
) -> None:
    ref = store.report(ANA, "Carpet order for Saturday")
    open_page(ana, f"/issues/{ref}")
    releases.is_newer = releases.is_deaf = True
    with ana.page.expect_event("load"):
        actions.note(ana, BLUE)
    until(lambda: states(ana.page) == ["activated"], LIMIT, "the new version alone")
    assert f"ownit-{NEWER}" in Worker(ana.page).caches()
    expect_kept(ana.page, 1)
    releases.is_deaf = False
    open_page(ana, "/")
    expect_all_sent(ana)
    assert [one.text for one in events(store, ref, "noted")] == [BLUE]


def test_a_page_is_never_loaded_again_and_again(
    ana: Phone, store: Store, releases: Releases
) -> None:
    """The server says that there is a newer version, and has none."""
    ref = store.report(ANA, "Carpet order for Saturday")
    open_page(ana, f"/issues/{ref}")
    releases.is_deaf = True
    with ana.page.expect_event("load"):
        actions.note(ana, BLUE)
    ana.page.evaluate("window.isTheSame = true")
    tries = (
        "performance.getEntriesByType('resource').filter(one => one.name.endsWith('/note')).length"
    )
    for _ in range(2):
        so_far = int(ana.page.evaluate(tries))
        ana.page.evaluate("dispatchEvent(new Event('online'))")
        until(lambda: int(ana.page.evaluate(tries)) > so_far, LIMIT, "tried once more")  # noqa: B023
    offered(ana.page)
    assert ana.page.evaluate("window.isTheSame === true")
    assert [tap["words"] for tap in queue(ana.page)] == ["Note"]


def test_what_is_being_typed_is_not_taken_away(
    ana: Phone, store: Store, releases: Releases
) -> None:
    ref = store.report(ANA, "Carpet order for Saturday")
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, BLUE)
    expect_kept(ana.page, 1)
    form = actions.open_act(ana.page, "note")
    form.get_by_label("Your note").fill(DESK)
    releases.is_newer = releases.is_deaf = True
    find_connection(ana)
    offered(ana.page)
    expect(ana.page.get_by_label("Your note")).to_have_value(DESK)
    with ana.page.expect_event("load"):
        actions.confirm(form)
    releases.is_deaf = False
    open_page(ana, "/")
    expect_all_sent(ana)
    assert [one.text for one in events(store, ref, "noted")] == [BLUE, DESK]


def offered(page: Page) -> None:
    """After what is not sent yet: one banner is shown at a time."""
    expect(page.locator("#banner-update")).to_have_js_property("hidden", False)


def states(page: Page) -> list[str]:
    """Of the service workers: the one that rules, then those that wait."""
    found: list[str] = page.evaluate(
        "navigator.serviceWorker.getRegistration().then("
        "r => [r.active, r.waiting, r.installing].filter(Boolean).map(one => one.state))"
    )
    return found
