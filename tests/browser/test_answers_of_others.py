"""Answers of something that stands before our server take nothing away: not the key, not a kept
page, not a tap; and the copy is shown in their place."""

import re
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Route, expect

from tests.browser import actions
from tests.browser.conftest import SwitchOn
from tests.browser.customer import A_LOOK
from tests.browser.offline import APP, BROKEN, NO_SYNC, events, key_row, open_page, queue
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.photos import choose, is_ready, photos_of, snap
from tests.browser.proxied import Between, looks, posts
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.faults.plan import Fault, Kind
from tests.faults.proxy import Proxy
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

# Browsers keep a bare 410 for good (RFC 9110 section 15.1), and would not ask again by themselves.
STATUSES = (410, 200, 401, 403, 404, 502, 520, 530)
HAS = (
    f"{APP}.then(async ({{currentPerson}}) => [await currentPerson(),"
    f" Boolean(await {key_row('holder')}),"
    " await caches.has('ownit-pages') && (await (await caches.open('ownit-pages')).keys())"
    ".map(one => new URL(one.url).pathname).sort()])"
)


@pytest.fixture
def between() -> Between:
    return Between(lambda request: False)


def is_kept(phone: Phone, path: str) -> bool:
    return path in phone.page.evaluate(HAS)[2]


@pytest.fixture
def ana(store: Store, between: Between, phone: SwitchOn) -> Iterator[Phone]:
    """At an issue of hers, which her phone keeps for reading."""
    token = store.hire(ANA)
    with Proxy(store.url, between) as way:
        ana = phone(ANA, base_url=way.url)
        ana.forgive(BROKEN)
        ana.forgive(re.compile("5[23]0"))
        store.hand_over(ana, token, way.url)
        ana.page.evaluate(ACTIVATED)
        ana.context.add_init_script(NO_SYNC)
        path = f"/issues/{store.report(ANA, LIFT)}"
        for kept in ("/issues/new", "/", path):
            open_page(ana, kept)
            until(partial(is_kept, ana, kept), LIMIT, "kept")
        yield ana
        ana.context.close()


def path_of(ana: Phone) -> str:
    return "/issues/" + ana.page.url.rpartition("/")[2]


def test_an_answer_to_a_page(ana: Phone, between: Between) -> None:
    path, before = path_of(ana), ana.page.evaluate(HAS)
    for status in STATUSES:
        between.meant, between.fault = looks(path), Fault(Kind.ANSWER, status=status)
        ana.page.goto(path)
        expect(ana.page.locator("body[data-old]")).to_have_count(1)
        expect(ana.page.get_by_role("heading", name=LIFT)).to_be_visible()
        between.fault = None
        open_page(ana, path)
        expect(ana.page.locator("body[data-old]")).to_have_count(0)
        assert ana.page.evaluate(HAS) == before, status
    assert len(between.met) >= len(STATUSES)


def test_an_answer_to_an_open_page_that_looks_again(ana: Phone, between: Between) -> None:
    path, before = path_of(ana), ana.page.evaluate(HAS)
    ana.page.evaluate("window.isTheSame = true")
    for status in STATUSES:
        between.met.clear()
        between.meant, between.fault = looks(path), Fault(Kind.ANSWER, status=status)
        ana.page.evaluate("dispatchEvent(new Event('online'))")
        until(lambda: ana.page.evaluate("1") and len(between.met) > 0, LIMIT, "asked")
        expect(ana.page.locator("body[data-old]")).to_have_count(1)
        between.fault = None
        ana.page.evaluate("dispatchEvent(new Event('online'))")
        expect(ana.page.locator("body[data-old]")).to_have_count(0)
        assert ana.page.evaluate(HAS) == before, status
    assert ana.page.evaluate("window.isTheSame"), "it was not loaded anew"


def test_an_answer_to_a_tap(ana: Phone, between: Between) -> None:
    path, before = path_of(ana), ana.page.evaluate(HAS)
    for count, status in enumerate((200, 401, 403, 404, 502), start=1):
        between.met.clear()
        between.meant, between.fault = posts("/note"), Fault(Kind.ANSWER, status=status)
        actions.note(ana, f"Note {count}")
        until(lambda: ana.page.evaluate("1") and len(between.met) > 0, LIMIT, "sent")
        expect(ana.page.locator("#banner-kept")).to_be_visible()
        expect(ana.page.locator("#banner-signed-out")).to_be_hidden()
        assert ana.page.evaluate(HAS) == before, status
        between.fault = None
        actions.expect_no_sheet(ana.page)
        open_page(ana, path)
        until(lambda: queue(ana.page) == [], LIMIT, "sent after all")
        actions.expect_in_history(ana.page, f"Note {count}")


def test_an_answer_to_a_file(ana: Phone, between: Between) -> None:
    """One that is not in the shell: once away, it would never come again."""
    status = (
        "fetch(new URL('../js/install.js', document.querySelector('link[rel=stylesheet]').href))"
        ".then(answer => answer.status)"
    )
    between.meant = lambda request: request.path.endswith("/js/install.js")
    between.fault = Fault(Kind.ANSWER, status=410)
    assert ana.page.evaluate(status) == 410
    between.fault = None
    assert ana.page.evaluate(status) == 200


def test_the_shell_takes_no_answer_of_others(
    store: Store, between: Between, phone: SwitchOn
) -> None:
    """It would be that file for as long as this version lives."""
    with Proxy(store.url, between) as way:
        ben = phone("Ben Okafor", base_url=way.url)
        ben.forgive(BROKEN)
        between.meant = lambda request: request.path.endswith("/js/tap-refusals.js")
        between.fault = Fault(Kind.ANSWER, status=200)
        store.hand_over(ben, store.hire("Ben Okafor"), way.url)
        until(lambda: ben.page.evaluate("1") and len(between.met) > 0, LIMIT, "asked for")
        between.fault = None
        ben.page.reload()
        ben.page.evaluate(ACTIVATED)
        assert ben.page.evaluate(
            "caches.keys().then(async names => { for (const name of names)"
            " for (const key of await (await caches.open(name)).keys())"
            " if (key.url.endsWith('/js/tap-refusals.js'))"
            " return (await caches.match(key)).headers.has('Ownit-Protocol') })"
        )


def test_a_tap_that_is_redirected_to_a_page_of_ours_is_not_done(ana: Phone, store: Store) -> None:
    """As by a gateway that lets people log in first: the page came, the tap did not arrive."""
    path = path_of(ana)

    def log_in_first(route: Route) -> None:
        route.fulfill(status=302, headers={"Location": "/"})

    for address in ("**/issues", "**/note"):
        ana.context.route(address, log_in_first)
    actions.note(ana, "They come at noon.")
    until(lambda: bool(queue(ana.page)) and queue(ana.page)[0]["tries"] > 0, LIMIT, "tried")
    expect(ana.page.locator("#banner-kept")).to_contain_text("1 tap not sent yet.")
    ana.page.goto("/issues/new")
    ana.page.get_by_label("What is not working?").fill("Till 4 is dead")
    choose(ana.page, snap())
    is_ready(ana.page, 1)
    actions.own(ana.page)
    ana.page.wait_for_url("**/waiting")
    until(lambda: all(one["tries"] for one in queue(ana.page)), LIMIT, "both tried")
    assert len(queue(ana.page)) == 2
    for address in ("**/issues", "**/note"):
        ana.context.unroute(address)
    ana.page.get_by_role("button", name="Try now").click()
    until(lambda: queue(ana.page) == [], LIMIT, "sent after all")
    assert len(events(store, path.rpartition("/")[2], "noted")) == 1
    assert len(photos_of(store, "Till 4 is dead")) == 1


def test_an_answer_to_the_customers_page(ana: Phone, phone: SwitchOn) -> None:
    """Of a Wi-Fi to which nobody has logged in: it is not put into theirs, which says it is old."""
    link = actions.share(ana, path_of(ana))
    carla = phone("Carla").page
    carla.clock.install()
    carla.goto(link)
    title = carla.locator("h1").inner_text()
    page = "<!doctype html><main><h1>Free Wi-Fi</h1></main>"
    carla.route("**/s/*", lambda route: route.fulfill(body=page, content_type="text/html"))
    carla.clock.fast_forward(A_LOOK)
    expect(carla.locator("#lost")).to_be_visible()
    expect(carla.locator("h1")).to_have_text(title)
    carla.unroute("**/s/*")
    carla.clock.fast_forward(2 * A_LOOK)
    expect(carla.locator("#lost")).to_be_hidden()


FORGET = """caches.keys().then(async (names) => {
  for (const name of names)
    for (const key of await (await caches.open(name)).keys())
      if (key.url.endsWith('/js/tap-refusals.js')) await (await caches.open(name)).delete(key);
})"""


def test_what_is_missing_is_said_without_the_script_that_shows_it(
    ana: Phone, between: Between
) -> None:
    """By the browser itself."""
    said = "opened a dialog: Write one line, or take a photo."
    ana.forgive(re.compile(said))
    ana.page.evaluate(FORGET)
    ana.context.new_cdp_session(ana.page).send("Network.clearBrowserCache")
    between.meant = lambda request: request.path.endswith("/js/tap-refusals.js")
    between.fault = Fault(Kind.ANSWER, status=410)
    ana.page.goto("/issues/new")
    actions.own(ana.page)
    until(lambda: ana.page.evaluate("1") and said in str(ana.complaints), LIMIT, "said")
    between.fault = None
    ana.page.get_by_label("What is not working?").fill("Till 4 is dead")
    actions.own(ana.page)
    ana.page.get_by_role("heading", name="You own this.").wait_for()
