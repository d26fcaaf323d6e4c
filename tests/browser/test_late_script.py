"""The script that swaps the card is fetched when a form is used: where it comes late, or not at
all, no tap is lost, and none is sent twice."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import actions
from tests.browser.offline import events, wait_for_vault
from tests.browser.offline_acts import ANA
from tests.browser.store import COOKIE, Store
from tests.support.browsers import Phone

WORDS = "They come at noon."
HTMX = re.compile(r"/js/set-up-htmx\.js$")
ASKED = """() => performance.getEntriesByType('resource')
  .some(({name}) => name.endsWith('/set-up-htmx.js'))"""


@pytest.fixture
def ana(chromium: Browser, store: Store, token: str, ref: str) -> Iterator[Phone]:
    """At her issue, without the app’s worker, which would have the script already."""
    context = chromium.new_context(base_url=store.url, service_workers="block")
    context.add_cookies([{"name": COOKIE, "value": token, "url": store.url}])
    yield Phone(ANA, context, context.new_page())
    context.close()


def open_issue(page: Page, ref: str) -> None:
    page.goto(f"/issues/{ref}")
    wait_for_vault(page)
    page.evaluate("document.body.dataset.before = ''")


def expect_answered_in_place(page: Page, *, is_same_page: bool) -> None:
    actions.expect_in_history(page, WORDS)
    expect(page.locator("body[data-before]")).to_have_count(int(is_same_page))


def test_reading_an_issue_asks_for_no_htmx(ana: Phone, ref: str) -> None:
    open_issue(ana.page, ref)
    assert not ana.page.evaluate(ASKED)
    actions.open_act(ana.page, "note").get_by_label("Your note").focus()
    ana.page.wait_for_function("() => window.htmx")


def test_a_tap_waits_a_moment_for_a_late_script(ana: Phone, store: Store, ref: str) -> None:
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    ana.page.route(HTMX, hold)
    open_issue(ana.page, ref)
    ana.page.clock.install()
    ana.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=5))
    actions.note(ana, WORDS)
    expect(ana.page.locator("form.is-sent")).to_have_count(1)
    ana.page.locator("dialog[open] .sheet__foot button").dispatch_event("click")  # a second thumb
    assert not events(store, ref, "noted")
    ana.page.clock.resume()
    for one in late:
        one.continue_()
    expect_answered_in_place(ana.page, is_same_page=True)
    assert [one.text for one in events(store, ref, "noted")] == [WORDS]


def test_a_script_that_never_comes_holds_up_no_tap(ana: Phone, store: Store, ref: str) -> None:
    ana.page.route(HTMX, lambda _route: None)
    open_issue(ana.page, ref)
    actions.note(ana, WORDS)
    expect_answered_in_place(ana.page, is_same_page=False)
    assert [one.text for one in events(store, ref, "noted")] == [WORDS]


def test_a_tap_is_sent_without_the_script_where_it_cannot_be_fetched(
    ana: Phone, store: Store, ref: str
) -> None:
    ana.page.route(HTMX, lambda route: route.abort())
    open_issue(ana.page, ref)
    actions.note(ana, WORDS)
    expect_answered_in_place(ana.page, is_same_page=False)
    assert [one.text for one in events(store, ref, "noted")] == [WORDS]
