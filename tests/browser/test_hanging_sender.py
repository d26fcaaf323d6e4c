"""A page that hangs while it sends: it keeps the lock of the queue for as long as it is open."""

import pytest

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.lock_screen import LockScreen
from tests.browser.offline import (
    NO_SYNC,
    events,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.browser.workers import Worker
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

pytestmark = pytest.mark.full_chromium

WORDS = ["Called the lift company.", "They come at noon."]
# It has begun to send, and nothing ever comes.
SEND = "window.fetch = () => new Promise(() => {}); dispatchEvent(new Event('online'))"
IS_SENDING = "navigator.locks.query().then(({held}) => held.some(one => one.name === 'ownit-taps'))"


@pytest.fixture
def ana(staff: Staff) -> Phone:
    ana = staff(ANA)
    Worker(ana.page)
    ana.context.add_init_script(NO_SYNC)
    return ana


@pytest.fixture
def ref(store: Store, ana: Phone) -> str:
    """Of her issue, for which a note waits that another tab of hers sends, and hangs."""
    ref = store.report(ANA, LIFT)
    other = Phone("Ana’s other tab", ana.context, ana.context.new_page())
    open_page(other, "/")
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, WORDS[0])
    expect_kept(ana.page, 1)
    other.page.evaluate(SEND)
    until(lambda: bool(ana.page.evaluate(IS_SENDING)), LIMIT, "sent by the other tab")
    stop(other)
    find_connection(ana)
    return ref


def stop(phone: Phone) -> None:
    """As an endless loop does, or a system that suspends what is in the background."""
    phone.context.new_cdp_session(phone.page).send("Debugger.enable")
    phone.page.evaluate("setTimeout(() => { debugger }, 100); 1")
    phone.page.wait_for_timeout(500)


def test_a_page_sends_what_a_page_that_hangs_does_not(store: Store, ana: Phone, ref: str) -> None:
    actions.note(ana, WORDS[1])
    until(lambda: written(store, ref) == WORDS, LIMIT, "sent")


def test_so_does_the_service_worker(store: Store, ana: Phone, ref: str) -> None:
    screen = LockScreen(ana.page)
    ana.page.goto("about:blank")
    screen.sync()
    assert written(store, ref) == WORDS[:1]


def written(store: Store, ref: str) -> list[str | None]:
    return [one.text for one in events(store, ref, "noted", by=ANA)]
