"""What is typed in a sheet is there again, whatever ended the page, until it is a tap."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.act_drafts import (
    IDS,
    UPDATE,
    begin,
    come_back,
    kept,
    line,
    notice,
    open_sheet,
    said,
    sheet,
)
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.offline import (
    events,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
)
from tests.browser.store import COOKIE, Store
from tests.support.browsers import Phone, accessibility, too_small, too_wide

ANA, BEN = "Ana Berg", "Ben Okafor"
WORDS = "The underlay comes at noon."
SAVE = re.compile("^Save")


@pytest.fixture
def ana(staff: Staff) -> Phone:
    return staff(ANA)


@pytest.fixture
def ref(ana: Phone, store: Store) -> str:
    found = store.report(ANA, "Carpet order for Saturday")
    open_page(ana, f"/issues/{found}")
    return found


def test_words_and_choices_outlive_the_page(ana: Phone, store: Store, ref: str) -> None:
    page = ana.page
    open_sheet(page)
    page.get_by_role("radio", name="30 minutes").check()
    page.get_by_label("The customer may read this").first.uncheck()
    said(page).fill(WORDS)
    expect(page.locator("form[data-drafted]")).to_be_visible()
    page = come_back(ana, ref)
    expect(line(page)).to_contain_text(
        re.compile(r"Update the customer: your draft from \d\d:\d\d\.")
    )
    assert accessibility(page) + too_small(page, 48) + too_wide(page) == []
    line(page).get_by_role("link", name="Continue").click()
    expect(said(page)).to_have_value(WORDS)
    expect(page.get_by_role("radio", name="30 minutes")).to_be_checked()
    expect(page.get_by_label("The customer may read this").first).not_to_be_checked()
    expect(notice(sheet(page))).to_have_text(re.compile(r"^Your draft from \d\d:\d\d\.$"))
    expect(sheet(page).get_by_role("button", name="Save · next by")).to_be_visible()
    assert accessibility(page) + too_small(page, 48) + too_wide(page) == []
    sheet(page).get_by_role("button", name=SAVE).click()
    expect(sheet(page)).to_be_hidden()
    expect(line(page)).to_have_count(0)
    kept(page)
    assert [one.text for one in events(store, ref, "customer_told")] == [WORDS]


def test_a_sheet_that_is_opened_by_its_button_is_filled_too(ana: Phone, ref: str) -> None:
    begin(ana.page, WORDS)
    ana.page.reload()
    expect(line(ana.page)).to_be_visible()
    open_sheet(ana.page)
    expect(said(ana.page)).to_have_value(WORDS)
    expect(notice(sheet(ana.page))).to_be_visible()


def test_a_closed_sheet_with_a_draft_does_not_keep_the_page_from_refreshing(
    ana: Phone, store: Store, ref: str
) -> None:
    begin(ana.page, WORDS)
    page = come_back(ana, ref)
    expect(line(page)).to_be_visible()
    store.post(store.hire(BEN), f"/issues/{ref}/note", text="It came in blue")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("It came in blue").first).to_be_attached()
    open_sheet(page)
    expect(said(page)).to_have_value(WORDS)


def test_a_draft_is_discarded_and_restored(ana: Phone, ref: str) -> None:
    begin(ana.page, WORDS)
    page = come_back(ana, ref)
    line(page).get_by_role("link").click()
    sheet(page).get_by_role("button", name="Discard").click()
    expect(said(page)).to_have_value("")
    kept(page)
    expect(line(page)).to_have_count(0)
    sheet(page).get_by_role("button", name="Restore the draft").click()
    expect(said(page)).to_have_value(WORDS)
    kept(page, f"/issues/{ref}/update")


def test_two_sheets_and_two_issues_have_drafts_of_their_own(
    ana: Phone, store: Store, ref: str
) -> None:
    other = store.report(ANA, "Till 4 is dead")
    begin(ana.page, WORDS)
    begin(ana.page, "Ask for the blue one", "Add a note", "Your note")
    open_page(ana, f"/issues/{other}")
    page = ana.page
    open_sheet(page)
    expect(said(page)).to_have_value("")
    expect(line(page)).to_have_count(0)
    page.keyboard.press("Escape")
    begin(page, "Another till is open")
    kept(page, f"/issues/{ref}/update", f"/issues/{ref}/note", f"/issues/{other}/update")
    page = come_back(ana, ref)
    expect(line(page, "Add a note")).to_be_visible()
    line(page, "Add a note").get_by_role("link").click()
    expect(page.get_by_label("Your note")).to_have_value("Ask for the blue one")
    sheet(page, "Add a note").get_by_role("button", name="Save note").click()
    kept(page, f"/issues/{ref}/update", f"/issues/{other}/update")
    expect(line(page, UPDATE)).to_be_visible()


def test_a_tap_in_one_tab_leaves_what_the_other_has_begun(ana: Phone, ref: str) -> None:
    first, second = ana.page, ana.context.new_page()
    second.goto(f"/issues/{ref}")
    begin(first, WORDS)
    open_sheet(second)
    expect(notice(sheet(second))).to_be_visible()
    said(second).fill("They want it in green")
    expect(second.locator("form[data-drafted]")).to_be_visible()
    open_sheet(first)
    sheet(first).get_by_role("button", name=SAVE).click()
    expect(sheet(first)).to_be_hidden()
    kept(first, f"/issues/{ref}/update")
    page = come_back(ana, ref)
    line(page).get_by_role("link").click()
    expect(said(page)).to_have_value("They want it in green")


@pytest.mark.full_chromium
def test_a_draft_is_nobody_elses(ana: Phone, store: Store, ref: str) -> None:
    begin(ana.page, WORDS)
    token, mine = store.hire(BEN), ana.context.cookies()[0]["value"]
    ana.context.add_cookies([{"name": COOKIE, "value": token, "url": store.url}])
    page = come_back(ana, ref)
    open_sheet(page, "Add a note")
    page.get_by_label("Your note").fill("Ben’s own")
    kept(page, f"/issues/{ref}/update", f"/issues/{ref}/note")
    expect(page.get_by_text("your draft from")).to_have_count(1)
    assert WORDS not in page.content()
    ana.context.add_cookies([{"name": COOKIE, "value": mine, "url": store.url}])
    page = come_back(ana, ref)
    expect(page.get_by_text("your draft from")).to_have_count(1)
    line(page).get_by_role("link").click()
    expect(said(page)).to_have_value(WORDS)


def test_a_tap_that_is_kept_takes_its_draft_and_the_next_one_is_new(
    ana: Phone, store: Store, ref: str
) -> None:
    begin(ana.page, WORDS)
    page = come_back(ana, ref)
    lose_connection(ana)
    line(page).get_by_role("link").click()
    expect(said(page)).to_have_value(WORDS)
    sheet(page).get_by_role("button", name=SAVE).click()
    expect_kept(page, 1)
    kept(page)
    expect(line(page)).to_have_count(0)
    begin(page, "It is here")
    kept(page, f"/issues/{ref}/update")
    find_connection(ana)
    page = come_back(ana, ref)
    line(page).get_by_role("link").click()
    expect(said(page)).to_have_value("It is here")
    sheet(page).get_by_role("button", name=SAVE).click()
    expect(sheet(page)).to_be_hidden()
    assert {one.text for one in events(store, ref, "customer_told")} == {WORDS, "It is here"}


def test_the_same_tap_again_leaves_no_draft(ana: Phone, ref: str) -> None:
    """It waits already, and is kept once."""
    lose_connection(ana)
    for _ in range(2):
        begin(ana.page, WORDS)
        open_sheet(ana.page)
        sheet(ana.page).get_by_role("button", name=SAVE).click()
        expect_kept(ana.page, 1)
    kept(ana.page)


def test_what_is_refused_is_a_draft_again(ana: Phone, ref: str) -> None:
    page = ana.page
    open_sheet(page)
    said(page).fill(WORDS)
    page.get_by_role("radio", name="Other time").check()
    sheet(page).get_by_role("button", name=SAVE).click()
    expect(sheet(page).locator(".field--bad .error")).to_be_visible()
    expect(said(page)).to_have_value(WORDS)
    kept(page, f"/issues/{ref}/update")
    page = come_back(ana, ref)
    line(page).get_by_role("link").click()
    expect(said(page)).to_have_value(WORDS)


def test_what_cannot_be_sent_any_more_can_be_read(ana: Phone, store: Store, ref: str) -> None:
    begin(ana.page, WORDS)
    token = ana.context.cookies()[0]["value"]
    store.post(token, f"/issues/{ref}/resolve", text="Delivered")
    page = come_back(ana, ref)
    left = page.get_by_text(f"What you had written: “{WORDS}”")
    expect(left).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(left).to_have_count(0)
    kept(page)


def test_photos_of_a_sheet_come_back(ana: Phone, ref: str) -> None:
    page = ana.page
    open_sheet(page, "Resolve")
    page.get_by_role("button", name="Choose photos").wait_for()
    sheet(page, "Resolve").locator("input[name=photo]").set_input_files(actions.photo())
    expect(page.locator(".chosen img")).to_have_count(1)
    kept(page, f"/issues/{ref}/resolve")
    page = come_back(ana, ref)
    line(page, "Resolve").get_by_role("link").click()
    expect(page.locator(".chosen img")).to_have_count(1)
    assert accessibility(page) + too_wide(page) == []


@pytest.mark.parametrize("path", ["note", "update"])
def test_the_page_of_an_act_and_its_sheet_have_one_draft(ana: Phone, ref: str, path: str) -> None:
    field = {"note": "Your note", "update": "What did you say?"}[path]
    open_page(ana, f"/issues/{ref}/{path}")
    ana.page.get_by_label(field).fill(WORDS)
    kept(ana.page, f"/issues/{ref}/{path}")
    page = come_back(ana, ref)
    line(page, {"note": "Add a note", "update": UPDATE}[path]).get_by_role("link").click()
    expect(page.get_by_role("dialog").get_by_label(field)).to_have_value(WORDS)


def test_without_storage_a_sheet_works_as_ever(store: Store, phone: SwitchOn) -> None:
    ana = phone(ANA, base_url=store.url)
    ana.context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    store.hand_over(ana, store.hire(ANA))
    ref = store.report(ANA, "Carpet order for Saturday")
    ana.page.goto(f"/issues/{ref}")
    open_sheet(ana.page)
    said(ana.page).fill(WORDS)
    ana.page.wait_for_timeout(600)
    sheet(ana.page).get_by_role("button", name=SAVE).click()
    expect(sheet(ana.page)).to_be_hidden()
    assert [one.text for one in events(store, ref, "customer_told")] == [WORDS]


def test_an_untouched_sheet_leaves_nothing(ana: Phone, ref: str) -> None:
    open_sheet(ana.page)
    said(ana.page).fill("x")
    kept(ana.page, f"/issues/{ref}/update")
    said(ana.page).fill("")
    kept(ana.page)
    assert ana.page.evaluate(IDS) == []
