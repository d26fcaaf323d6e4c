"""A phone that is full: what waits is sent, which makes room."""

from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.kept_pages import ready
from tests.browser.offline import (
    NO_SYNC,
    events,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED

# Nothing fits that is larger than `most` bytes: its transaction fails.
FULL = """
const {put} = IDBObjectStore.prototype;
const weigh = one => one instanceof ArrayBuffer ? one.byteLength
  : one && typeof one === 'object' && !(one instanceof CryptoKey)
    ? Object.values(one).reduce((sum, part) => sum + weigh(part), 0) : 8;
IDBObjectStore.prototype.put = function (value, ...key) {
  const {transaction} = this, request = put.call(this, value, ...key);
  if (weigh(value) > Number(localStorage.most ?? Infinity)) {
    const error = new DOMException('full', 'QuotaExceededError');
    Object.defineProperty(transaction, 'error', {value: error});
    queueMicrotask(() => { try { transaction.abort() } catch {} });
  }
  return request;
};
"""
NOTES = ("Called the lift company.", "They come at noon.")


def test_large_writes_are_not_needed_to_send(store: Store, staff: Staff) -> None:
    """Reports with photos wait; only small rows fit from then on."""
    ana = ready(staff(ANA))
    for script in (NO_SYNC, FULL):
        ana.context.add_init_script(script)
    lose_connection(ana)
    for words in (LIFT, "Till 4 is dead"):
        ana.page.goto("/issues/new")
        ana.page.get_by_label("What is not working?").fill(words)
        ana.page.get_by_label("Photo").set_input_files(actions.photo())
        expect(ana.page.locator(".chosen img")).to_have_count(1)
        actions.own(ana.page)
        expect(ana.page.locator("#waiting-unsent li").first).to_be_visible()
    expect(ana.page.locator("#waiting-unsent li")).to_have_count(2)
    ana.page.evaluate("localStorage.most = 600")
    find_connection(ana)
    ana.page.get_by_role("button", name="Try now").click()
    expect_all_sent(ana)
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()


def test_a_phone_on_which_nothing_fits_sends_what_waits(store: Store, staff: Staff) -> None:
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    ana.page.evaluate(ACTIVATED)
    for script in (NO_SYNC, FULL):
        ana.context.add_init_script(script)
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    for count, words in enumerate(NOTES, start=1):
        actions.note(ana, words)
        expect_kept(ana.page, count)
    ana.page.evaluate("localStorage.most = 0")
    find_connection(ana)
    expect_all_sent(ana)
    assert [one.text for one in events(store, ref, "noted")] == list(NOTES)
