"""How much has to be scrolled at 360 by 800: no page that people live in is longer than this."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.store import Store
from tests.support.browsers import Phone
from web.cli.sample import Sample
from web.rules.vocabulary import DeclineReason

ANA, BEN, KIM, MIKA = "Ana Berg", "Ben Okafor", "Kim Novak", "Mika Lind"
CARPET = "Carpet order and fitting for Saturday"
ISSUE, HOME, CUSTOMER = 1_200, 1_400, 1_400  # pixels


@pytest.fixture
def ana(staff: Staff) -> Phone:
    return staff(ANA)


@pytest.fixture
def ref(ana: Phone, store: Store) -> str:
    """A living issue of hers: its customer waits, and three colleagues were asked to help."""
    for name in (BEN, KIM, MIKA):
        store.hire(name)
    return store.sample(lambda sample: lived(sample, store))


def lived(sample: Sample, store: Store) -> str:
    ana, ben, kim, mika = (store.person(sample, name) for name in (ANA, BEN, KIM, MIKA))
    begun = sample.now - timedelta(minutes=100)
    times = (begun + timedelta(minutes=minutes) for minutes in range(4, 90, 6))
    ref = sample.report(ana, CARPET, at=begun, customer_name="Farid", customer_contact="030 2312")
    asked = sample.ask(ana, ref, kim, "Approve a fitting on Saturday", next(times))
    sample.decline(kim, asked, DeclineReason.BUSY, None, next(times))
    asked = sample.ask(ana, ref, ben, "Measure the hall and the stairs", next(times))
    sample.accept(ben, asked, next(times))
    sample.done(ben, asked, "Hall 3.2 × 1.4 m, stairs 2.4 m.", next(times))
    sample.told(ana, ref, "We asked the other store for the underlay.", 60, next(times))
    asked = sample.ask(ana, ref, mika, "Take the deposit at the till", next(times))
    sample.accept(mika, asked, next(times))
    sample.report(ana, "The card reader at till 4 declines every card", at=begun)
    sample.report(ben, "A pallet blocks the ramp", without_owner=True)
    return ref


def height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


def test_an_issue_is_one_and_a_half_screens_long(ana: Phone, ref: str) -> None:
    page = ana.page
    page.goto(f"/issues/{ref}")
    expect(page.locator(".stop--step")).to_have_count(3)
    assert height(page) <= ISSUE


def test_home_and_the_customers_page_are_not_long(
    ana: Phone, store: Store, phone: SwitchOn, ref: str
) -> None:
    carla = phone("Carla", base_url=store.url)
    ana.page.goto("/")
    expect(ana.page.get_by_role("link", name=CARPET)).to_be_visible()
    assert height(ana.page) <= HOME
    carla.page.goto(actions.share(ana, f"/issues/{ref}"))
    expect(carla.page.get_by_text("Ana has this.")).to_be_visible()
    assert height(carla.page) <= CUSTOMER
