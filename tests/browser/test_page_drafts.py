"""Drafts of the acts that have a page, and what the server gives instead of them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.act_drafts import come_back, kept, line, notice
from tests.browser.conftest import Staff
from tests.browser.offline import events, open_page, wait_for_vault
from tests.browser.store import Store
from tests.support.browsers import Phone, accessibility, too_wide

ANA, BEN = "Ana Berg", "Ben Okafor"
CARPET = "Carpet order for Saturday"
WORDS = "Somebody with the long ladder"


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    store.hire(BEN)
    return staff(ANA)


@pytest.fixture
def ref(ana: Phone, store: Store) -> str:
    return store.report(ANA, CARPET)


def test_what_another_tab_sends_takes_no_other_words(ana: Phone, ref: str) -> None:
    open_page(ana, f"/issues/{ref}/update")
    second = ana.context.new_page()
    second.goto(f"/issues/{ref}/update")
    wait_for_vault(second)
    form, label = "form[action$='/update']", "What did you say?"
    second.get_by_label(label).fill(WORDS)
    expect(second.locator(form)).to_have_attribute("data-drafted", "")
    ana.page.get_by_label(label).fill("It comes.")
    expect(ana.page.locator(form)).to_have_attribute("data-drafted", "")
    ana.page.get_by_role("button", name="Save update").click()
    expect(ana.page.get_by_text("“It comes.”")).to_be_visible()
    expect(line(ana.page, "Update the customer")).to_be_visible()
    second.reload()
    expect(second.get_by_label(label)).to_have_value(WORDS)


def test_a_request_that_was_begun_is_there_again(ana: Phone, store: Store, ref: str) -> None:
    open_page(ana, f"/issues/{ref}/ask")
    ana.page.get_by_label("What is needed?").fill(WORDS)
    ana.page.get_by_role("radio", name="I’m calling").check()
    kept(ana.page, f"/issues/{ref}/steps")
    page = come_back(ana, ref)
    line(page, "Ask someone").get_by_role("link", name="Continue").click()
    expect(page).to_have_url(re.compile("/ask$"))
    expect(page.get_by_label("What is needed?")).to_have_value(WORDS)
    expect(page.get_by_role("radio", name="I’m calling")).to_be_checked()
    expect(notice(page)).to_have_text(re.compile("^Your draft from"))
    assert accessibility(page) + too_wide(page) == []
    page.get_by_role("button", name=f"Ask {BEN}").first.click()
    expect(page.get_by_label("What is needed?")).to_have_count(0)
    kept(page)
    assert "asked" in [one.kind for one in events(store, ref)]


def test_a_search_among_people_keeps_and_says_nothing_new(ana: Phone, ref: str) -> None:
    """The server gives back all that was typed."""
    open_page(ana, f"/issues/{ref}/ask")
    page = ana.page
    page.get_by_label("What is needed?").fill(WORDS)
    kept(page, f"/issues/{ref}/steps")
    page.locator("#f-find").fill("Ben")
    page.locator("#f-find").press("Enter")
    expect(page).to_have_url(re.compile("find=Ben"))
    expect(page.get_by_label("What is needed?")).to_have_value(WORDS)
    kept(page, f"/issues/{ref}/steps")
    expect(notice(page)).to_be_hidden()


def test_an_owner_change_that_was_begun_is_there_again(ana: Phone, ref: str) -> None:
    open_page(ana, f"/issues/{ref}/owner-change")
    ana.page.get_by_label("What they should know").fill(WORDS)
    ana.page.get_by_role("radio", name="I am away").check()
    kept(ana.page, f"/issues/{ref}/owner-change")
    page = come_back(ana, ref)
    line(page, "Ask someone to take over").get_by_role("link").click()
    expect(page.get_by_label("What they should know")).to_have_value(WORDS)
    expect(page.get_by_role("radio", name="I am away")).to_be_checked()


def test_a_correction_is_not_put_over_another_one(ana: Phone, store: Store, ref: str) -> None:
    open_page(ana, f"/issues/{ref}/correct")
    ana.page.get_by_label("Place").fill("Aisle 4")
    kept(ana.page, f"/issues/{ref}/correct")
    ana.page.reload()
    expect(ana.page.get_by_label("Place")).to_have_value("Aisle 4")
    expect(notice(ana.page)).to_have_text(re.compile("^Your draft from"))
    token = ana.context.cookies()[0]["value"]
    words = {"text": CARPET, "urgency": "today"}
    was = {f"was_{name}": value for name, value in words.items()}
    store.post(token, f"/issues/{ref}/correct", **words, **was, place="Till 2", was_place="")
    page = come_back(ana, ref)
    line(page, "Correct details").get_by_role("link").click()
    expect(notice(page)).to_have_text(re.compile("^You also have a draft from"))
    expect(page.get_by_label("Place")).to_have_value("Till 2")
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_label("Place")).to_have_value("Aisle 4")


def test_a_field_that_is_left_is_kept_at_once(ana: Phone, ref: str) -> None:
    """As it is before a link is followed: not after a pause, which may never come."""
    ana.context.add_init_script(
        "const later = setTimeout; window.setTimeout = (act, delay, ...more) =>"
        " delay === 400 ? 0 : later(act, delay, ...more);"
    )
    page = ana.context.new_page()
    page.goto(f"/issues/{ref}/note")
    expect(page.locator("form .draft-notices")).to_be_attached()
    wait_for_vault(page)
    field = page.get_by_label("Your note")
    field.press_sequentially(WORDS)
    field.blur()
    kept(page, f"/issues/{ref}/note")


def test_what_is_typed_before_the_draft_is_there_stays(ana: Phone, ref: str) -> None:
    open_page(ana, f"/issues/{ref}/note")
    ana.page.get_by_label("Your note").fill(WORDS)
    kept(ana.page, f"/issues/{ref}/note")
    late = ana.context.new_page()
    late.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => {"
        "document.querySelector('textarea').value = 'Another thing'})"
    )
    late.goto(f"/issues/{ref}/note")
    expect(notice(late)).to_have_text(re.compile("^You also have a draft from"))
    expect(late.get_by_label("Your note")).to_have_value("Another thing")
    late.get_by_role("button", name="Restore it").click()
    expect(late.get_by_label("Your note")).to_have_value(WORDS)


def test_words_from_right_to_left_and_long_ones_fit(ana: Phone, ref: str) -> None:
    open_page(ana, f"/issues/{ref}/note")
    ana.page.get_by_label("Your note").fill("המעלית תקועה " + "ארוכה" * 40)
    kept(ana.page, f"/issues/{ref}/note")
    ana.page.reload()
    field = ana.page.get_by_label("Your note")
    expect(field).to_have_value(re.compile("^המעלית"))
    assert field.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert too_wide(ana.page) == []
