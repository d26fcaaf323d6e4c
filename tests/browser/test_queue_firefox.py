"""The same queue in Firefox, which never sends by itself: it says so, and keeps its word."""

from dataclasses import replace

from tests.browser.firefoxes import in_firefox, sign_in
from tests.browser.offline import KEEP_OPEN, events
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.faults.plan import Fair
from tests.faults.proxy import NetworkState, Proxy
from tests.push.push_service import PushService
from tests.support.firefox import Firefox

CALLED = "Called the lift company."
APP = "import(document.querySelector('script[src*=\"/js/app.js\"]').src)"
UNLOCKED = (
    f"{APP}.then(({{currentPerson}}) => currentPerson())"
    ".then(tag => tag === document.body.dataset.person)"
)
RULED = "navigator.serviceWorker.controller?.state === 'activated'"
ALL_SENT = f"{APP}.then(({{listTaps}}) => listTaps()).then(all => !all.length)"


def test_what_waits_in_firefox_goes_out_while_it_is_open(
    store: Store, push_service: PushService
) -> None:
    store.hire(ANA)
    ref = store.report(ANA, LIFT)

    async def drive(firefox: Firefox, way: Proxy) -> None:
        await sign_in(firefox, replace(store, app=replace(store.app, url=way.url)))
        await firefox.until(RULED)
        await firefox.goto(f"{way.url}/issues/{ref}")
        await firefox.until(UNLOCKED)
        await lose_connection(firefox, way)
        await note(firefox, CALLED)
        await firefox.says("Not sent yet: “Note”")
        await firefox.says(f"1 tap not sent yet. {KEEP_OPEN}")
        await firefox.until("document.activeElement.id === 'banner-kept'")
        await the_page_of_what_waits_opens(firefox)
        assert events(store, ref, "noted") == []
        await find_connection(firefox, way)
        await firefox.until(ALL_SENT)
        await firefox.says("Everything is sent.")

    with Proxy(store.url, Fair()) as way:
        in_firefox(store, push_service, lambda firefox: drive(firefox, way))
    assert [one.text for one in events(store, ref, "noted", by=ANA)] == [CALLED]


async def the_page_of_what_waits_opens(firefox: Firefox) -> None:
    """Without a connection, by the link: all of its scripts come from the phone."""
    await firefox.click("#banner-kept a")
    await firefox.until("location.pathname === '/waiting'")
    await firefox.says("Keep Own It open until this is empty.")
    await firefox.says(CALLED)


async def lose_connection(firefox: Firefox, way: Proxy) -> None:
    """Firefox that is told to work offline still talks to the very machine that it runs on."""
    way.turn(NetworkState.REFUSED)
    await firefox.chrome_eval("Services.io.offline = true")
    await firefox.until("!navigator.onLine")


async def find_connection(firefox: Firefox, way: Proxy) -> None:
    way.turn(NetworkState.FAIR)
    await firefox.chrome_eval("Services.io.offline = false")


async def note(firefox: Firefox, words: str) -> None:
    await firefox.click(".action-bar a[href$='/more']")
    await firefox.click(".menu a[href$='/note']")
    await firefox.eval(f"document.querySelector('#words-note').value = '{words}'")
    await firefox.click("#sheet-note .sheet__foot button")
