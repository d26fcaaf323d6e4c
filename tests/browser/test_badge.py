"""The number on the icon and in home's title: what waits now, and nothing after sign-out."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.cli.sample import Sample

LIFT = "Lift to the car park is stuck"
# On Linux no icon would show it. Kept over pages, as an icon is.
ICON = """(() => {
  const note = (count) => localStorage.setItem('icon', String(count));
  Object.defineProperty(navigator, 'setAppBadge', {value: async (count) => note(count)});
  Object.defineProperty(navigator, 'clearAppBadge', {value: async () => note(0)});
})()"""


@pytest.fixture
def ana(staff: Staff) -> Phone:
    phone = staff("Ana Berg")
    phone.page.evaluate(ACTIVATED)
    phone.page.add_init_script(ICON)
    return phone


def test_home_says_what_waits_and_a_refresh_renews_it(ana: Phone, store: Store) -> None:
    page = ana.page
    page.goto("/")
    says(page, 0)
    expect(page).to_have_title("Home · Own It")
    ref = store.sample(lambda sample: late(sample, store))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page).to_have_title("(1) Home · Own It")
    says(page, 1)
    page.goto(f"/issues/{ref}")
    actions.update(ana, "It is already on its way.")
    says(page, 0)
    page.goto("/")
    expect(page).to_have_title("Home · Own It")


def test_other_pages_ask_for_it(ana: Phone, store: Store) -> None:
    store.sample(lambda sample: late(sample, store))
    ana.page.goto("/me")
    says(ana.page, 1)


@pytest.mark.full_chromium
def test_nothing_is_left_of_it_for_whoever_comes_next(ana: Phone, store: Store) -> None:
    store.sample(lambda sample: late(sample, store))
    ana.page.goto("/me")
    says(ana.page, 1)
    ana.page.get_by_role("button", name="Sign out on this phone").click()
    ana.page.wait_for_url("**/sign-in")
    says(ana.page, 0)


def test_a_phone_without_it_asks_nothing(staff: Staff) -> None:
    page = staff("Ben Okafor").page
    page.add_init_script("delete Navigator.prototype.setAppBadge")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto("/me")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("'setAppBadge' in navigator") is False
    assert [one for one in asked if one.endswith("/me/badge")] == []


# Steps


def late(sample: Sample, store: Store) -> str:
    return sample.report(store.person(sample, "Ana Berg"), LIFT, at=sample.now - timedelta(days=1))


def says(page: Page, count: int) -> None:
    icon = "localStorage.getItem('icon')"
    until(lambda: page.evaluate(icon) == str(count), LIMIT, f"{count} on the icon")
