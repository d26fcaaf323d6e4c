"""A push subscription that ends soon is made anew when the app starts.

Chromium cannot subscribe without its vendor’s push service, so a stand-in plays its side.
"""

import json
from typing import Any

import pytest
from playwright.sync_api import Request

from tests.browser.conftest import Staff
from tests.browser.store import Store
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

pytestmark = pytest.mark.full_chromium

A_DAY = 24 * 60 * 60 * 1000  # milliseconds
AN_HOUR = A_DAY // 24
# The browser holds one subscription, which ends so many milliseconds from now, or never (null);
# the app told the server of it so long ago.
PUSH_MANAGER = """
  const [ends, keptAgo] = %s;
  let made = 0, held = null;
  const bytes = () => Uint8Array.from(
    atob(document.body.dataset.vapidKey.replace(/-/g, '+').replace(/_/g, '/')),
    letter => letter.charCodeAt(0));
  const anew = (expirationTime) => held = {
    endpoint: `https://push.example/${made += 1}`,
    expirationTime,
    options: {get applicationServerKey() { return bytes().buffer }},
    toJSON() { return {endpoint: this.endpoint, expirationTime, keys: {p256dh: 'p', auth: 'a'}} },
    unsubscribe: async () => { held = null; return true },
  };
  anew(ends === null ? null : Date.now() + ends);
  PushManager.prototype.getSubscription = async () => held;
  PushManager.prototype.subscribe = async () => anew(null);
  localStorage.setItem('ownit-push', JSON.stringify({print: 'other', at: Date.now() - keptAgo}));
"""


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    phone = staff("Ana Berg")
    phone.context.grant_permissions(["notifications"], origin=store.url)
    return phone


@pytest.mark.parametrize("ends", [7 * A_DAY - AN_HOUR, AN_HOUR, -A_DAY])
def test_what_ends_within_a_week_is_made_anew(ana: Phone, ends: int) -> None:
    told = start(ana, ends, kept_ago=2 * A_DAY)
    assert (told["endpoint"], told["expirationTime"]) == ("https://push.example/2", None)


def test_what_ends_later_stays_and_the_server_hears_when(ana: Phone) -> None:
    told = start(ana, 7 * A_DAY + AN_HOUR, kept_ago=2 * A_DAY)
    assert told["endpoint"] == "https://push.example/1"
    assert 7 * A_DAY < told["expirationTime"] - told["now"] <= 7 * A_DAY + AN_HOUR


def test_what_never_ends_stays(ana: Phone) -> None:
    told = start(ana, None, kept_ago=2 * A_DAY)
    assert (told["endpoint"], told["expirationTime"]) == ("https://push.example/1", None)


def test_a_browser_whose_subscriptions_are_all_short_is_asked_once_a_day(ana: Phone) -> None:
    assert start(ana, 3 * A_DAY, kept_ago=A_DAY - AN_HOUR)["endpoint"] == "https://push.example/1"


# Steps


def start(phone: Phone, ends: int | None, *, kept_ago: int) -> dict[str, Any]:
    """The app starts in this browser: what it tells the server of its subscription, and when."""
    sent: list[dict[str, Any]] = []
    page = phone.page
    page.route("**/push/subscriptions", lambda route: route.fulfill(status=201, json={"id": 1}))

    def note(request: Request) -> None:
        if request.url.endswith("/push/subscriptions"):
            sent.append(json.loads(request.post_data or ""))

    page.on("request", note)
    page.add_init_script(PUSH_MANAGER % json.dumps([ends, kept_ago]))
    page.goto("/issues")
    until(lambda: bool(page.evaluate("1") and sent), LIMIT, "telling the server")
    return sent[-1] | {"now": page.evaluate("Date.now()")}
