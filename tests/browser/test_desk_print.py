"""At a desk: what is printed of the two panes."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Staff
from tests.browser.desk import TILL, detail, row, title
from tests.browser.store import Store
from tests.support.browsers import Phone


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    """Somebody who owns an issue, at home in a wide window."""
    phone = staff("Ana Berg", at_desk=True)
    store.report("Ana Berg", TILL)
    phone.page.goto("/")
    return phone


def test_an_issue_is_printed_alone(ana: Phone) -> None:
    page = ana.page
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".page")).to_be_hidden()
    expect(page.locator("iframe")).to_be_visible()
    page.emulate_media(media="screen")
    page.reload()
    expect(title(page, TILL)).to_be_visible()
    expect(page.locator("iframe")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("iframe")).to_be_hidden()
    expect(title(page, TILL)).to_be_visible()
    for words in ("button", "a.button", ".action-bar", ".back-link"):
        expect(page.locator(f"main {words}").locator("visible=true")).to_have_count(0)


def test_a_frame_is_printed_with_all_that_is_folded_in_it(ana: Phone) -> None:
    page = ana.page
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    frame = page.locator("iframe")
    folds = detail(page).locator("details")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folds.evaluate_all("(all) => all.length && all.every(({ open }) => open)")
    needed = detail(page).locator("html").evaluate("(one) => one.scrollHeight")
    assert frame.evaluate("(one) => one.offsetHeight") >= needed
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert frame.evaluate("(one) => one.style.height") == ""
    expect(detail(page).locator("details[open]")).to_have_count(0)
