"""*Sign out everywhere else*, while another browser of theirs keeps a tap or a half-typed note."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.kept_pages import ready
from tests.browser.offline import (
    events,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
)
from tests.browser.offline_acts import ANA, BEN, LIFT
from tests.browser.store import Store
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

pytestmark = pytest.mark.full_chromium

NOTE = "The lift company comes at two."
LATER = "They were here."


def test_what_waited_there_is_not_sent_and_that_is_said(
    store: Store, staff: Staff, phone: SwitchOn
) -> None:
    """Nobody knows in whose hands that phone was (decision 38)."""
    ana = ready(staff(ANA))
    ref = store.report(ANA, LIFT)
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, NOTE)
    expect_kept(ana.page, 1)
    sign_out_everywhere_else(store, phone)
    find_connection(ana)
    expect(ana.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(ana.page.locator("#kept-how")).to_have_text(
        "Sent when the person who tapped signs in here again."
    )
    ana.page.goto("/waiting")
    expect(ana.page.get_by_text("This phone is not signed in, so nothing is sent.")).to_be_visible()
    expect(ana.page.locator("#waiting-others")).to_have_text(
        "One tap of someone else is on this phone. "
        "It is sent when they sign in here again, if this phone can still read it."
    )
    come_in_again(ana, store)
    banner = ana.page.locator("#banner-answers")
    expect(banner).to_contain_text("One tap was refused.")
    expect(ana.page.locator("#banner-kept")).to_be_hidden()
    banner.get_by_role("link", name="Read why").click()
    lost = ana.page.locator("#waiting-unreadable")
    expect(lost).to_contain_text("can no longer be read on this phone. Do it again")
    assert events(store, ref, "noted") == []
    lost.get_by_role("button").click()
    lost.get_by_role("button", name="Delete it for good").click()
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()


def test_what_is_tapped_after_coming_in_again_is_sent_once(
    store: Store, staff: Staff, phone: SwitchOn
) -> None:
    ana = ready(staff(ANA))
    ref = store.report(ANA, LIFT)
    sign_out_everywhere_else(store, phone)
    come_in_again(ana, store)
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, LATER)
    expect_kept(ana.page, 1)
    find_connection(ana)
    until(lambda: bool(events(store, ref, "noted")), LIMIT, "sent")
    expect(ana.page.locator("#banner-kept")).to_be_hidden()
    assert [one.text for one in events(store, ref, "noted")] == [LATER]


def sign_out_here(page: Page, _store: Store) -> None:
    page.goto("/me")
    page.get_by_role("button", name="Sign out on this phone").click()


def another_comes_in(page: Page, store: Store) -> None:
    page.goto(store.way_in(BEN))
    page.get_by_role("button", name="Sign in").click()


def test_what_is_typed_stays_until_it_is_copied(
    store: Store, staff: Staff, phone: SwitchOn
) -> None:
    page = typing(store, ready(staff(ANA)))
    sign_out_everywhere_else(store, phone)
    look_again(page)
    expect(page.locator("#banner-signed-out")).to_contain_text("copy it first")
    assert is_there_after_a_while(page)
    expect(page.get_by_label("Your note")).to_have_value(NOTE)
    page.get_by_label("Your note").fill("")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_what_is_saved_then_is_said_not_to_be(store: Store, staff: Staff, phone: SwitchOn) -> None:
    """Nobody else is signed in, and nothing of it is sent later."""
    page = typing(store, ready(staff(ANA)))
    sign_out_everywhere_else(store, phone)
    look_again(page)
    expect(page.locator("#banner-signed-out")).to_be_visible()
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#banner-ended")).to_contain_text("Not saved: you are signed out")
    expect(page.locator("#banner-handed-over:visible, #banner-signed-out:visible")).to_have_count(0)
    expect(page.get_by_label("Your note")).to_have_value(NOTE)


def test_who_signs_in_again_beside_it_goes_on_writing(
    store: Store, staff: Staff, phone: SwitchOn
) -> None:
    ana = ready(staff(ANA))
    page = typing(store, ana)
    sign_out_everywhere_else(store, phone)
    look_again(page)
    expect(page.locator("#banner-signed-out")).to_be_visible()
    assert is_there_after_a_while(page)
    beside = ana.context.new_page()
    beside.goto(store.way_in(ANA))
    beside.get_by_role("button", name="Sign in").click()
    beside.wait_for_url(f"{store.url}/")
    expect(page.locator("#banner-signed-out")).to_be_hidden()
    page.get_by_role("button", name="Save note").click()
    actions.expect_in_history(page, NOTE)


@pytest.mark.parametrize("leave", [sign_out_here, another_comes_in])
def test_what_is_typed_goes_where_the_phone_goes_to_somebody_else(
    store: Store, staff: Staff, leave: Callable[[Page, Store], None]
) -> None:
    store.hire(BEN)
    ana = ready(staff(ANA))
    page = typing(store, ana)
    tag = page.evaluate("document.body.dataset.person")
    leave(ana.context.new_page(), store)
    nothing_is_typed_as(tag, page)


def test_what_stayed_goes_with_the_next_person(store: Store, staff: Staff, phone: SwitchOn) -> None:
    store.hire(BEN)
    ana = ready(staff(ANA))
    page = typing(store, ana)
    tag = page.evaluate("document.body.dataset.person")
    sign_out_everywhere_else(store, phone)
    look_again(page)
    assert is_there_after_a_while(page)
    another_comes_in(ana.context.new_page(), store)
    nothing_is_typed_as(tag, page)


def typing(store: Store, ana: Phone) -> Page:
    """Half a note stands on the page of an issue of hers, and is not sent."""
    ref = store.report(ANA, LIFT)
    open_page(ana, f"/issues/{ref}")
    actions.open_act(ana.page, "note").get_by_label("Your note").fill(NOTE)
    return ana.page


def nothing_is_typed_as(tag: str, page: Page) -> None:
    """The page is nobody's now, or the next person's."""
    expect(page.locator(f'body[data-person="{tag}"]')).to_have_count(0)
    fields = page.locator("input:not([type=hidden]), textarea")
    assert NOTE not in fields.evaluate_all("all => all.map(one => one.value)")


def look_again(page: Page) -> None:
    """The page asks the server what is true now."""
    page.evaluate("dispatchEvent(new Event('online'))")


def is_there_after_a_while(page: Page) -> bool:
    """For longer than the page stays that is being left."""
    return bool(
        page.evaluate("new Promise(done => setTimeout(() => done(true), 3000))")
        and page.get_by_label("Your note").is_visible()
    )


def sign_out_everywhere_else(store: Store, switch_on: SwitchOn) -> None:
    laptop = switch_on("Ana’s laptop", base_url=store.url)
    token = store.sample(lambda sample: sample.sign_in(store.person(sample, ANA), "Laptop"))
    store.hand_over(laptop, token)
    laptop.page.goto("/me")
    laptop.page.locator("summary", has_text="Sign out everywhere else").click()
    laptop.page.get_by_role("button", name="Sign out everywhere else").click()
    expect(laptop.page.locator("summary", has_text="Sign out everywhere else")).to_have_count(0)


def come_in_again(phone: Phone, store: Store) -> None:
    phone.page.goto(store.way_in(ANA))
    phone.page.get_by_role("button", name="Sign in").click()
    phone.page.wait_for_url(f"{store.url}/")
