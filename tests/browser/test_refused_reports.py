"""A report that is refused after it has waited is opened again, and nothing of it is lost."""

from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.kept_pages import ready
from tests.browser.offline import (
    expect_all_sent,
    find_connection,
    lose_connection,
    open_page,
    queue,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.photos import choose, is_ready, photos_of, snap
from tests.browser.store import Store
from tests.browser.test_drafts import KEPT, expect_words, kept, leave, type_words
from tests.support.browsers import accessibility
from web.cli.sample import Sample
from web.store.tables.accounts import Site

BEGUN = "Till 4 is dead"
MENDED = "The lift to the car park is stuck"


def test_its_words_and_photos_come_back_and_another_draft_stays(store: Store, staff: Staff) -> None:
    ana = ready(staff(ANA))
    page = ana.page
    lose_connection(ana)
    page.goto("/issues/new")
    page.get_by_label("What is not working?").fill(LIFT)
    page.locator("summary", has_text="name and contact").click()
    page.get_by_label("Customer’s first name").fill("Mira")
    choose(page, snap(1), snap(2))
    is_ready(page, 2)
    actions.own(page)
    page.wait_for_url("**/waiting")
    page.goto("/issues/new")
    type_words(page, BEGUN)
    kept(page)
    there = store_that_she_works_in_now(store)
    find_connection(ana)
    page.goto("/waiting")
    row = page.locator("#waiting-answered li")
    expect(row).to_contain_text("We can’t find this page.")
    assert accessibility(page) == []
    reopen(page)
    page.get_by_label("What is not working?").fill(MENDED)
    leave(page)
    page.reload()
    is_back(page, MENDED)
    assert len(queue(page)) == 1, "as long as nothing has come in its place"
    actions.own(page)
    page.get_by_role("heading", name="You own this.").wait_for()
    assert len(photos_of(there, MENDED)) == 2
    expect_all_sent(ana)
    page.goto("/issues/new")
    expect_words(page, BEGUN)


def test_sent_in_one_window_it_is_no_draft_in_the_other(store: Store, staff: Staff) -> None:
    ana = ready(staff(ANA))
    page = ana.page
    lose_connection(ana)
    page.goto("/issues/new")
    page.get_by_label("What is not working?").fill(LIFT)
    choose(page, snap(1))
    is_ready(page, 1)
    actions.own(page)
    page.wait_for_url("**/waiting")
    store_that_she_works_in_now(store)
    find_connection(ana)
    page.goto("/waiting")
    link = page.get_by_role("link", name="Open the report again")
    address = link.get_attribute("href")
    other = ana.context.new_page()
    other.goto(f"{store.url}{address}")
    expect_words(other, LIFT)
    is_ready(other, 1)
    kept(other, blobs=1)
    link.click()
    expect_words(page, LIFT)
    is_ready(page, 1)
    actions.own(page)
    page.get_by_role("heading", name="You own this.").wait_for()
    actions.own(other)
    expect(other.locator("#f-text-error")).to_contain_text("You just reported this")
    leave(other)
    assert other.evaluate(KEPT) == []
    assert other.get_by_label("What is not working?").input_value() == LIFT


def reopen(page: Page) -> None:
    page.get_by_role("link", name="Open the report again").click()
    is_back(page, LIFT)
    expect(page.locator("#draft p")).to_contain_text("Your report from ")


def is_back(page: Page, words: str) -> None:
    expect_words(page, words)
    is_ready(page, 2)
    expect(page.get_by_label("Customer’s first name")).to_have_value("Mira")


def store_that_she_works_in_now(store: Store) -> Store:
    """What she has reported for the old one is refused."""

    def move(sample: Sample) -> Site:
        site = sample.site("Store 7")
        store.person(sample, ANA).site_id = site.id
        sample.session.flush()
        return site

    return Store(store.app, store.database, store.sample(lambda sample: move(sample).id))


def test_an_empty_report_says_so_at_its_field_and_sends_nothing(
    staff: Staff,
) -> None:
    ana = staff(ANA)
    ana.page.clock.install()
    open_page(ana, "/issues/new")
    actions.own(ana.page)
    words = ana.page.get_by_label("What is not working?")
    expect(words).to_be_focused()
    expect(words).to_have_attribute("aria-describedby", "f-text-error")
    expect(ana.page.locator("#f-text-error")).to_have_text("Write one line, or take a photo.")
    ana.page.clock.run_for(5000)
    expect(ana.page.locator(".is-slow, .is-sent")).to_have_count(0)
    words.fill(LIFT)
    expect(ana.page.locator("#f-text-error")).to_have_count(0)
