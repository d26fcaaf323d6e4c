"""Answers that come when the phone is somebody else's already, and windows that still show what
the former person kept."""

import pytest
from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.kept_pages import answer_again, answer_with, in_worker, ready, wait_until_kept
from tests.browser.offline import (
    APP,
    BROKEN,
    expect_kept,
    find_connection,
    key_row,
    lose_connection,
    open_page,
    wait_for_vault,
)
from tests.browser.store import Store
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

pytestmark = pytest.mark.full_chromium

ANA, BEN = "Ana Berg", "Ben Okafor"
CARPET = "Carpet order for Saturday"
WORDS = "The customer waits at the d"
# Asked at once, as who is signed in then; handed over by `letGo()`. By an address that the worker
# itself does not ask for: it looks ahead at the same issue.
LATE = """(request, more) => {
  const coming = self.realFetch(request, more);
  if (!String(request.url).includes('?late') || self.letGo) return coming;
  return new Promise(done => { self.letGo = () => done(coming) });
}"""
LAST_HAND_OVER = key_row("handed-over")
BUSY = "The server is busy"  # words that no page of ours has
ANSWER_BUSY = f"""async (request, more) => request.method === 'POST'
  ? new Response('{BUSY}', {{status: 503}}) : self.realFetch(request, more)"""
WATCH_PUSH = """PushManager.prototype.getSubscription = async () => ({
  unsubscribe: async () => { self.isEnded = true; return true },
}); true"""


def test_an_answer_to_the_session_of_before_takes_nothing_away(staff: Staff, store: Store) -> None:
    ana = staff(ANA)
    ref = store.report(ANA, CARPET)
    ready(ana)
    other = ana.context.new_page()
    other.goto("/unsaved")  # a page without a script of ours
    answer_with(ana, LATE)
    other.evaluate(
        f"window.late = fetch('/issues/{ref}?late', {{headers: {{Accept: 'text/html'}}}})"
        ".then(() => true); true"
    )
    until(lambda: bool(in_worker(ana, "'letGo' in self")), LIMIT, "on its way")
    store.hire(BEN)
    ana.page.goto(store.way_in(BEN))
    ana.page.get_by_role("button").click()
    expect(ana.page.get_by_role("heading", name="Store 12")).to_be_visible()
    ana.page.clock.install()
    open_page(ana, "/issues/new")
    wait_until_kept(ana.page, "/issues/new")
    tag = ana.page.evaluate("document.body.dataset.person")
    before = ana.page.evaluate(LAST_HAND_OVER)
    assert before["to"] == tag
    ana.page.get_by_label("What is not working?").fill(WORDS)
    in_worker(ana, "self.letGo(); true")
    assert other.evaluate("window.late")
    # A key that was taken away may be fetched again before anybody looks; the hand-over stays.
    assert ana.page.evaluate(LAST_HAND_OVER) == before
    ana.page.evaluate("fetch('/me/badge').then(() => true)")
    ana.page.clock.fast_forward(5_000)
    expect(ana.page.get_by_label("What is not working?")).to_have_value(WORDS)
    assert ana.page.evaluate(f"{APP}.then(({{currentPerson}}) => currentPerson())") == tag
    wait_until_kept(ana.page, "/issues/new")
    answer_again(ana)


def test_windows_of_the_shell_go_empty_at_hand_over(staff: Staff, store: Store) -> None:
    """What waits, and what can be read, is shown to nobody else; by the key that goes alone."""
    ana = staff(ANA)
    ref = store.report(ANA, CARPET)
    ready(ana)
    wait_until_kept(ana.page, f"/issues/{ref}")
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, WORDS)
    expect_kept(ana.page, 1)
    waiting, offline = ana.context.new_page(), ana.context.new_page()
    waiting.goto("/waiting")
    expect(waiting.get_by_text(WORDS)).to_be_visible()
    offline.goto("/nowhere")
    expect(offline.get_by_text(CARPET)).to_be_visible()
    ana.page.evaluate(f"{APP}.then(({{forgetKey}}) => forgetKey('B'))")
    expect(waiting.get_by_text(WORDS)).to_have_count(0)
    expect(offline.get_by_text(CARPET)).to_have_count(0)
    expect(offline.get_by_text("note the problem on paper")).to_be_visible()
    find_connection(ana)


def test_a_sign_out_that_fails_leaves_the_phone_ringing(staff: Staff, store: Store) -> None:
    ana = staff(ANA)
    ready(ana)
    note = "localStorage.getItem('ownit-push')"
    in_worker(ana, WATCH_PUSH)
    ana.page.evaluate("localStorage.setItem('ownit-push', '{}')")
    answer_with(ana, ANSWER_BUSY)
    ana.forgive(BROKEN)
    ana.page.goto("/me")
    ana.page.get_by_role("button", name="Sign out on this phone").click()
    expect(ana.page.get_by_text(BUSY)).to_be_visible()
    answer_again(ana)
    open_page(ana, "/me")
    assert not in_worker(ana, "Boolean(self.isEnded)")
    assert ana.page.evaluate(note) == "{}"
    sign_out(ana)
    until(lambda: bool(in_worker(ana, "Boolean(self.isEnded)")), LIMIT, "silent")
    assert ana.page.evaluate(note) is None


def sign_out(ana: Phone) -> None:
    wait_for_vault(ana.page)
    ana.page.get_by_role("button", name="Sign out on this phone").click()
    expect(ana.page.get_by_role("heading", name="Sign in")).to_be_visible()
