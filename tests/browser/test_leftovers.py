"""What will never be sent from this phone: taps that cannot be read, and what others left."""

import re

from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import (
    NO_SYNC,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
    queue,
    wait_for_vault,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

# Changes each row of a store; %s is a function.
CHANGE = """async (store) => {
  const open = indexedDB.open('ownit');
  await new Promise(done => open.onsuccess = done);
  const write = open.result.transaction(store, 'readwrite');
  const rows = write.objectStore(store);
  rows.openCursor().onsuccess = ({target: {result: cursor}}) => {
    if (!cursor) return;
    cursor.update((%s)(cursor.value));
    cursor.continue();
  };
  await new Promise(done => write.oncomplete = done);
  open.result.close();
}"""
A_DAY = 24 * 60 * 60 * 1000


def keep_a_note(store: Store, staff: Staff) -> Phone:
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    ana.page.evaluate(ACTIVATED)
    ana.context.add_init_script(NO_SYNC)
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, "They come at noon.")
    expect_kept(ana.page, 1)
    return ana


def change(ana: Phone, store: str, how: str) -> None:
    other = ana.context.new_page()
    other.goto("/unsaved")
    other.evaluate(CHANGE % how, store)
    other.close()


def test_a_tap_that_cannot_be_read_any_more_is_told_and_removed(store: Store, staff: Staff) -> None:
    ana = keep_a_note(store, staff)
    change(ana, "taps", "(row => ({...row, text: {...row.text, body: new ArrayBuffer(64)}}))")
    ana.page.reload()
    wait_for_vault(ana.page)
    expect(ana.page.locator("#banner-answers")).to_contain_text("One tap was refused.")
    expect(ana.page.locator("#banner-kept")).to_be_hidden()
    ana.page.goto("/waiting")
    lost = ana.page.locator("#waiting-unreadable")
    told = r"One tap of yours \(\d\d:\d\d\) can no longer be read on this phone"
    expect(lost).to_contain_text(re.compile(told))
    lost.get_by_role("button", name="Remove it").click()
    lost.get_by_role("button", name="Delete it for good").click()
    expect(lost).to_be_hidden()
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()
    find_connection(ana)


def test_what_others_left_can_be_removed_after_a_week_and_goes_after_90_days(
    store: Store, staff: Staff
) -> None:
    ana = keep_a_note(store, staff)
    others = ana.page.locator("#waiting-others")
    for name in ("taps", "marks"):
        change(ana, name, "(row => ({...row, person: 'B'.repeat(16)}))")
    ana.page.goto("/waiting")
    expect(others).to_contain_text("One tap of someone else is on this phone.")
    expect(ana.page.locator("#waiting-left")).to_be_hidden()
    # By a clock that was years slow: it is as old as somebody else has known of it.
    change(ana, "marks", f"(row => ({{...row, at: Date.now() - {2000 * A_DAY}}}))")
    ana.page.goto("/waiting")
    expect(others).to_contain_text("One tap of someone else is on this phone.")
    expect(ana.page.locator("#waiting-left")).to_be_hidden()
    change(ana, "marks", f"(row => ({{...row, leftAt: row.leftAt - {8 * A_DAY}}}))")
    ana.page.goto("/waiting")
    expect(ana.page.locator("#waiting-left")).to_contain_text("more than a week old")
    change(ana, "marks", f"(row => ({{...row, leftAt: row.leftAt - {83 * A_DAY}}}))")
    ana.page.goto("/waiting")
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()
    find_connection(ana)
    until(lambda: queue(ana.page) == [], LIMIT, "empty")
