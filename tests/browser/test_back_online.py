"""A page that was opened without a connection, and is being written in when that is back."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Staff
from tests.browser.kept_pages import wait_until_kept
from tests.browser.offline import find_connection, lose_connection
from tests.browser.store import Store

AGE = re.compile("No connection, as of")


def test_what_is_typed_does_not_keep_it_from_saying_that_there_is_one(
    staff: Staff, store: Store
) -> None:
    ana = staff("Ana Berg")
    ref = store.report("Ana Berg", "Carpet order for Saturday")
    ana.page.goto("/")
    wait_until_kept(ana.page, f"/issues/{ref}")
    lose_connection(ana)
    ana.page.goto(f"/issues/{ref}")
    expect(ana.page.get_by_text(AGE)).to_be_visible()
    ana.page.get_by_role("link", name="Update the customer").click()
    ana.page.get_by_label("What did you say?").fill("It comes at noon")
    store.post(store.hire("Ben Okafor"), f"/issues/{ref}/note", text="It came in blue")
    find_connection(ana)
    expect(ana.page.get_by_text("This page has changed.")).to_be_visible()
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_text(AGE)).to_be_hidden()
