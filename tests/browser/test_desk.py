"""At a desk: the list beside what was chosen in it, both of them live."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import offline
from tests.browser.conftest import Staff
from tests.browser.desk import (
    CHOOSE,
    DOOR,
    LIFT,
    NOTE,
    OVEN,
    TILL,
    act_elsewhere,
    beside,
    came_back,
    detail,
    lead_at_a_desk,
    owner_at_a_desk,
    press,
    row,
    title,
)
from tests.browser.store import Store
from tests.browser.test_full_phone import FULL
from tests.support.browsers import SIZE, Phone, accessibility


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    return owner_at_a_desk(staff, store)


@pytest.fixture
def kim(staff: Staff, store: Store) -> Phone:
    return lead_at_a_desk(staff, store)


def test_what_is_chosen_stands_beside_the_list_under_its_own_address(ana: Phone) -> None:
    page = ana.page
    for words in (TILL, DOOR):
        row(page, words).click()
        expect(title(detail(page), words)).to_be_visible()
        expect(row(page, words)).to_have_attribute("aria-current", "true")
        expect(page).to_have_url(row(page, words).get_attribute("href") or "")
        expect(page).to_have_title(re.compile(words))
    expect(page.locator("[aria-current=true]")).to_have_count(1)
    page.go_back()
    expect(title(detail(page), TILL)).to_be_visible()
    expect(row(page, TILL)).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.get_by_text(CHOOSE)).to_be_visible()
    expect(page.locator("iframe")).to_have_count(0)
    expect(page).to_have_title(re.compile("Home"))
    page.go_forward()
    expect(title(detail(page), TILL)).to_be_visible()


def test_the_list_stays_where_it_was_scrolled_to(ana: Phone, store: Store) -> None:
    refs = [store.report("Ana Berg", f"Number {number}") for number in range(20)]
    page = ana.page
    page.goto("/")
    last = page.locator(f'h3 > a[href="/issues/{refs[-1]}"]')
    last.scroll_into_view_if_needed()
    before = page.locator(".page").evaluate("list => list.scrollTop")
    assert before > 500
    last.click()
    expect(title(detail(page), "Number 19")).to_be_visible()
    assert page.locator(".page").evaluate("list => list.scrollTop") == before
    assert page.evaluate("scrollY") == 0


def test_a_new_load_and_another_tab_show_the_list_beside_it(ana: Phone) -> None:
    page = ana.page
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    page.reload()
    expect(title(page, TILL)).to_be_visible()
    expect(row(beside(page), TILL)).to_have_attribute("aria-current", "true")
    with page.context.expect_page() as opened:
        row(beside(page), LIFT).click(modifiers=["ControlOrMeta"])
    expect(title(opened.value, LIFT)).to_be_visible()
    expect(title(page, TILL)).to_be_visible()
    row(beside(page), DOOR).click()
    expect(title(detail(page), DOOR)).to_be_visible()
    expect(page).to_have_url(row(beside(page), DOOR).get_attribute("href") or "")
    page.go_back()
    expect(title(detail(page), TILL)).to_be_visible()


def test_both_panes_show_what_happens_elsewhere(ana: Phone, store: Store) -> None:
    page = ana.page
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    ref = page.url.rpartition("/")[2]
    act_elsewhere(store, ref)
    came_back(page)
    expect(row(page, OVEN)).to_be_visible()
    expect(page).to_have_title(re.compile(TILL))
    expect(row(page, TILL)).to_have_attribute("aria-current", "true")
    expect(detail(page).locator("#issue")).to_contain_text(NOTE)


def test_what_does_not_refresh_itself_is_fetched_again_every_fifteen_seconds(
    ana: Phone, store: Store
) -> None:
    page = ana.page
    page.clock.install()
    page.goto("/mine")
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    ref = page.url.rpartition("/")[2]
    act_elsewhere(store, ref)
    page.clock.run_for(16_000)
    expect(row(page, OVEN)).to_be_visible()
    expect(detail(page).locator("#issue")).to_contain_text(NOTE)


def test_what_is_done_there_is_seen_in_the_list(kim: Phone) -> None:
    page = kim.page
    page.goto("/")
    row(page, LIFT).click()
    detail(page).get_by_role("button", name="I own this").click()
    expect(detail(page).get_by_role("heading", name="You own this.")).to_be_visible()
    came_back(page)
    mine = page.get_by_role("region", name="You own")
    expect(mine.get_by_role("link", name=LIFT)).to_be_visible()


def test_acts_stand_below_the_card_and_sheets_in_the_middle(ana: Phone) -> None:
    page = ana.page
    row(page, TILL).click()
    pane = detail(page)
    expect(title(pane, TILL)).to_be_visible()
    below = "(bar) => bar.getBoundingClientRect().top"
    line = pane.get_by_role("heading", name="The line").evaluate(below)
    card = pane.locator(".now").evaluate(below)
    assert card < pane.locator(".action-bar").evaluate(below) < line
    pane.get_by_role("link", name="More").click()
    sheet = pane.get_by_role("dialog")
    expect(sheet).to_be_visible()
    above = sheet.evaluate("one => one.getBoundingClientRect().top")
    under = sheet.evaluate("one => innerHeight - one.getBoundingClientRect().bottom")
    assert above > 0
    assert abs(above - under) <= 2
    press(page, "Escape")
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(row(page, TILL).get_attribute("href") or "")


def test_what_is_owned_in_a_list_beside_opens_where_issues_open(kim: Phone) -> None:
    page = kim.page
    page.goto("/")
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    page.reload()
    beside(page).get_by_role("button", name="I own this").click()
    expect(title(detail(page), "You own this.").or_(title(detail(page), LIFT))).to_be_visible()
    expect(row(beside(page), TILL)).to_be_visible()


def type_in(ana: Phone, words: str) -> tuple[str, Locator]:
    """On the page of an act, beside the list; the reference of its issue."""
    page = ana.page
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    ref = page.url.rpartition("/")[2]
    detail(page).locator("body").evaluate(
        "(_, url) => location.replace(url)", f"/issues/{ref}/update"
    )
    field = detail(page).locator("textarea").first
    expect(detail(page).get_by_role("heading", level=1)).to_contain_text("Update")
    field.fill(words)
    return ref, field


def test_typed_words_that_are_not_kept_are_not_left_without_a_question(ana: Phone) -> None:
    page = ana.page
    page.add_init_script(FULL)
    page.evaluate("localStorage.most = 40")
    ref, field = type_in(ana, "The part comes at noon")
    asked: list[str] = []
    ana.forgive(re.compile("opened a dialog"))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    row(page, LIFT).click()
    expect(field).to_have_value("The part comes at noon")
    page.evaluate("history.back()")
    expect(page).to_have_url(re.compile(f"/issues/{ref}/update$"))
    expect(field).to_have_value("The part comes at noon")
    assert asked == ["What you typed is not saved yet. Leave it?"] * 2


def test_typed_words_that_are_kept_as_a_draft_are_left_and_come_back(ana: Phone) -> None:
    page = ana.page
    _, field = type_in(ana, "The part comes at noon")
    expect(detail(page).locator("form[data-drafted]")).to_be_visible()
    row(page, LIFT).click()
    expect(title(detail(page), LIFT)).to_be_visible()
    row(page, TILL).click()
    pane = detail(page)
    expect(title(pane, TILL)).to_be_visible()
    pane.get_by_role("link", name="Continue").click()
    expect(field).to_have_value("The part comes at noon")


def test_what_is_no_issue_takes_the_whole_window(ana: Phone) -> None:
    page = ana.page
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    detail(page).locator("body").evaluate("() => location.assign('/me')")
    expect(page).to_have_url(re.compile("/me$"))
    expect(page.locator("iframe")).to_have_count(0)


def test_a_window_that_is_made_narrow_shows_what_was_chosen(ana: Phone) -> None:
    page = ana.page
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    page.set_viewport_size(SIZE)
    width = page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().width")
    assert width == SIZE["width"]
    detail(page).get_by_role("link", name="Home").click()
    expect(page).to_have_url(re.compile("/$"))
    expect(page.locator("iframe")).to_have_count(0)


def test_what_is_found_by_another_search_opens_beside_it(ana: Phone) -> None:
    page = ana.page
    page.goto("/search?q=till")
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    page.get_by_role("searchbox").fill("door")
    row(page, DOOR).click()
    expect(title(detail(page), DOOR)).to_be_visible()
    expect(row(page, DOOR)).to_have_attribute("aria-current", "true")
    page.reload()
    expect(row(beside(page), DOOR)).to_be_visible()


def test_without_a_connection_a_kept_issue_opens_beside_the_list(ana: Phone) -> None:
    page = ana.page
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    row(page, LIFT).click()
    expect(title(detail(page), LIFT)).to_be_visible()
    offline.lose_connection(ana)
    row(page, TILL).click()
    expect(title(detail(page), TILL)).to_be_visible()
    offline.find_connection(ana)


# How it is met


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(kim: Phone, scheme: Literal["light", "dark"]) -> None:
    page = kim.page
    page.emulate_media(color_scheme=scheme)
    found = {}
    for path in ("/", "/issues", "/mine", "/site", "/search?q=till"):
        page.goto(path)
        expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_visible()
        found[path] = accessibility(page)
        row(page, TILL).first.click()
        expect(title(detail(page), TILL)).to_be_visible()
        found[f"{path} and an issue"] = accessibility(page)
        page.reload()
        expect(row(beside(page), TILL).first).to_be_visible()
        found[f"an issue and {path}"] = accessibility(page)
    assert not any(found.values()), {path: one for path, one in found.items() if one}


def test_without_script_each_is_a_page(staff: Staff, store: Store) -> None:
    phone = staff("Ana Berg", at_desk=True, scripts=False)
    store.report("Ana Berg", TILL)
    phone.page.goto("/")
    row(phone.page, TILL).click()
    expect(title(phone.page, TILL)).to_be_visible()
    expect(phone.page.locator("iframe")).to_have_count(0)


def test_a_phone_loads_none_of_it(staff: Staff, store: Store) -> None:
    asked: list[str] = []
    phone = staff("Ana Berg")
    phone.page.on("request", lambda one: asked.append(one.url))
    store.report("Ana Berg", TILL)
    phone.page.goto("/")
    row(phone.page, TILL).click()
    expect(title(phone.page, TILL)).to_be_visible()
    assert [url for url in asked if "desk" in url or "shortcuts" in url] == []
