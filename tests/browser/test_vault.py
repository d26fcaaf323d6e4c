"""Another device is signed out: what waits on this one is still sent, under a new key."""

from typing import Any

from sqlmodel import select

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import (
    BUSY,
    events,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
    queue,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.limits import LIMIT
from tests.support.served import until
from web.acts.core import devices
from web.acts.core.tap import Tap
from web.cli.sample import Sample
from web.store.tables.accounts import Device

HOLDER = """() => new Promise((resolve) => {
  const opening = indexedDB.open('ownit');
  opening.onsuccess = () => {
    const asked = opening.result.transaction('keys').objectStore('keys').get('holder');
    asked.onsuccess = () => resolve([asked.result?.version, asked.result?.older?.length]);
  };
})"""


def test_a_tap_that_waits_is_sent_once_when_another_device_is_signed_out(
    store: Store, staff: Staff
) -> None:
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    ana.page.evaluate(ACTIVATED)
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, "Sealed with the old key.")
    expect_kept(ana.page, 1)
    end_another_device(store)
    # What waits must outlive the new key, not be faster than it.
    other = ana.context.new_page()
    other.goto(f"{store.url}/offline")
    other.evaluate(BUSY)
    find_connection(ana)
    ana.page.goto(f"/issues/{ref}")
    until(lambda: holder(ana.page) == [1, 1], LIMIT, "the new key")
    assert [one["fields"] for one in queue(ana.page)]
    lose_connection(ana)
    actions.note(ana, "Sealed with the new key.")
    expect_kept(ana.page, 2)
    other.close()
    find_connection(ana)
    expect_all_sent(ana)
    said = [one.text for one in events(store, ref, "noted")]
    assert said == ["Sealed with the old key.", "Sealed with the new key."]


def holder(page: Any) -> Any:
    return page.evaluate(HOLDER)


def end_another_device(store: Store) -> None:
    """As from her laptop, which signs out a phone that was lost."""

    def end(sample: Sample) -> None:
        person = store.person(sample, ANA)
        sample.sign_in(person, "A lost phone")
        lost = select(Device.id).where(Device.label == "A lost phone")
        device_id = sample.session.exec(lost).one()
        devices.end_mine(Tap(sample.session, sample.now, sample.viewer(person)), device_id)

    store.sample(end)
