"""At a desk: the way back to the list from what was chosen in it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Staff
from tests.browser.desk import CHOOSE, TILL, beside, detail, owner_at_a_desk, row, title
from tests.browser.store import Store


def test_back_leads_to_the_list_from_what_was_loaded_anew(staff: Staff, store: Store) -> None:
    page = owner_at_a_desk(staff, store).page
    page.clock.install()
    page.goto("/")
    home = page.url
    row(page, TILL).click()
    expect(page).to_have_title(re.compile(TILL))
    page.reload()
    expect(row(beside(page), TILL)).to_have_attribute("aria-current", "true")
    page.clock.pause_at("2099-01-01")  # or a look for what is new would show the list
    page.go_back()
    expect(page.get_by_text(CHOOSE)).to_be_visible()
    expect(page).to_have_url(home)
    expect(page).to_have_title(re.compile("Home"))
    page.go_forward()
    expect(title(detail(page), TILL)).to_be_visible()
