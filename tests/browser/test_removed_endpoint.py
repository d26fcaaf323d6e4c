"""A browser whose push service has ended its subscription goes on handing out a dead one.

Chromium does so until the page unsubscribes. The stand-in below does the same, in a real page.
"""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Staff
from tests.browser.store import Store
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support.browsers import Phone

pytestmark = pytest.mark.full_chromium

DEAD = "https://permanently-removed.invalid/fcm/send/abc"

# How many dead ones it gives, each until it is unsubscribed; then a good one.
STAND_IN = """
({ dead, endpoint, keys }) => {
  let left = dead, current = null;
  const note = (what) => window.calls.push(what);
  window.calls = [];
  const make = () => ({
    expirationTime: null,
    options: {},
    toJSON: () => ({ endpoint: left ? %r : endpoint, keys, expirationTime: null }),
    unsubscribe: async () => { note('unsubscribe'); left = Math.max(0, left - 1); current = null; return true; },
  });
  PushManager.prototype.subscribe = async () => { note('subscribe'); return (current ??= make()); };
  PushManager.prototype.getSubscription = async () => current;
}
"""  # noqa: E501


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    phone = staff("Ana Berg")
    phone.context.grant_permissions(["notifications"], origin=store.url)
    phone.forgive(re.compile("/push/subscriptions answered 422|status of 422"))
    return phone


@pytest.mark.parametrize("dead", [1, 2, 3])
def test_it_is_given_up_until_a_new_one_comes(
    ana: Phone, store: Store, push_service: PushService, dead: int
) -> None:
    stand_in = PushPhone(push_service.subscribe())
    page = _set_up(ana.page, store, stand_in, dead)
    page.get_by_text("It works.").or_(page.get_by_text("did not say that it showed it")).or_(
        page.get_by_text("A test is on its way")
    ).first.wait_for()
    assert page.evaluate("window.calls") == ["subscribe", *["unsubscribe", "subscribe"] * dead]


def test_after_three_it_says_what_to_do(
    ana: Phone, store: Store, push_service: PushService
) -> None:
    page = _set_up(ana.page, store, PushPhone(push_service.subscribe()), 99)
    page.get_by_text("Close the browser, open it again").wait_for()
    page.locator("[data-ring=untaken]").wait_for()
    assert page.evaluate("window.calls") == ["subscribe", *["unsubscribe", "subscribe"] * 3]
    page.get_by_role("button", name="Turn on notifications").wait_for()


def _set_up(page: Page, store: Store, stand_in: PushPhone, dead: int) -> Page:
    keys = {"p256dh": stand_in.p256dh, "auth": stand_in.auth}
    given: dict[str, Any] = {"dead": dead, "endpoint": stand_in.endpoint, "keys": keys}
    page.add_init_script(f"({(STAND_IN % DEAD).strip()})({json.dumps(given)})")
    page.goto(f"{store.url}/me")
    page.get_by_role("button", name="Turn on notifications").click()
    return page
