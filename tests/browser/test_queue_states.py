"""What a phone says of its queue, for everybody: axe, thumbs, large text, keyboard, voice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import (
    APP,
    NO_SYNC,
    NOT_SENT,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
)
from tests.browser.offline_acts import ANA, BEN, LIFT
from tests.browser.page_checks import twice
from tests.browser.store import COOKIE, Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from web.acts.core import devices
from web.cli.sample import Sample

NOTE = "Called the lift company."
# Each text that the region has, as it comes; what is hidden is not read out.
LISTEN = """() => {
  const region = document.querySelector('.banners');
  const read = () => [...region.children].filter(one => one.checkVisibility())
    .map(one => one.textContent.replace(/\\s+/g, ' ').trim()).join(' ');
  let last = read();
  window.heard = [];
  const look = () => { const now = read(); if (now !== last) window.heard.push(last = now); };
  new MutationObserver(look).observe(
    region, {subtree: true, childList: true, attributes: true, characterData: true});
}"""


def test_by_keyboard_the_focus_is_where_it_is_said_and_it_is_said_once(
    store: Store, staff: Staff
) -> None:
    ana = staff(ANA)
    at_an_issue(ana, store)
    lose_connection(ana)
    expect(ana.page.locator("#banner-offline")).to_be_visible()
    ana.page.evaluate(LISTEN)
    ana.page.get_by_role("link", name="More", exact=True).press("Enter")
    ana.page.locator(".menu a[href$='/note']").press("Enter")
    expect(ana.page.get_by_role("heading", name="Add a note")).to_be_focused()
    ana.page.keyboard.press("Tab")  # to its way out
    ana.page.keyboard.press("Tab")
    expect(ana.page.get_by_label("Your note")).to_be_focused()
    ana.page.keyboard.type(NOTE)
    ana.page.keyboard.press("Tab")
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator("#banner-kept")).to_be_focused()
    expect_kept(ana.page, 1)
    heard = [one for one in ana.page.evaluate("window.heard") if "not sent yet" in one]
    said = f"No connection. 1 tap not sent yet. {NOT_SENT} See all"
    assert heard == [said]
    ana.page.keyboard.press("Tab")
    expect(ana.page.get_by_role("link", name="See all")).to_be_focused()
    find_connection(ana)
    expect_all_sent(ana)


def be_kept(phone: Phone, store: Store, ref: str) -> None:
    lose_connection(phone)
    actions.note(phone, NOTE)
    expect_kept(phone.page, 1)


def be_refused(phone: Phone, store: Store, ref: str) -> None:
    """Seen by nobody, while the phone was elsewhere."""
    lose_connection(phone)
    actions.update(phone, NOTE)
    expect_kept(phone.page, 1)
    store.sample(lambda it: it.resolve(store.person(it, ANA), ref, "It runs.", it.now))
    find_connection(phone)
    expect(phone.page.locator("#banner-answers")).to_be_visible()


def test_beside_a_refusal_a_tap_that_is_kept_is_said(store: Store, staff: Staff) -> None:
    """One banner at a time has room."""
    ana = staff(ANA)
    ref = at_an_issue(ana, store)
    be_refused(ana, store, ref)
    page = ana.page
    page.evaluate("document.getElementById('banner-changed').hidden = false")
    lose_connection(ana)
    actions.note(ana, NOTE)
    said = page.locator("#banner-answers")
    expect(said).to_be_focused()
    expect(said).to_be_visible()
    expect(said).to_contain_text("One tap was refused. 1 tap not sent yet.")


def be_signed_out(phone: Phone, store: Store, ref: str) -> None:
    def end(sample: Sample) -> None:
        devices.end_all(sample.session, store.person(sample, ANA).id, sample.now)

    store.sample(end)
    actions.note(phone, NOTE)
    expect(phone.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect_kept(phone.page, 1)
    how = "Sent when the person who tapped signs in here again."
    expect(phone.page.locator("#kept-how")).to_have_text(how)


def be_handed_over(phone: Phone, store: Store, ref: str) -> None:
    """Somebody else has come in, and this page is still open."""
    token = store.hire(BEN)
    phone.context.add_cookies([{"name": COOKIE, "value": token, "url": store.url}])
    phone.page.evaluate(f"{APP}.then(({{forgetKey}}) => forgetKey('the next person'))")
    actions.note(phone, NOTE)
    said = phone.page.locator("#banner-handed-over")
    expect(said).to_contain_text("Not saved: someone else is signed in on this phone now.")
    expect(said).to_be_visible()
    expect(phone.page.get_by_label("Your note")).to_have_value(NOTE)


@pytest.mark.parametrize("state", [be_kept, be_refused, be_signed_out, be_handed_over])
def test_each_state_is_for_everybody(
    state: Callable[[Phone, Store, str], None], store: Store, staff: Staff
) -> None:
    ana = staff(ANA)
    state(ana, store, at_an_issue(ana, store))
    assert twice(ana.page) == []
    find_connection(ana)


def at_an_issue(phone: Phone, store: Store) -> str:
    """Its reference."""
    ref = store.report(ANA, LIFT)
    phone.page.evaluate(ACTIVATED)
    phone.context.add_init_script(NO_SYNC)
    open_page(phone, f"/issues/{ref}")
    return ref
