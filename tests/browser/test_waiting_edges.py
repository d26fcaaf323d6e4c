"""What waits: withdrawn where the phone only believes it has a connection, and on a full phone."""

import re

from playwright.sync_api import Route, expect

from tests.browser import actions
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.kept_pages import ready
from tests.browser.offline import (
    BROKEN,
    GONE,
    NO_SYNC,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
    open_waiting,
    queue,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.proxied import Between, posts
from tests.browser.store import Store
from tests.browser.test_full_phone import FULL
from tests.faults.plan import Fault, Kind
from tests.faults.proxy import Proxy
from tests.support.limits import LIMIT
from tests.support.served import until


def test_a_report_begun_on_a_copy_can_be_withdrawn(store: Store, phone: SwitchOn) -> None:
    """The phone calls itself connected, and nothing gets through."""
    between = Between(lambda _: True)
    token = store.hire(ANA)
    with Proxy(store.url, between) as way:
        ana = phone(ANA, base_url=way.url)
        ana.forgive(BROKEN)
        store.hand_over(ana, token, way.url)
        ready(ana)
        ana.context.add_init_script(NO_SYNC)
        between.fault = Fault(Kind.CUT_REQUEST)
        ana.page.goto("/issues/new")
        expect(ana.page.locator("body[data-old]")).to_have_count(1)
        ana.page.get_by_label("What is not working?").fill(LIFT)
        actions.own(ana.page)
        row = ana.page.locator("#waiting-unsent li")
        expect(row).to_contain_text("Waiting for a connection")
        row.get_by_role("button", name="Withdraw").click()
        row.get_by_role("button", name="Withdraw it, and lose what you wrote").click()
        expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()
        assert queue(ana.page) == []
        ana.context.close()


def test_what_waits_says_that_there_is_no_connection(store: Store, staff: Staff) -> None:
    ana = ready(staff(ANA))
    banner = ana.page.get_by_text("No connection.", exact=True)
    ana.page.goto("/waiting")
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()
    expect(banner).to_be_hidden()
    lose_connection(ana)
    expect(banner).to_be_visible()
    find_connection(ana)
    expect(banner).to_be_hidden()


def test_what_waits_notices_a_connection_of_which_the_phone_says_nothing(
    store: Store, phone: SwitchOn
) -> None:
    """As where somebody has logged in to the network, or the router is back."""
    between = Between(lambda _: True)
    token = store.hire(ANA)
    with Proxy(store.url, between) as way:
        ana = phone(ANA, base_url=way.url)
        ana.forgive(BROKEN)
        ref = store.report(ANA, LIFT)
        ready(store.hand_over(ana, token, way.url))
        ana.context.add_init_script(NO_SYNC)
        ana.page.clock.install()
        open_page(ana, f"/issues/{ref}")
        between.fault = Fault(Kind.CUT_REQUEST)
        actions.note(ana, "They come at noon.")
        expect_kept(ana.page, 1)
        ana.page.goto("/waiting")
        banner = ana.page.get_by_text("No connection.", exact=True)
        expect(banner).to_be_visible()
        between.fault = None
        ana.page.clock.fast_forward(300_000)
        expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()
        expect(banner).to_be_hidden()
        ana.context.close()


def test_an_answer_that_is_late_calls_nobody_offline(store: Store, staff: Staff) -> None:
    """The phone says that it is offline, asks, and is online again before that is answered."""
    ana = ready(staff(ANA))
    hanging: list[Route] = []

    def hang(route: Route) -> None:
        hanging.append(route)

    ana.page.route("**/healthz", hang)
    ana.forgive(GONE)
    lose_connection(ana)
    until(lambda: ana.page.evaluate("1") and len(hanging) > 0, LIMIT, "asked")
    ana.page.evaluate("window.back = new Promise(done => addEventListener('online', done)); 0")
    find_connection(ana)
    ana.page.evaluate("back.then(() => 0)")
    for one in hanging:
        one.abort()
    ana.page.evaluate("new Promise(done => setTimeout(done, 300))")
    expect(ana.page.locator("#banner-offline")).to_be_hidden()


def test_a_full_phone_says_so_while_it_sends(store: Store, phone: SwitchOn) -> None:
    between = Between(posts("/note"), Fault(Kind.ANSWER, status=503))
    token, ref = store.hire(ANA), store.report(ANA, LIFT)
    with Proxy(store.url, between) as way:
        ana = phone(ANA, base_url=way.url)
        ana.forgive(BROKEN)
        ready(store.hand_over(ana, token, way.url))
        for script in (NO_SYNC, FULL):
            ana.context.add_init_script(script)
        open_page(ana, f"/issues/{ref}")
        actions.note(ana, "They come at noon.")
        expect_kept(ana.page, 1)
        full = ana.page.get_by_text(
            "This phone’s storage is full. Each tap that is sent frees some space."
        )
        open_waiting(ana)
        expect(ana.page.get_by_role("listitem")).to_have_count(1)
        expect(full).to_be_hidden()
        ana.page.evaluate("localStorage.most = 0")
        ana.page.get_by_role("button", name="Try now").click()
        expect(full).to_be_visible()
        between.fault = None
        # By itself it may have been sent at once, and the button with it.
        ana.page.get_by_role("button", name="Try now").evaluate_all(
            "buttons => buttons.forEach((one) => one.click())"
        )
        expect_all_sent(ana)
        expect(full).to_be_hidden()
        ana.context.close()


def test_a_report_that_was_sent_leads_to_its_issue(store: Store, staff: Staff) -> None:
    ana = ready(staff(ANA))
    open_page(ana, "/issues/new")
    lose_connection(ana)
    ana.page.get_by_label("What is not working?").fill(LIFT)
    actions.own(ana.page)
    expect(ana.page.locator("#waiting-unsent li")).to_contain_text("Waiting for a connection")
    find_connection(ana)
    expect_all_sent(ana)
    sent = ana.page.locator("#waiting-reports")
    expect(sent).to_have_text("Your report is sent. Open the issue")
    sent.get_by_role("link").click()
    expect(ana.page).to_have_url(re.compile("/issues/[A-Z0-9]{4}"))
    expect(ana.page.get_by_text(LIFT).first).to_be_visible()


def test_a_tab_whose_page_is_not_kept_looks_like_it(store: Store, staff: Staff) -> None:
    ana = ready(staff(ANA))
    tabs = ana.page.get_by_role("navigation", name="Main")
    me, home = (tabs.get_by_role("link", name=name, exact=True) for name in ("Me", "Home"))
    expect(me).to_be_enabled()
    lose_connection(ana)
    expect(me).to_be_disabled()
    expect(home).to_be_enabled()
    find_connection(ana)
    expect(me).to_be_enabled()
