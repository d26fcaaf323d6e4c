"""A practice on a phone: every tap, and the push with which Robin answers, through the worker, the
encryption and the real service worker."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Staff
from tests.browser.page_checks import findings
from tests.browser.store import Store
from tests.browser.test_push_chromium import session_of
from tests.browser.workers import Worker
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support.limits import LIMIT
from tests.support.served import until

pytestmark = pytest.mark.full_chromium


def test_the_whole_way_with_a_real_push(
    staff: Staff, store: Store, push_service: PushService
) -> None:
    ana = staff("Ana Berg")
    ana.context.grant_permissions(["notifications"], origin=store.url)
    stand_in = PushPhone(push_service.subscribe())
    store.subscribe(session_of(ana), stand_in)
    page = ana.page
    page.reload()
    page.get_by_role("link", name="Practise").click()
    for button in ("See a problem?", "I own this", "Go on", "Ask Robin"):
        assert findings(page) == []
        page.locator("main").get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="Waiting for Robin")).to_be_visible()
    until(lambda: bool(stand_in.inbox(push_service)), LIMIT, "Robin answers")
    (document,) = stand_in.inbox(push_service)
    worker = Worker(page)
    worker.push(json.dumps(document))
    (shown,) = worker.shown()
    assert shown["title"] == "Practice: Robin is with you"
    # The page has noticed by itself.
    expect(page.get_by_role("heading", name="Robin is with you")).to_be_visible()
    page.get_by_label("What did you say?").fill("The money comes back in two days")
    page.get_by_role("button", name="Save update").click()
    page.get_by_label("What was done").fill("Robin paid it back")
    assert findings(page) == []
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("heading", name="You have practised.")).to_be_visible()
    expect(page.get_by_text("Your phone showed it.")).to_be_visible()
    assert findings(page) == []
    page.locator("main").get_by_role("link", name="Home").last.click()
    expect(page.get_by_role("heading", name="You own", exact=True)).to_be_visible()
    expect(page.get_by_text("Practise once")).to_have_count(0)
