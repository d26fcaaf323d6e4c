"""What was typed for an act that is not possible any more: it can be read, and discarded."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.act_drafts import begin, come_back, kept, line, said, sheet
from tests.browser.conftest import Staff
from tests.browser.offline import events, open_page
from tests.browser.store import Store
from tests.support.browsers import Phone, accessibility, too_small, too_wide

ANA, BEN = "Ana Berg", "Ben Okafor"
WORDS = "The underlay comes at noon."
SAVE = re.compile("^Save")


@pytest.fixture
def ana(staff: Staff) -> Phone:
    return staff(ANA)


@pytest.fixture
def ref(ana: Phone, store: Store) -> str:
    return store.report(ANA, "Carpet order for Saturday")


def resolve(ana: Phone, store: Store, ref: str) -> None:
    """On another phone of hers."""
    token = ana.context.cookies()[0]["value"]
    store.post(token, f"/issues/{ref}/resolve", text="Delivered")


def asked(ana: Phone, store: Store, ref: str) -> tuple[str, str]:
    """Of Ben, who has said yes: his token and the address of the step."""
    ben = store.hire(BEN)
    helper = str(store.sample(lambda sample: store.person(sample, BEN).id))
    token = ana.context.cookies()[0]["value"]
    fields = {"need": "Measure the hall", "introduction": "message", "helper_id": helper}
    path = "/steps/" + store.post(token, f"/issues/{ref}/steps", **fields).rpartition("/")[2]
    store.post(ben, f"{path}/accept")
    return ben, path


def expect_words_alone(page: Page, words: str) -> None:
    left = page.get_by_text(f"What you had written: “{words}”")
    expect(left).to_have_count(1)
    assert accessibility(page) + too_small(page, 48) + too_wide(page) == []
    page.get_by_role("button", name="Discard").click()
    expect(left).to_have_count(0)
    kept(page)


def test_what_is_refused_and_has_no_sheet_any_more_is_a_draft_again(
    ana: Phone, store: Store, ref: str
) -> None:
    page = ana.page
    open_page(ana, f"/issues/{ref}")
    begin(page, WORDS)
    resolve(ana, store, ref)
    page.get_by_role("link", name="Update the customer").click()
    sheet(page).get_by_role("button", name=SAVE).click()
    expect(page.locator("#notice")).to_have_text("This is resolved. Reopen it first.")
    kept(page, f"/issues/{ref}/update")
    expect(page.get_by_text(WORDS)).to_have_count(1)
    page = come_back(ana, ref)
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    line(page).get_by_role("link", name="Continue").click()
    expect(said(page)).to_have_value(WORDS)


def test_a_request_that_cannot_be_made_any_more_can_be_read(
    ana: Phone, store: Store, ref: str
) -> None:
    open_page(ana, f"/issues/{ref}/ask")
    ana.page.get_by_label("What is needed?").fill(WORDS)
    kept(ana.page, f"/issues/{ref}/steps")
    resolve(ana, store, ref)
    ana.page.goto(f"/issues/{ref}/ask")
    expect(ana.page.get_by_text(WORDS)).to_be_visible()
    page = come_back(ana, ref)
    expect_words_alone(page, WORDS)


@pytest.mark.parametrize("is_unfolded", [True, False])
def test_a_note_goes_with_the_button_of_the_bar(
    ana: Phone, staff: Staff, store: Store, ref: str, is_unfolded: bool
) -> None:
    token, path = asked(ana, store, ref)
    ben = store.hand_over(staff("Somebody else"), token)
    open_page(ben, path)
    page = ben.page
    page.get_by_text("Done, with a note").click()
    page.get_by_label("What was done").fill(WORDS)
    if not is_unfolded:
        page.get_by_text("Done, with a note").click()
    page.locator(".action-bar").get_by_role("button", name="My part is done").click()
    expect(page.get_by_role("heading", name="Your part is done")).to_be_visible()
    assert [one.text for one in events(store, ref, "done")] == [WORDS]
    kept(page)


def test_a_note_of_a_step_that_is_over_can_be_read_there(
    ana: Phone, staff: Staff, store: Store, ref: str
) -> None:
    token, path = asked(ana, store, ref)
    ben = store.hand_over(staff("Somebody else"), token)
    open_page(ben, path)
    ben.page.get_by_text("Done, with a note").click()
    ben.page.get_by_label("What was done").fill(WORDS)
    kept(ben.page, f"{path}/done")
    store.post(token, f"{path}/done")
    page = come_back(ben, ref)
    line(page, "Done, with a note").get_by_role("link", name="Continue").click()
    expect_words_alone(page, WORDS)
