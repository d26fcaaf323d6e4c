"""Whether the browser may throw away what waits: said where something waits, and asked there."""

from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.kept_pages import ready
from tests.browser.offline import (
    NO_SYNC,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.support.browsers import Phone, accessibility

MAY_GO = "This browser may delete what is not sent yet when the phone runs out of space."
NO_PROMISE = "This browser cannot promise to keep them."


def test_a_phone_that_may_lose_what_waits_says_so_and_is_asked(store: Store, staff: Staff) -> None:
    ana = ready(staff(ANA))
    ref = store.report(ANA, LIFT)
    page, notice = ana.page, ana.page.locator("#waiting-storage")
    assert page.evaluate("navigator.storage.persisted()") is False
    page.goto("/waiting")
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    expect(notice).to_be_hidden()
    ana.context.add_init_script(NO_SYNC)
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, "They come at noon.")
    expect_kept(page, 1)
    page.goto("/waiting")
    expect(notice).to_contain_text(MAY_GO)
    assert accessibility(page) == []
    ask(ana)  # this browser decides by itself, and does not promise
    expect(notice).to_contain_text(NO_PROMISE)
    expect(notice).to_be_focused()
    page.reload()
    expect(notice).to_contain_text(MAY_GO)
    expect(notice).to_be_visible()
    let_it_promise(ana)
    ask(ana)
    expect(notice).to_be_hidden()
    assert page.evaluate("navigator.storage.persisted()") is True
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text=LIFT)).to_be_visible()
    expect(notice).to_be_hidden()
    find_connection(ana)
    expect_all_sent(ana)


def ask(phone: Phone) -> None:
    """Also where it is hidden: as soon as the browser promises, the page may hide it by itself."""
    button = phone.page.locator("#waiting-storage button")
    expect(button).to_have_text("Ask it to keep them")
    button.dispatch_event("click")


def let_it_promise(phone: Phone) -> None:
    """As where the app is installed and used much; as long as this debugger is there."""
    debugger = phone.context.new_cdp_session(phone.page)
    target = debugger.send("Target.getTargetInfo")["targetInfo"]
    context = {"browserContextId": target["browserContextId"]}
    debugger.send("Browser.grantPermissions", context | {"permissions": ["durableStorage"]})
