"""Keys at a desk: they move, open and lead back, never while somebody types, and can be off."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Staff
from tests.browser.desk import (
    detail,
    lead_at_a_desk,
    owner_at_a_desk,
    press,
    rows,
    title,
)
from tests.browser.store import Store
from tests.support.browsers import Phone, accessibility


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    return owner_at_a_desk(staff, store)


@pytest.fixture
def kim(staff: Staff, store: Store) -> Phone:
    return lead_at_a_desk(staff, store)


def test_keys_move_in_the_list_open_and_lead_back(ana: Phone) -> None:
    page = ana.page
    links = rows(page)
    press(page, "j")
    expect(links.nth(0)).to_be_focused()
    press(page, "j", "ArrowDown", "k")
    expect(links.nth(1)).to_be_focused()
    press(page, "Enter")
    expect(detail(page).locator("main")).to_be_focused()
    press(page, "j")
    expect(links.nth(2)).to_be_focused()
    press(page, "Enter")
    expect(title(detail(page), links.nth(2).inner_text())).to_be_visible()
    expect(detail(page).locator("main")).to_be_focused()
    press(page, "Escape")
    expect(links.nth(2)).to_be_focused()


@pytest.mark.parametrize(
    ("keys", "path"), [(("n",), "/issues/new"), (("g", "h"), "/"), (("g", "b"), "/site")]
)
def test_keys_lead_to_pages(kim: Phone, keys: tuple[str, ...], path: str) -> None:
    kim.page.goto("/me")
    expect(kim.page.get_by_role("button", name="Keyboard shortcuts")).to_be_visible()
    press(kim.page, *keys)
    expect(kim.page).to_have_url(re.compile(f"{path}$"))


def test_the_key_of_the_search_leads_into_its_field_from_any_page(kim: Phone) -> None:
    page = kim.page
    page.goto("/issues")
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_visible()
    press(page, "/")
    expect(page).to_have_url(re.compile("/search"))
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_keys_do_nothing_while_somebody_types_or_holds_another_key(ana: Phone) -> None:
    page = ana.page
    press(page, "/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    press(page, "n", "j", "?", "g", "h")
    expect(search).to_have_value("nj?gh")
    search.blur()
    press(page, "Alt+n", "Control+j")
    expect(page).to_have_url(re.compile("/$"))
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_keys_are_listed_and_can_be_switched_off(ana: Phone) -> None:
    page = ana.page
    press(page, "?")
    listed = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(listed).to_be_visible()
    press(page, "n")
    expect(page).to_have_url(re.compile("/$"))
    assert accessibility(page) == []
    listed.get_by_label("Use single keys on this device").uncheck()
    press(page, "Escape")
    expect(listed).to_be_hidden()
    press(page, "j")
    expect(rows(page).nth(0)).not_to_be_focused()
    page.goto("/me")
    page.get_by_label("Use single keys on this device").check()
    press(page, "n")
    expect(page).to_have_url(re.compile("/issues/new$"))
