"""From photo to photo by arrow keys, by a swipe and by links; the way back leads to the issue."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.photos import choose, is_ready, snap
from tests.browser.store import Store
from tests.support.browsers import accessibility, too_small, too_wide

SWIPE = """([from, to]) => {
  const at = (x) => [new Touch({identifier: 1, target: document.body, clientX: x, clientY: 300})];
  const tell = (name, x) => document.querySelector('.viewer').dispatchEvent(
    new TouchEvent(name, {bubbles: true, touches: at(x), changedTouches: at(x)}));
  tell('touchstart', from);
  tell('touchend', to);
}"""


@pytest.fixture
def page(staff: Staff) -> Page:
    """The second photo of three, opened from its issue."""
    ana = staff("Ana Berg")
    ana.page.goto("/issues/new")
    choose(ana.page, snap(1), snap(2), snap(3))
    is_ready(ana.page, 3)
    actions.own(ana.page)
    actions.heading(ana, "You own this.").wait_for()
    ana.page.goto(ana.page.url.partition("?")[0])
    ana.page.get_by_alt_text("Photo 2 of this issue").click()
    shows(ana.page, 2)
    return ana.page


def shows(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=f"Photo {number} of 3")).to_be_visible()
    page.wait_for_load_state("networkidle")


def test_arrow_keys_lead_on_and_the_way_back_leads_to_the_issue(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    shows(page, 3)
    page.keyboard.press("ArrowRight")  # there is no more
    page.keyboard.press("ArrowLeft")
    shows(page, 2)
    page.get_by_role("link", name="Previous").click()
    shows(page, 1)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/issues/\w+$"))


def test_a_swipe_leads_on(page: Page) -> None:
    page.evaluate(SWIPE, [300, 100])
    shows(page, 3)
    page.evaluate(SWIPE, [100, 130])  # too short
    page.evaluate(SWIPE, [100, 300])
    shows(page, 2)


@pytest.mark.parametrize("size", [(360, 800), (640, 360), (1280, 800)], ids=str)
def test_the_photo_fits_the_screen(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    box = page.locator(".viewer img").bounding_box()
    assert box
    assert box["width"] <= size[0]
    assert box["height"] <= size[1]
    assert accessibility(page) + too_small(page, 48) + too_wide(page) == []


def test_without_script_links_lead_on(page: Page, store: Store, phone: SwitchOn) -> None:
    plain = phone("Ben", scripts=False, base_url=store.url)
    store.hand_over(plain, store.hire("Ben Okafor"))
    plain.page.goto(page.url)
    plain.page.get_by_role("link", name="Next").click()
    expect(plain.page.get_by_role("heading", name="Photo 3 of 3")).to_be_visible()
    expect(plain.page.get_by_text("Added by Ana Berg, ")).to_be_visible()
