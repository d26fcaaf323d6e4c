"""What leads always allow, and what was used: met by screen reader, by thumb and with large text;
and an open board that shows it by itself."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.busy import LONG, WIDE, Busy
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.page_checks import findings, look_at
from tests.browser.store import Store
from web.acts.core.tap import Unit
from web.acts.handoffs import repeated_asks
from web.acts.issues.lifecycle import Resolution
from web.acts.issues.uses import Use
from web.cli.sample import Sample
from web.rules.money import Money
from web.rules.vocabulary import Role
from web.store.tables.accounts import Site

# Another word than those that stand on the list already.
COSTS = "Reparaturkostenübernahmeerklärungsformular"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_with_names_that_are_too_long(busy: Busy, phone: SwitchOn, scheme: str) -> None:
    _always_yes(busy.store, f"{LONG[:60]} {LONG[:60]}", "Sam Ortiz", COSTS * 3)
    allowance = busy.store.sample(lambda sample: _used(sample, busy.store))
    sam = busy.store.hand_over(phone("Sam", base_url=busy.store.url, scheme=scheme), busy.sam)
    site = busy.store.site_id
    paths = (f"/site/used?site={site}", f"/site/used?site={site}&period=last-month", "/site/used")
    look_at(sam, [f"/site?site={site}", *paths, f"/site/used/{allowance}"])
    sam.page.goto(f"/site?site={site}")
    sam.page.get_by_role("link", name="Add it to the list").click()
    expect(sam.page.get_by_role("heading", name="Add it to the list")).to_be_visible()
    assert findings(sam.page) == []
    sam.page.get_by_label("Up to how much (optional)").fill("lots")
    sam.page.get_by_role("button", name="Add it to the list").click()
    expect(sam.page.locator("p.error").first).to_be_visible()
    assert findings(sam.page) == []


def test_an_open_board_shows_it_and_loses_it_once_it_is_on_the_list(
    staff: Staff, store: Store
) -> None:
    store.hire("Ana Berg")
    kim = staff("Kim Novak", Role.LEAD)
    kim.page.clock.install()
    kim.page.goto("/site")
    always = kim.page.get_by_text("Asked 3 times in 30 days, always yes.")
    expect(always).to_have_count(0)
    _always_yes(store, "Ana Berg", "Kim Novak", "Approve a taxi home")
    with kim.page.expect_response("**/site/board?*"):
        kim.page.clock.run_for(10_000)
    expect(always).to_be_visible()
    kim.page.get_by_role("link", name="Add it to the list").click()
    kim.page.get_by_label("What people may do").fill("Taxi home")
    kim.page.get_by_role("button", name="Add it to the list").click()
    expect(kim.page.get_by_text("It stands on the list now.")).to_be_visible()
    expect(always).to_have_count(0)


def _always_yes(store: Store, asker: str, lead: str, need: str) -> None:
    """Asked three times, and compared as the worker does."""

    def ask(sample: Sample) -> None:
        by, helper = store.person(sample, asker), store.person(sample, lead)
        for days in (9, 5, 1):
            at = sample.now - timedelta(days=days)
            step = sample.ask(by, sample.report(by, WIDE, at=at), helper, need, at)
            sample.accept(helper, step, at)

    def compare(sample: Sample) -> None:
        found = repeated_asks.look(sample.session, 0, 2**31 - 1, sample.now)
        repeated_asks.apply(Unit(sample.session, sample.now), found)

    store.sample(ask)
    store.sample(compare)


def _used(sample: Sample, store: Store) -> int:
    """More than a limit, and in two currencies. What was used."""
    ana = store.person(sample, f"{LONG[:60]} {LONG[:60]}")
    site = sample.session.get_one(Site, store.site_id)
    allowance = sample.allowance(site, f"{WIDE} again", limit=Money(100, "EUR"))
    for money in (Money(9999999999, "EUR"), Money(123456, "JPY")):
        ref = sample.report(ana, WIDE, place=LONG)
        used = Resolution(WIDE, [Use(allowance, money)])
        sample.resolve(ana, ref, used, sample.now)
    return allowance
