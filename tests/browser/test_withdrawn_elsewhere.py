"""A tap that is withdrawn in one window while the page that made it waits in another one."""

from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import BUSY, events, open_page, queue
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

WORDS = "Called the lift company."


def test_what_is_withdrawn_is_not_sent_by_the_page_that_waits(store: Store, staff: Staff) -> None:
    """An upload in a third tab keeps the queue busy for longer than an answer is waited for."""
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    ana.page.evaluate(ACTIVATED)
    third = Phone("Ana’s third tab", ana.context, ana.context.new_page())
    open_page(third, "/")
    third.page.evaluate(BUSY)
    ana.page.clock.install()
    open_page(ana, f"/issues/{ref}")
    sent: list[str] = []
    ana.context.on("request", lambda one: sent.append(one.method + one.url.rpartition("/")[2]))
    actions.note(ana, WORDS)
    until(lambda: len(queue(third.page)) == 1, LIMIT, "written down")
    other = Phone("Ana’s other tab", ana.context, ana.context.new_page())
    other.page.goto("/waiting")
    withdraw = other.page.locator("#waiting-unsent [data-withdraw]")
    withdraw.click()  # asks once more, since something was written
    withdraw.click()
    expect(other.page.get_by_text("Withdrawn: “Note”.")).to_be_visible()
    expect(ana.page.get_by_text("Withdrawn. Nothing was sent.")).to_be_visible()
    ana.page.clock.fast_forward(11_000)
    third.page.evaluate("self.release()")
    until(lambda: third.page.evaluate("navigator.locks.query()")["held"] == [], LIMIT, "idle")
    assert "POSTnote" not in sent
    assert events(store, ref, "noted") == []
    expect(ana.page.get_by_label("Your note")).to_have_value(WORDS)
    open_page(ana, f"/issues/{ref}")
    expect(ana.page.get_by_text(WORDS)).to_have_count(0)
