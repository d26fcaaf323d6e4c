"""A report that was begun is there again after the app was closed, for whoever began it alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.photos import choose, is_ready, snap
from tests.browser.store import COOKIE, Store
from tests.support import missing
from tests.support.browsers import ARGUMENTS, SIZE, Phone, accessibility
from tests.support.limits import LIMIT
from tests.support.served import until
from web.store.tables.accounts import Site

WORDS = "The freezer drips"
NOTICE = "Your draft from"
QUIET = 400  # milliseconds, as in static/js/drafts/form-draft.js
Open = Callable[[], BrowserContext]

# All that the phone keeps of reports that were begun.
KEPT = """async () => {
  const open = indexedDB.open('ownit');
  await new Promise(done => open.onsuccess = done);
  const read = open.result.transaction(['drafts', 'photos']);
  const asked = read.objectStore('drafts').getAll();
  await new Promise(done => asked.onsuccess = done);
  const blobs = asked.result.map(({id}) => read.objectStore('photos').get(id));
  await new Promise(done => read.oncomplete = done);
  open.result.close();
  return asked.result.map(({text}, at) => [blobs[at].result?.length ?? 0, text.body.byteLength]);
}"""


@pytest.fixture
def ana(staff: Staff) -> Phone:
    phone = staff("Ana Berg")
    open_report(phone.page)
    return phone


@pytest.fixture
def profile(chromium: Browser, store: Store, tmp_path: Path) -> Open:
    """Opens the same browser again and again: `with closing(profile()) as context`."""

    def open_browser() -> BrowserContext:
        return chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=missing.chromium(),
            args=ARGUMENTS,
            base_url=store.url,
            viewport={"width": SIZE["width"], "height": SIZE["height"]},
        )

    return open_browser


@contextmanager
def opened(profile: Open, token: str, url: str) -> Iterator[Page]:
    context = profile()
    context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    yield context.new_page()
    context.close()


def open_report(page: Page, query: str = "") -> None:
    page.goto(f"/issues/new{query}")
    page.get_by_role("button", name="Choose photos").wait_for()


def words(page: Page) -> str:
    return page.get_by_label("What is not working?").input_value()


def expect_words(page: Page, typed: str) -> None:
    """Once the draft is brought back, which takes a moment."""
    expect(page.get_by_label("What is not working?")).to_have_value(typed)


def type_words(page: Page, typed: str = WORDS) -> None:
    page.get_by_label("What is not working?").fill(typed)


def leave(page: Page) -> None:
    """As if they did; returns when what is written then is written."""
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    for _ in range(20):  # each look takes its turn at the phone’s disk
        page.evaluate(KEPT)


def kept(page: Page, blobs: int = 0, drafts: int = 1) -> None:
    """Waits until so many drafts, each with so many photos, are on this phone’s disk."""
    what = f"{drafts} drafts with {blobs} photos"

    def is_so() -> bool:
        found = page.evaluate(KEPT)
        return len(found) == drafts and all(one[0] == blobs for one in found)

    until(is_so, LIMIT, what)


def test_a_report_that_was_begun_outlives_a_closed_app(store: Store, profile: Open) -> None:
    token = store.hire("Ana Berg")
    with opened(profile, token, store.url) as page:
        open_report(page)
        type_words(page)
        page.get_by_label("Place").fill("Aisle 4")
        page.get_by_label("Later").check()
        page.locator("summary", has_text="Customer").click()
        page.get_by_label("Customer’s first name").fill("Marta")
        choose(page, snap(1), snap(2))
        is_ready(page, 2)
        kept(page, blobs=2)
    with opened(profile, token, store.url) as page:
        open_report(page)
        expect(page.get_by_text(NOTICE)).to_be_visible()
        expect_words(page, WORDS)
        assert page.get_by_label("Place").input_value() == "Aisle 4"
        expect(page.get_by_label("Customer’s first name")).to_be_visible()
        assert page.get_by_label("Later").is_checked()
        is_ready(page, 2)
        assert accessibility(page) == []
        actions.own(page)
        page.get_by_role("heading", name="You own this.").wait_for()
        expect(page.locator(".photos img")).to_have_count(2)
        kept(page, drafts=0)


def test_a_photo_that_was_not_small_yet_is_not_lost(ana: Phone) -> None:
    """Killed in the middle of it, what was taken is there and is made small then."""
    ana.page.add_init_script("window.Worker = class { postMessage() {} terminate() {} }")
    open_report(ana.page)
    choose(ana.page, snap(1))
    kept(ana.page, blobs=1)
    expect(ana.page.locator(".chosen img")).to_have_count(0)
    second = ana.context.new_page()
    second.add_init_script("delete window.Worker")
    open_report(second)
    is_ready(second, 1)


def test_what_was_typed_in_the_last_moment_is_there(ana: Phone) -> None:
    """Whoever leaves does not wait until it is written down."""
    ana.page.add_init_script(
        "const later = setTimeout;"
        f"window.setTimeout = (act, wait) => wait === {QUIET} ? 0 : later(act, wait)"
    )
    open_report(ana.page)
    type_words(ana.page)
    leave(ana.page)
    kept(ana.page)


def test_discarding_empties_it_and_can_be_undone(ana: Phone) -> None:
    type_words(ana.page)
    choose(ana.page, snap(1))
    is_ready(ana.page, 1)
    kept(ana.page, blobs=1)
    open_report(ana.page)
    expect(ana.page.get_by_text(NOTICE)).to_be_visible()
    ana.page.get_by_role("button", name="Discard").click()
    assert words(ana.page) == ""
    expect(ana.page.locator(".chosen img")).to_have_count(0)
    kept(ana.page, drafts=0)
    ana.page.get_by_role("button", name="Restore the draft").click()
    expect_words(ana.page, WORDS)
    is_ready(ana.page, 1)
    kept(ana.page, blobs=1)


def test_an_empty_report_brings_nothing(ana: Phone) -> None:
    expect(ana.page.locator("#draft")).to_be_hidden()
    ana.page.get_by_label("Place").fill("x")
    kept(ana.page)
    ana.page.get_by_label("Place").fill("")
    kept(ana.page, drafts=0)
    open_report(ana.page)
    expect(ana.page.locator("#draft")).to_be_hidden()


def test_the_sign_on_the_wall_says_where_they_stand_now(ana: Phone, store: Store) -> None:
    code = f"W{store.site_id}"
    store.sample(
        lambda sample: sample.place(sample.session.get_one(Site, store.site_id), "Till 4", code)
    )
    type_words(ana.page)
    ana.page.get_by_label("Place").fill("Aisle 4")
    kept(ana.page)
    open_report(ana.page, f"?place={code}")
    expect(ana.page.get_by_text(NOTICE)).to_be_visible()
    expect_words(ana.page, WORDS)
    assert ana.page.get_by_label("Place").input_value() == "Till 4"


def test_an_empty_tab_takes_nothing_from_the_other(ana: Phone) -> None:
    """Not even one that had something to say before."""
    second = ana.context.new_page()
    open_report(second)
    second.get_by_label("Place").fill("Aisle 4")
    kept(second)
    before = second.evaluate(KEPT)
    type_words(ana.page)
    until(lambda: ana.page.evaluate(KEPT) != before, LIMIT, "written by the other")
    before = second.evaluate(KEPT)
    second.get_by_label("Place").fill("")
    leave(second)
    assert second.evaluate(KEPT) == before
    open_report(second)
    expect_words(second, WORDS)


def test_what_another_tab_has_begun_stays_when_this_one_is_sent(ana: Phone) -> None:
    second = ana.context.new_page()
    open_report(second)
    type_words(ana.page)
    kept(ana.page)
    before = second.evaluate(KEPT)
    type_words(second, "The lift is stuck, and nobody comes")
    until(lambda: second.evaluate(KEPT) != before, LIMIT, "written by the other")
    actions.own(ana.page)
    ana.page.get_by_role("heading", name="You own this.").wait_for()
    open_report(ana.page)
    expect_words(ana.page, "The lift is stuck, and nobody comes")


def test_what_is_refused_is_a_draft_again(ana: Phone) -> None:
    type_words(ana.page)
    actions.own(ana.page)
    ana.page.get_by_role("heading", name="You own this.").wait_for()
    open_report(ana.page)
    assert words(ana.page) == ""
    type_words(ana.page)
    actions.own(ana.page)
    ana.page.get_by_text("You just reported this").wait_for()
    kept(ana.page)
    open_report(ana.page)
    expect_words(ana.page, WORDS)


@pytest.mark.full_chromium
def test_a_draft_is_nobody_elses(ana: Phone, store: Store) -> None:
    type_words(ana.page)
    kept(ana.page)
    context, page = ana.context, ana.page
    ben, mine = store.hire("Ben Okafor"), context.cookies()[0]["value"]
    context.add_cookies([{"name": COOKIE, "value": ben, "url": store.url}])
    open_report(page)
    assert words(page) == ""
    type_words(page, "Ben’s own")
    kept(page, drafts=2)
    context.add_cookies([{"name": COOKIE, "value": mine, "url": store.url}])
    open_report(page)
    expect_words(page, WORDS)


def test_whoever_types_before_the_draft_is_there_keeps_both(ana: Phone) -> None:
    type_words(ana.page)
    kept(ana.page)
    late = ana.page.context.new_page()
    late.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => {"
        "document.querySelector('textarea').value = 'Another thing'})"
    )
    open_report(late)
    expect(late.get_by_text("You also have a draft from")).to_be_visible()
    expect_words(late, "Another thing")
    late.get_by_role("button", name="Restore it").click()
    expect_words(late, WORDS)
