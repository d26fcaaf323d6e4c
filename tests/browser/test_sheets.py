"""An act is a sheet over the issue: it opens, closes and is sent without the page being left."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Staff
from tests.browser.offline import events, expect_kept, lose_connection, open_page
from tests.browser.page_checks import LARGE_TEXT
from tests.browser.store import Store
from tests.support.browsers import Phone, accessibility, too_small, too_wide

ANA, BEN = "Ana Berg", "Ben Okafor"
CARPET = "Carpet order for Saturday"
WORDS = "The underlay comes at noon."
BACK = "document.dispatchEvent(new Event('visibilitychange'))"
SECOND_TAP = """([x, y]) => {
  const tap = () => {
    const hit = document.elementFromPoint(x, y);
    hit.click();
    window.hit = hit.localName;
  };
  for (const name of ['htmx:after:swap', 'close'])
    document.addEventListener(name, () => setTimeout(tap, 60), { once: true, capture: true });
}"""
IN_SIGHT = """button => {
  const {left, right, top, bottom} = button.getBoundingClientRect();
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return top >= 0 && bottom <= innerHeight && button.contains(at);
}"""


@pytest.fixture
def ana(staff: Staff) -> Phone:
    return staff(ANA)


@pytest.fixture
def ref(ana: Phone, store: Store) -> str:
    found = store.report(ANA, CARPET)
    ana.page.get_by_role("link", name="Home").first.click()
    open_page(ana, f"/issues/{found}")
    return found


def link(page: Page) -> Locator:
    return page.get_by_role("link", name="Update the customer")


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Update the customer")


def open_it(page: Page) -> Locator:
    link(page).click()
    expect(sheet(page)).to_be_visible()
    return sheet(page)


def say(page: Page, words: str = WORDS) -> None:
    page.get_by_label("What did you say?").fill(words)


def save(page: Page) -> Locator:
    return sheet(page).get_by_role("button", name="Save")


def leads_home(page: Page) -> None:
    """No entry of a sheet is left in the history."""
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("() => !history.state?.sheet")
    page.go_back()
    expect(page).to_have_url(re.compile(r"//[^/]+/$"))


def test_the_focus_goes_to_the_heading_stays_inside_and_comes_back(ana: Phone, ref: str) -> None:
    page = ana.page
    link(page).focus()
    page.keyboard.press("Enter")
    expect(sheet(page).get_by_role("heading")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        inside = page.evaluate("document.activeElement.closest('dialog') !== null")
        assert inside or page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    expect(link(page)).to_be_focused()
    assert page.url.endswith(ref)
    leads_home(page)


def close_by_button(page: Page) -> None:
    sheet(page).get_by_role("button", name="Close").click()


def close_beside_it(page: Page) -> None:
    page.mouse.click(180, 10)


def go_back(page: Page) -> None:
    page.evaluate("history.back()")


@pytest.mark.parametrize("close", [close_by_button, close_beside_it, go_back])
def test_what_is_typed_stays_until_it_is_opened_again(ana: Phone, ref: str, close: object) -> None:
    page = ana.page
    open_it(page)
    say(page)
    assert callable(close)
    close(page)
    expect(sheet(page)).to_be_hidden()
    expect(link(page)).to_be_focused()
    open_it(page)
    expect(page.get_by_label("What did you say?")).to_have_value(WORDS)
    page.keyboard.press("Escape")
    leads_home(page)


def test_a_press_that_ends_beside_the_sheet_does_not_close_it(ana: Phone, ref: str) -> None:
    page = ana.page
    open_it(page)
    say(page)
    box = page.get_by_label("What did you say?").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(180, 10)
    page.mouse.up()
    expect(sheet(page)).to_be_visible()


def test_an_update_that_is_saved_closes_its_sheet(ana: Phone, store: Store, ref: str) -> None:
    page = ana.page
    page.evaluate("scrollTo(0, 9999)")
    open_it(page)
    say(page)
    save(page).click()
    expect(page.locator("#issue :is(h1, #notice, [data-in-place]):focus")).to_have_count(1)
    assert page.evaluate("scrollY") == 0
    assert [one.text for one in events(store, ref, "customer_told")] == [WORDS]
    leads_home(page)


def test_a_refused_update_opens_again_with_what_is_wrong(
    ana: Phone, store: Store, ref: str
) -> None:
    page = ana.page
    open_it(page)
    say(page)
    page.get_by_role("radio", name="Other time").check()
    save(page).click()
    expect(sheet(page).locator(".field--bad :focus")).to_have_count(1)
    expect(sheet(page).locator(".error")).to_be_in_viewport()
    expect(page.get_by_label("What did you say?")).to_have_value(WORDS)
    assert accessibility(page) == []
    page.keyboard.press("Escape")
    page.evaluate(BACK)
    open_it(page)
    expect(page.get_by_label("What did you say?")).to_have_value(WORDS)
    page.get_by_role("radio", name="30 minutes").check()
    save(page).click()
    expect(sheet(page)).to_be_hidden()
    assert [one.text for one in events(store, ref, "customer_told")] == [WORDS]
    leads_home(page)


def test_an_update_without_a_network_closes_its_sheet_and_says_that_it_is_kept(
    ana: Phone, ref: str
) -> None:
    page = ana.page
    lose_connection(ana)
    open_it(page)
    say(page)
    save(page).click()
    expect(sheet(page)).to_be_hidden()
    expect_kept(page, 1)
    expect(page.locator("#banner-kept")).to_be_focused()
    open_it(page)
    expect(page.get_by_label("What did you say?")).to_have_value("")
    close_by_button(page)
    page.wait_for_function("() => !history.state?.sheet")


def tap_twice(page: Page, button: Locator) -> None:
    """The second tap comes when the sheet has gone, and hits what lies at that place then."""
    box = button.bounding_box()
    assert box
    page.evaluate(SECOND_TAP, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    button.click()
    page.wait_for_function("() => window.hit")
    assert page.evaluate("window.hit") == "html"


@pytest.mark.parametrize("size", [(360, 800), (1280, 800)], ids=str)
@pytest.mark.parametrize("button", ["Save", "Close"])
@pytest.mark.parametrize("network", [True, False], ids=["network", "no-network"])
def test_a_second_tap_hits_nothing_under_the_sheet(
    ana: Phone, ref: str, size: tuple[int, int], button: str, network: bool
) -> None:
    page = ana.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if not network:
        lose_connection(ana)
    open_it(page)
    say(page)
    tap_twice(page, sheet(page).get_by_role("button", name=button))
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url.endswith(ref)
    open_it(page)


def test_what_is_new_is_not_put_under_an_open_sheet(ana: Phone, store: Store, ref: str) -> None:
    page = ana.page
    open_it(page)
    note(store, ref, "It came in blue")
    with page.expect_response(re.compile(ref)):
        page.evaluate(BACK)
    page.wait_for_timeout(300)
    expect(sheet(page)).to_be_visible()
    say(page)
    page.keyboard.press("Escape")
    with page.expect_response(re.compile(ref)):
        page.evaluate(BACK)
    expect(page.locator("#banner-changed")).to_be_visible()
    open_it(page)
    expect(page.get_by_label("What did you say?")).to_have_value(WORDS)
    page.get_by_label("What did you say?").fill("")
    page.keyboard.press("Escape")
    page.evaluate(BACK)
    expect(page.get_by_text("It came in blue").first).to_be_attached()


def test_a_server_that_cannot_answer_says_so_in_the_sheet(ana: Phone, ref: str) -> None:
    page = ana.page
    ana.forgive(re.compile("answered 503|a status of 503"))
    page.evaluate("navigator.serviceWorker?.getRegistration()")
    page.route("**/update", lambda route: route.fulfill(status=503, body="busy"))
    open_it(page)
    say(page)
    save(page).click()
    expect_kept_or_said(page)


def expect_kept_or_said(page: Page) -> None:
    """Kept where the phone can; a sentence that is said while a sheet is open stands in it."""
    said = page.locator("#banner-kept:visible, dialog[open] .alerts .banner:visible")
    expect(said).not_to_have_count(0)


@pytest.mark.parametrize("size", [(360, 560), (560, 360), (320, 568), (1280, 800)], ids=str)
def test_the_button_is_in_sight(ana: Phone, ref: str, size: tuple[int, int]) -> None:
    page = ana.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_it(page)
    assert save(page).evaluate(IN_SIGHT)
    assert accessibility(page) + too_small(page, 48) + too_wide(page) == []
    page.locator("html").evaluate(LARGE_TEXT)
    assert too_wide(page) == []
    assert save(page).evaluate(IN_SIGHT)


def test_the_button_says_what_is_chosen(ana: Phone, ref: str) -> None:
    page = ana.page
    open_it(page)
    page.get_by_role("radio", name="30 minutes").check()
    expect(save(page)).to_have_text(re.compile(r"^Save · next by (tomorrow )?\d\d:\d\d$"))
    page.get_by_role("radio", name="Tomorrow at 9").check()
    expect(save(page)).to_have_text("Save · next: Tomorrow at 9")
    page.get_by_role("radio", name="Other time").check()
    expect(save(page)).to_have_text("Save update")
    page.get_by_label("At what time?").fill("23:59")
    expect(save(page)).to_have_text("Save · next by 23:59")
    page.get_by_label("At what time?").fill("00:00")
    expect(save(page)).to_have_text("Save · next by tomorrow 00:00")


def note(store: Store, ref: str, words: str) -> None:
    store.post(store.hire(BEN), f"/issues/{ref}/note", text=words)
