"""Every page as every role, light and dark: by screen reader, by keyboard, with a large thumb."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.busy import LONG, Busy
from tests.browser.conftest import SwitchOn
from tests.browser.page_checks import (
    ACTS,
    CLOSE_SHEET,
    NAME,
    OPEN_FOLDS,
    PHOTO_BUTTONS,
    SHOW_SHEET,
    findings,
    look_at,
    walk,
    walk_to,
)
from tests.support.browsers import Phone

BOTH = pytest.mark.parametrize("scheme", ["light", "dark"])


@BOTH
def test_the_pages_of_an_employee(busy: Busy, phone: SwitchOn, scheme: str) -> None:
    ana = busy.store.hand_over(phone("Ana", base_url=busy.store.url, scheme=scheme), busy.ana)
    states = (busy.late, busy.mine, busy.unowned, busy.others, busy.settled)
    paths = [f"/issues/{ref}" for ref in states]
    paths += ["/", "/issues", "/issues/new", "/me", f"/issues/{busy.mine}?owned=1"]
    paths += ["/me/thanks", "/site/wall"]  # nobody has thanked yet
    paths += [f"/issues/{busy.mine}/share", "/nowhere"]
    look_at(ana, paths)
    ana.page.goto("/me")
    ana.page.get_by_role("button", name="Sign in another phone").click()
    assert findings(ana.page) == []
    look_at_refusals(ana, busy)


def look_at_refusals(phone: Phone, busy: Busy) -> None:
    words = phone.page.get_by_label("What is not working?")
    phone.page.goto("/issues/new")
    actions.own(phone.page)
    expect(words).to_be_focused()  # nothing was said yet: the browser itself leads there
    for _ in range(2):  # the second time it is asked whether that is another one
        phone.page.goto("/issues/new")
        words.fill("The same lamp")
        actions.own(phone.page)
        expect(phone.page.locator(".error, .status-head").first).to_be_visible()
    expect(words).to_be_focused()
    assert findings(phone.page) == []
    phone.page.goto(f"/issues/{busy.others}/share")
    expect(phone.page.get_by_role("alert").get_by_text("Only the owner")).to_be_visible()
    assert findings(phone.page) == []


@BOTH
def test_the_pages_of_an_admin(busy: Busy, phone: SwitchOn, scheme: str) -> None:
    sam = busy.store.hand_over(phone("Sam", base_url=busy.store.url, scheme=scheme), busy.sam)
    site = f"/settings/sites/{busy.store.site_id}"
    hours = f"{site}/opening-hours"
    look_at(sam, ["/settings", site, hours, "/settings/people", "/settings/sites", "/issues/new"])
    look_at(sam, [f"{site}/phrases"])
    sam.page.goto(site)
    sign = sam.page.locator("a[href$='/qr']").first.get_attribute("href")
    look_at(sam, [str(sign)])
    actions.invite(sam, LONG)
    assert findings(sam.page) == []


@BOTH
@pytest.mark.full_chromium
def test_the_pages_of_strangers_and_customers(busy: Busy, phone: SwitchOn, scheme: str) -> None:
    ana = busy.store.hand_over(phone("Ana", base_url=busy.store.url), busy.ana)
    links = [actions.share(ana, f"/issues/{ref}") for ref in (busy.late, busy.mine)]
    carla = phone("Carla", base_url=busy.store.url, scheme=scheme)
    look_at(carla, ["/sign-in", "/join/no-such-link", "/s/no-such-link", "/offline", "/", *links])
    look_at(carla, [busy.store.way_in("Sam Ortiz")])
    carla.page.goto("/sign-in")
    carla.page.get_by_label("Your code").fill("WRONG123")
    carla.page.get_by_role("button", name="Sign in").click()
    expect(carla.page.locator("#notice")).to_be_focused()
    assert findings(carla.page) == []
    ana.page.goto(f"/issues/{busy.mine}")
    actions.resolve(ana, "Done.")
    ana.page.get_by_text(re.compile("You owned this")).wait_for()
    look_at(carla, links[1:])


def test_one_can_do_everything_by_keyboard(busy: Busy, phone: SwitchOn) -> None:
    """From the skip link to the act, with the focus seen all along, and then where the news is."""
    page = busy.store.hand_over(phone("Ana", base_url=busy.store.url), busy.ana).page
    page.goto(f"/issues/{busy.mine}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    walk_to(page, "More")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="More")).to_be_focused()
    walk_to(page, "Add a noteOnly colleagues can read it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Add a note")).to_be_focused()
    walk_to(page, "text")
    expect(page.get_by_label("Your note")).to_be_focused()
    page.keyboard.type("Called the lift company.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    actions.expect_in_history(page, "You added a note.")
    expect(page.locator("#issue-title")).to_be_focused()


def test_every_act_is_reached_by_tab_and_can_be_seen(busy: Busy, phone: SwitchOn) -> None:
    page = busy.store.hand_over(phone("Ana", base_url=busy.store.url), busy.ana).page
    for path in ("/", f"/issues/{busy.mine}", "/issues/new", "/me"):
        page.goto(path)
        page.locator("details").evaluate_all(OPEN_FOLDS)
        all_are_reached(page, path)
        for sheet in page.locator("dialog.sheet").all():
            sheet.evaluate(SHOW_SHEET)
            all_are_reached(page, f"{path}, in a sheet", "dialog[open]")
            sheet.evaluate(CLOSE_SHEET)


def all_are_reached(page: Page, where: str, within: str = "main") -> None:
    page.wait_for_function(PHOTO_BUTTONS)  # their script is loaded when the form is opened
    wanted = page.locator(f"{within} {ACTS}").evaluate_all(f"found => found.map({NAME})")
    met = dict(walk(page))
    assert set(wanted) <= set(met), f"{where} by Tab"
    assert [name for name, is_seen in met.items() if not is_seen] == [], where
