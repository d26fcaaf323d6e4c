"""The signs of places, as they come out of a printer."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Staff
from tests.browser.store import Store
from web.rules.vocabulary import Role

LONGEST = "Wolfeschlegelsteinhausenbergerdorff & Sons, department 3, room 12, on the left 8"


def test_each_sign_is_one_page_of_paper(staff: Staff, store: Store) -> None:
    page = staff("Samira Ortiz", Role.ADMIN, at_desk=True).page
    site = f"/settings/sites/{store.site_id}"
    page.goto(site)
    page.get_by_label("New places").fill(f"Till 4\nTill 5\n{LONGEST}")
    page.get_by_role("button", name="Add places").click()
    one = page.get_by_role("link", name="Sign to print: Till 4").get_attribute("href")
    page.goto(str(one))
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    page.goto(site)
    page.get_by_role("button", name="Print all").click()
    expect(page.locator(".sign")).to_have_count(3)
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 3


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
