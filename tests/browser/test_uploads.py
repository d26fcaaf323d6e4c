"""Photos on their way: how far they are is told, and one that stands still is tried again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.photos import choose, is_ready, photos_of, snap
from tests.browser.store import Store
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

WORDS = "The freezer drips"
# Twenty seconds without a byte pass at once, and nobody gives up before.
IMPATIENT = """const later = setTimeout;
window.setTimeout = (act, wait, ...more) =>
  wait === 10000 ? 0 : later(act, wait === 20000 ? 500 : wait, ...more);"""


@pytest.fixture
def ana(staff: Staff) -> Phone:
    return staff("Ana Berg")


def fill_in(page: Page) -> str:
    """A report with a photo; its key."""
    page.goto("/issues/new")
    page.get_by_label("What is not working?").fill(WORDS)
    choose(page, snap())
    is_ready(page, 1)
    return page.locator("main input[name=key]").first.input_value()


def test_how_far_it_is_is_told(ana: Phone) -> None:
    ana.page.add_init_script(
        "document.addEventListener('ownit:progress', ({detail}) => {"
        "sessionStorage.progress = JSON.stringify(detail)})"
    )
    key = fill_in(ana.page)
    actions.own(ana.page)
    ana.page.get_by_role("heading", name="You own this.").wait_for()
    told = ana.page.evaluate("JSON.parse(sessionStorage.progress)")
    assert told["key"] == key
    assert 0 < told["sent"] <= told["total"]


def test_it_is_told_in_the_form_and_in_the_notice(ana: Phone) -> None:
    key = fill_in(ana.page)
    ana.page.evaluate(
        "key => document.dispatchEvent(new CustomEvent('ownit:progress',"
        " {detail: {key, sent: 669, total: 1000}}))",
        key,
    )
    expect(ana.page.locator("[data-photos] > [role=status]")).to_have_text("Sending … 66 %")
    expect(ana.page.locator("#kept-how")).to_have_text("Sending a photo … 60 %")


def test_one_that_stands_still_is_kept_and_goes_out_later(ana: Phone, store: Store) -> None:
    page = ana.page
    page.add_init_script(IMPATIENT)
    fill_in(page)
    page.route("**/issues", lambda route: None)  # taken, and never answered
    actions.own(page)
    page.wait_for_url("**/waiting")
    assert photos_of(store, WORDS) == []
    page.unroute("**/issues")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: bool(page.evaluate("1")) and len(photos_of(store, WORDS)) == 1, LIMIT, "sent")


def test_a_script_that_is_gone_holds_up_no_photo(ana: Phone, store: Store) -> None:
    """As of a page that was open when the release went of which its scripts are."""
    page = ana.page
    ana.forgive(re.compile("upload.js|a status of 404"))
    fill_in(page)
    page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.delete(name))))"
    )
    ana.context.route("**/upload.js", lambda route: route.fulfill(status=404))
    actions.own(page)
    page.get_by_role("heading", name="You own this.").wait_for()
    assert len(photos_of(store, WORDS)) == 1
