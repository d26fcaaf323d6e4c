"""The screens about nudges: by screen reader, by keyboard, by a large thumb, on a wall."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlmodel import select

from tests.browser import actions
from tests.browser.busy import LONG, WIDE
from tests.browser.conftest import SwitchOn
from tests.browser.page_checks import findings, look_twice_at, twice, walk_to
from tests.browser.store import Store
from tests.support.browsers import Phone, too_wide
from web.cli.sample import Sample
from web.rules.policies import EDITABLE
from web.rules.vocabulary import Role
from web.store.tables.issues import Issue

WALL = ViewportSize(width=1920, height=1080)


@pytest.fixture
def sam(store: Store, phone: SwitchOn) -> Phone:
    """An admin of a site in which everything is late, unowned or silent, with names too long."""
    token = store.hire("Sam Ortiz", Role.ADMIN)
    store.hire("Ana Berg")
    store.hire("Ben Okafor", on_shift=False)
    store.sample(lambda sample: trouble(sample, store))
    return store.hand_over(phone("Sam", base_url=store.url), token)


def trouble(sample: Sample, store: Store) -> None:
    ana, ben, sam = (store.person(sample, name) for name in ("Ana Berg", "Ben Okafor", "Sam Ortiz"))
    earlier = sample.now - timedelta(hours=5)
    for _ in range(4):
        sample.report(ana, WIDE, at=earlier, place=LONG[:80])
        sample.report(sam, WIDE, without_owner=True)
        asked = sample.report(ana, WIDE)
        sample.ask(ana, asked, None, WIDE, sample.now - timedelta(minutes=30))
        away = sample.report(ben, WIDE)
        issue = sample.session.exec(select(Issue).where(Issue.ref == away)).one()
        issue.promise_at = sample.now + timedelta(minutes=20)
    ana.first_name, ana.last_name, ben.last_name = LONG[:60], LONG[:60], LONG[:60]


def test_the_board_with_too_much_and_with_nothing(sam: Phone, store: Store) -> None:
    sam.page.goto(f"/site?site={store.site_id}")
    expect(sam.page.locator(".board__part")).to_have_count(6)
    assert twice(sam.page) == []
    sam.page.set_viewport_size(WALL)
    sam.page.reload()
    assert columns(sam.page) == 2  # what needs somebody, and what is new today
    assert findings(sam.page) == []


def test_a_quiet_board_says_so(store: Store, phone: SwitchOn) -> None:
    token = store.hire("Kim Novak", Role.LEAD, on_shift=False)
    kim = store.hand_over(phone("Kim", base_url=store.url), token)
    kim.page.goto("/site")
    expect(kim.page.get_by_text("All is well here.")).to_be_visible()
    assert twice(kim.page) == []


def test_the_ladders_and_their_editors(sam: Phone, store: Store) -> None:
    ladders = f"/settings/sites/{store.site_id}/nudges"
    look_twice_at(sam, [ladders, *(f"{ladders}/{trigger}" for trigger in EDITABLE)])


def test_an_editor_with_what_it_plays_and_with_what_is_wrong(sam: Phone, store: Store) -> None:
    page = sam.page
    page.goto(f"/settings/sites/{store.site_id}/nudges/promise")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#played")).to_be_focused()
    expect(page.locator("#played li")).not_to_have_count(0)
    assert twice(page) == []
    page.locator("#f-owner-1").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#notice")).to_be_focused()
    expect(page.get_by_role("link", name="Step 2: Say who is reminded.")).to_be_visible()
    assert twice(page) == []
    page.get_by_role("link", name="Step 2: Say who is reminded.").click()
    expect(page.locator("#f-step-1")).to_be_focused()
    page.locator("#f-after-0").fill("-5")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Step 1: Write the number in digits only").click()
    expect(page.locator("#f-after-0")).to_be_focused()
    expect(page.locator("#f-after-0")).to_have_value("-5")


def test_a_ladder_is_changed_and_given_back_by_keyboard(sam: Phone, store: Store) -> None:
    page = sam.page
    page.goto(f"/settings/sites/{store.site_id}/nudges/reopened")
    page.get_by_label("After how many minutes").first.fill("7")
    page.get_by_label("After how many minutes").first.press("Enter")
    # Enter never saves: it plays through.
    expect(page.locator("#played")).to_be_focused()
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("^7 min after: owner, urgent"))).to_be_visible()
    page.get_by_role("link", name="Change: A resolved issue is reopened").press("Enter")
    page.get_by_role("button", name="Go back to the default").press("Enter")
    expect(page.get_by_text(re.compile("^7 min after"))).to_have_count(0)


def test_hours_and_me(sam: Phone, store: Store) -> None:
    page = sam.page
    look_twice_at(sam, ["/me/hours", "/me", "/settings"])
    page.goto("/me/hours")
    page.get_by_label("Friday, from").fill("22:00")
    page.get_by_role("button", name="Save the hours").click()
    expect(page.locator("#notice")).to_be_focused()
    assert twice(page) == []
    page.get_by_label("Friday, to").fill("06:00")
    page.get_by_role("button", name="Save the hours").click()
    expect(page.get_by_text("22:00 to 06:00 on the next day")).to_be_visible()
    assert twice(page) == []


def test_whoever_is_late_says_on_it_or_no_news_yet(store: Store, phone: SwitchOn) -> None:
    token = store.hire("Ana Berg")

    def late(sample: Sample) -> str:
        earlier = sample.now - timedelta(hours=5)
        return sample.report(store.person(sample, "Ana Berg"), WIDE, at=earlier)

    ref = store.sample(late)
    ana = store.hand_over(phone("Ana", base_url=store.url), token)
    page = ana.page
    page.goto(f"/issues/{ref}")
    assert twice(page) == []
    page.reload()
    walk_to(page, "I’m on it")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^You are on it since"))).to_be_visible()
    actions.expect_in_history(page, "You said that you are on it.")
    actions.no_news(ana, "The lift company comes at two.")
    actions.expect_in_history(page, "You had no news yet. Next update by")
    expect(page.get_by_text("The lift company comes at two.")).to_be_visible()
    assert too_wide(page) == []


# Steps


def columns(page: Page) -> int:
    tops = page.locator(".board__part").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect().left)"
    )
    return len(set(tops))
