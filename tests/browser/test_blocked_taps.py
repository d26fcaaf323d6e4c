"""A tap that only a proxy answers, or at which the connection breaks each time: it becomes an
answer to be read, and what waits behind it is sent."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import SwitchOn
from tests.browser.offline import BROKEN, NO_SYNC, events, open_page, open_waiting, queue
from tests.browser.offline_acts import ANA
from tests.browser.proxied import Between, posts
from tests.browser.store import Store
from tests.browser.test_full_phone import FULL
from tests.browser.workers import ACTIVATED
from tests.faults.plan import Fault, Kind
from tests.faults.proxy import Proxy
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

LOST, OTHER, SAME = "Called the lift company.", "Told the driver.", "They come at noon."


@pytest.fixture
def between(ref: str) -> Between:
    return Between(posts(f"/issues/{ref}/note"))


@pytest.fixture
def ana(store: Store, token: str, ref: str, between: Between, phone: SwitchOn) -> Iterator[Phone]:
    """At an issue of hers, with a clock that can be moved."""
    with Proxy(store.url, between) as way:
        ana = phone(ANA, base_url=way.url)
        ana.forgive(BROKEN)
        store.hand_over(ana, token, way.url)
        ana.page.evaluate(ACTIVATED)
        ana.context.add_init_script(NO_SYNC)
        ana.page.clock.install()
        open_page(ana, f"/issues/{ref}")
        yield ana
        ana.context.close()


def time_goes_by(page: Page, is_so: Callable[[], bool], what: str) -> None:
    """Half a minute at once, and not again before what is under way may have been answered: a tap
    that waits for ten minutes counts as one without an answer."""

    def step() -> bool:
        page.clock.fast_forward(30_000)
        looked_until = time.monotonic() + 2
        while time.monotonic() < looked_until:
            if is_so():
                return True
            page.evaluate("0")  # lets the page answer between two looks
        return False

    until(step, LIMIT, what)


def time_goes_by_until_sent(store: Store, ana: Phone, ref: str, words: str) -> None:
    def is_sent() -> bool:
        return any(one.text == words for one in events(store, ref, "noted"))

    time_goes_by(ana.page, is_sent, f"{words} sent")


def time_goes_by_until_answered(page: Page) -> None:
    def is_answered() -> bool:
        page.clock.fast_forward(300_000)
        return [one["state"] for one in queue(page)] == ["answered"]

    until(is_answered, LIMIT, "an answer")


def test_a_tap_too_large_for_a_proxy_is_an_answer_and_others_are_sent(
    store: Store, ref: str, ana: Phone, between: Between
) -> None:
    other = store.report(ANA, "Till 4 is dead")
    between.fault = Fault(Kind.ANSWER, status=413)
    actions.note(ana, LOST)
    expect(ana.page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    row = ana.page.locator("#waiting-answered li")
    expect(row).to_contain_text("blocks this (413). It was not done.")
    expect(row).to_contain_text(LOST)
    open_page(ana, f"/issues/{other}")
    actions.note(ana, OTHER)
    time_goes_by_until_sent(store, ana, other, OTHER)
    between.fault = None
    open_waiting(ana)
    row.get_by_role("button", name="Send it again").click()
    time_goes_by_until_sent(store, ana, ref, LOST)

    time_goes_by(ana.page, ana.page.get_by_text("Everything is sent.").is_visible, "empty")


def test_a_page_that_is_left_shows_nothing_of_a_proxy(
    store: Store, ref: str, ana: Phone, between: Between
) -> None:
    """What is put into a page counts as read, and would be gone from the next one."""
    between.fault = Fault(Kind.ANSWER, status=413)
    ana.page.evaluate(
        "document.addEventListener('htmx:after:swap', () => sessionStorage.setItem('swapped', 1))"
    )
    actions.note(ana, LOST)
    expect(ana.page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    expect(ana.page.locator("#waiting-answered li")).to_contain_text(LOST)
    assert ana.page.evaluate("sessionStorage.getItem('swapped')") is None


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(Kind.ANSWER, status=403), "blocks this (403). It may have arrived."),
        (Fault(Kind.ANSWER, status=502), "blocks this (502). It may have arrived."),
        (Fault(Kind.CUT_REQUEST, share=0.5), "although there is a connection"),
    ],
    ids=["403", "502", "cut"],
)
def test_a_tap_that_never_gets_through_holds_up_its_own_issue_alone(
    store: Store, ref: str, ana: Phone, between: Between, fault: Fault, words: str
) -> None:
    other = store.report(ANA, "Till 4 is dead")
    between.fault = fault
    actions.note(ana, LOST)
    until(lambda: ana.page.evaluate("1") and len(between.met) > 0, LIMIT, "met")
    actions.expect_no_sheet(ana.page)
    open_page(ana, f"/issues/{other}")
    actions.note(ana, OTHER)
    time_goes_by_until_sent(store, ana, other, OTHER)
    until(lambda: [one["state"] for one in queue(ana.page)] == ["waiting"], LIMIT, "one left")
    open_page(ana, f"/issues/{ref}")
    time_goes_by_until_answered(ana.page)
    open_waiting(ana)
    row = ana.page.locator("#waiting-answered li")
    expect(row).to_contain_text(words)
    expect(row).to_contain_text(LOST)
    row.get_by_role("button", name="Delete it: it may have arrived").click()
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()


def test_what_is_sent_again_in_vain_is_tried_again_by_itself(
    store: Store, ref: str, ana: Phone, between: Between
) -> None:
    between.fault = Fault(Kind.ANSWER, status=413)
    actions.note(ana, LOST)
    expect(ana.page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    between.fault = Fault(Kind.ANSWER, status=502)
    ana.page.get_by_role("button", name="Send it again").click()
    until(lambda: ana.page.evaluate("1") and len(between.met) > 1, LIMIT, "tried")
    expect(ana.page.locator("#waiting-unsent li")).to_contain_text(LOST)
    between.fault = None
    time_goes_by_until_sent(store, ana, ref, LOST)


def test_a_full_phone_does_not_ask_every_second(
    store: Store, ref: str, ana: Phone, between: Between
) -> None:
    """It cannot write down that it has tried, nor when to try again."""
    ana.context.add_init_script(FULL)
    open_page(ana, f"/issues/{ref}")
    between.fault = Fault(Kind.ANSWER, status=502)
    actions.note(ana, LOST)
    until(lambda: ana.page.evaluate("1") and len(between.met) > 0, LIMIT, "tried")
    ana.page.evaluate("localStorage.most = 0")
    tried = len(between.met)
    for _ in range(30):
        ana.page.clock.run_for(1000)
        ana.page.evaluate(
            "fetch('/healthz').then(() => navigator.locks.request('ownit-taps', () => 1))"
        )
    assert 2 <= len(between.met) - tried <= 15
    ana.page.evaluate("localStorage.removeItem('most')")
    between.fault = None
    time_goes_by_until_sent(store, ana, ref, LOST)


def test_a_blocked_tap_is_given_up_while_pages_are_opened_all_the_time(
    store: Store, ref: str, ana: Phone, between: Between
) -> None:
    """Each page tries at once; that does not put off the next try that counts."""
    between.fault = Fault(Kind.ANSWER, status=403)
    actions.note(ana, LOST)
    until(lambda: ana.page.evaluate("1") and len(between.met) > 0, LIMIT, "tried")

    def is_answered() -> bool:
        tried = len(between.met)
        ana.page.clock.fast_forward(240_000)
        open_page(ana, "/")

        def is_over() -> bool:
            return [one["state"] for one in queue(ana.page)] == ["answered"]

        until(lambda: len(between.met) > tried or is_over(), LIMIT, "tried again")
        return is_over()

    until(is_answered, 2 * LIMIT, "given up")


def test_what_waits_for_the_same_issue_keeps_its_order(
    store: Store, ref: str, ana: Phone, between: Between
) -> None:
    between.fault = Fault(Kind.ANSWER, status=403)
    actions.note(ana, LOST)
    until(lambda: ana.page.evaluate("1") and len(between.met) > 0, LIMIT, "met")
    open_page(ana, f"/issues/{ref}")
    actions.note(ana, SAME)
    until(lambda: len(queue(ana.page)) == 2, LIMIT, "both stored")
    ana.page.clock.fast_forward(11_000)
    assert [one["words"] for one in queue(ana.page)] == ["Note", "Note"]
    between.fault = None
    time_goes_by_until_sent(store, ana, ref, SAME)
    assert [one.text for one in events(store, ref, "noted")] == [LOST, SAME]


def test_nothing_is_given_up_while_the_server_is_away(
    store: Store, ref: str, ana: Phone, between: Between
) -> None:
    """Then nothing says that it is this tap alone."""
    between.meant = lambda request: request.method == "POST" or request.path == "/healthz"
    between.fault = Fault(Kind.ANSWER, status=502)
    actions.note(ana, LOST)

    def often() -> bool:
        ana.page.clock.fast_forward(300_000)
        return len([one for one in between.met if one.method == "POST"]) > 12

    until(often, LIMIT, "tried often")
    assert [one["state"] for one in queue(ana.page)] == ["waiting"]
    between.fault = None
    time_goes_by_until_sent(store, ana, ref, LOST)


def test_a_status_that_is_none_does_not_hold_the_queue(
    store: Store, ref: str, ana: Phone, between: Between
) -> None:
    """XMLHttpRequest hands over what no Response can be made of."""
    between.fault = Fault(Kind.ANSWER, status=999)
    made = ana.page.evaluate(
        "import(document.querySelector('script[src*=\"/js/app.js\"]').src)"
        ".then(() => import(document.querySelector('script[src*=\"/js/app.js\"]').src"
        ".replace('app.js', 'upload.js'))).then(({upload}) => upload({path: '/issues/"
        + ref
        + "/note',"
        " fields: [['key', 'a'.repeat(12)]], files: [{name: 'photo', filename: 'a.jpg',"
        " blob: new Blob(['x'])}]}, {}, () => {})).then(() => 'answered', one => one.name)"
    )
    assert made == "TypeError"
    ana.forgive(re.compile("999"))
