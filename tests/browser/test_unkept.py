"""Where a phone can keep nothing: what was typed stays until the server has answered, and nothing
is done in the name of whoever signs in later."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import SwitchOn
from tests.browser.offline import (
    BROKEN,
    events,
    expect_all_sent,
    find_connection,
    lose_connection,
    open_page,
)
from tests.browser.offline_acts import ANA, BEN, LIFT
from tests.browser.proxied import Between, posts
from tests.browser.store import COOKIE, Store
from tests.browser.test_full_phone import FULL
from tests.browser.workers import ACTIVATED
from tests.faults.plan import Fault, Kind
from tests.faults.proxy import Proxy
from tests.support.limits import LIMIT
from tests.support.served import until

NO_LOCKS = "delete Navigator.prototype.locks"
NO_ROOM = FULL + "localStorage.most = 0"
# Its transactions neither end nor fail from here on.
HANGS = """
const nothing = new Proxy(() => {}, {get: () => nothing, apply: () => nothing});
IDBDatabase.prototype.transaction = () => nothing;
void 0
"""
NO_SYNC_ANSWER = "SyncManager.prototype.register = () => new Promise(() => {})"


@pytest.fixture
def between() -> Between:
    return Between(posts("/issues"))


@pytest.fixture
def way(store: Store, between: Between) -> Iterator[Proxy]:
    with Proxy(store.url, between) as proxy:
        yield proxy


@pytest.mark.parametrize("lack", [NO_LOCKS, NO_ROOM], ids=["no locks", "no room"])
def test_a_report_without_an_answer_stays_in_its_form(
    store: Store, way: Proxy, between: Between, phone: SwitchOn, lack: str
) -> None:
    ana = phone(ANA, base_url=way.url)
    ana.forgive(BROKEN)
    ana.context.add_init_script(lack)
    store.hand_over(ana, store.hire(ANA), way.url)
    ana.page.goto("/issues/new")
    ana.page.get_by_label("What is not working?").fill(LIFT)
    ana.page.get_by_label("Photo").set_input_files(actions.photo())
    expect(ana.page.locator(".chosen img")).to_have_count(1)
    for fault, banner in (
        (Fault(Kind.CUT_REQUEST, share=0.5), "#banner-unsaved"),
        (Fault(Kind.ANSWER, status=413), "#banner-busy"),
    ):
        between.fault = fault
        between.met.clear()
        actions.own(ana.page)
        until(lambda: ana.page.evaluate("1") and len(between.met) > 0, LIMIT, "tried")
        expect(ana.page.locator(banner)).to_be_visible()
        expect(ana.page.get_by_label("What is not working?")).to_have_value(LIFT)
        expect(ana.page.locator(".chosen img")).to_have_count(1)
    between.fault = None
    actions.own(ana.page)
    expect(ana.page.get_by_role("heading", name="You own this.")).to_be_visible()
    ref = ana.page.url.rpartition("/")[2].partition("?")[0]
    assert len(events(store, ref, "reported")) == 1
    assert ana.page.locator("img[src*='/photos/']").count() >= 1


@pytest.mark.parametrize("lack", ["scripts", "locks"])
def test_an_open_page_does_nothing_in_the_name_of_who_signed_in_later(
    store: Store, phone: SwitchOn, lack: str
) -> None:
    ana = phone(ANA, base_url=store.url, scripts=lack != "scripts")
    ana.context.add_init_script(NO_LOCKS)
    store.hand_over(ana, store.hire(ANA))
    ref = store.report(ANA, LIFT)
    ana.page.goto(f"/issues/{ref}")
    form = actions.open_act(ana.page, "note")
    ben = store.hire(BEN)
    ana.context.add_cookies([{"name": COOKIE, "value": ben, "url": store.url}])
    form.get_by_label("Your note").fill("Typed by Ana on her page.")
    actions.confirm(form)
    if lack == "scripts":
        expect(ana.page.get_by_text("someone else is signed in").first).to_be_visible()
    else:
        expect(ana.page.locator("#banner-signed-out")).to_be_visible()
    assert events(store, ref, "noted") == []


def test_a_storage_that_never_answers_holds_up_no_tap(store: Store, phone: SwitchOn) -> None:
    """As WebKit’s at times: it is neither there nor broken."""
    ana = phone(ANA, base_url=store.url)
    ana.context.add_init_script("IDBFactory.prototype.open = () => new EventTarget()")
    store.hand_over(ana, store.hire(ANA))
    ref = store.report(ANA, LIFT)
    ana.page.goto(f"/issues/{ref}")
    actions.note(ana, "They come at noon.")
    actions.expect_in_history(ana.page, "They come at noon.")
    assert len(events(store, ref, "noted")) == 1
    ana.page.goto("/waiting")
    expect(ana.page.get_by_text("This browser cannot keep anything.")).to_be_visible()


def test_a_storage_that_stops_answering_holds_up_no_tap(store: Store, phone: SwitchOn) -> None:
    ana = phone(ANA, base_url=store.url)
    store.hand_over(ana, store.hire(ANA))
    ana.page.evaluate(ACTIVATED)
    ref = store.report(ANA, LIFT)
    ana.page.clock.install()
    open_page(ana, f"/issues/{ref}")
    ana.forgive(re.compile("The storage does not answer"))
    ana.page.evaluate(HANGS)
    actions.note(ana, "They come at noon.")

    expect(ana.page.locator(".htmx-request")).to_have_count(1)
    ana.page.clock.run_for(8_000)
    until(lambda: len(events(store, ref, "noted")) == 1, LIMIT, "sent without being kept")


def test_a_browser_that_does_not_say_whether_it_sends_holds_up_nothing(
    store: Store, phone: SwitchOn
) -> None:
    ana = phone(ANA, base_url=store.url)
    store.hand_over(ana, store.hire(ANA))
    ana.page.evaluate(ACTIVATED)
    ana.context.add_init_script(NO_SYNC_ANSWER)
    open_page(ana, "/issues/new")
    lose_connection(ana)
    ana.page.get_by_label("What is not working?").fill(LIFT)
    actions.own(ana.page)
    expect(ana.page.locator("#waiting-unsent li")).to_contain_text(LIFT)
    find_connection(ana)
    expect_all_sent(ana)
