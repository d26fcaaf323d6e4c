"""The code between two phones: the owner's asks only while it must, the other says yes once."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, Request, Route, expect

from tests.browser import actions, walking
from tests.browser.conftest import Staff
from tests.browser.store import COOKIE, Store
from tests.support.browsers import Phone
from web.cli.sample import Sample
from web.rules.vocabulary import Introduction

NEED = "Measure the hall"
A_LOOK, A_MINUTE = 1_100, 60_000  # milliseconds
HIDE = """isHidden => {
  Object.defineProperty(document, 'hidden', {configurable: true, get: () => isHidden});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
HIDDEN = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})"
# By the time this has its answer, whatever the page has sent before has been seen.
ROUND_TRIP = "() => fetch('/healthz').then(answer => answer.status)"
# Loaded once and no more: whoever else waits for it was served first.
ARRIVED = """() => import(
  document.querySelector('script[type=module]').src.replace('app.js', 'auto-accept.js')
).then(() => true)"""


@pytest.fixture
def ana(store: Store, staff: Staff) -> Phone:
    """She shows a code; her page’s clock is in the test’s hands."""
    phone = staff("Ana Berg")
    store.hire("Ben Okafor")
    phone.page.clock.install()
    phone.page.goto(f"/steps/{step(store)}")
    expect(actions.heading(phone, "Let your colleague scan this")).to_be_visible()
    return phone


@pytest.fixture
def camera(chromium: Browser, store: Store) -> Iterator[Page]:
    """A page on Ben’s phone as the camera opens it, in a browser without the app’s worker."""
    context = chromium.new_context(base_url=store.url, service_workers="block")
    token = store.hire("Ben Okafor")
    context.add_cookies([{"name": COOKIE, "value": token, "url": store.url}])
    yield context.new_page()
    context.close()


def step(store: Store) -> int:
    """Ana walks over; the id of the step that whoever scans takes."""

    def make(sample: Sample) -> int:
        ana = store.person(sample, "Ana Berg")
        ref = sample.report(ana, "Carpet order")
        return sample.ask(ana, ref, None, NEED, sample.now, Introduction.IN_PERSON)

    return store.sample(make)


def test_it_looks_until_somebody_says_yes(ana: Phone, store: Store, staff: Staff) -> None:
    looks = sent(ana.page, "GET", "/state")
    let_it_look(ana.page)
    walking.scan(staff("Mika Saari"), walking.shown_code(store, ana))
    ana.page.clock.run_for(A_LOOK)
    expect(actions.heading(ana, "Mika is with you")).to_be_visible()
    assert not looks_on(ana.page, looks)


def test_it_does_not_look_while_nobody_sees_it(ana: Phone) -> None:
    looks = sent(ana.page, "GET", "/state")
    let_it_look(ana.page)
    ana.page.evaluate(HIDE, True)
    assert not looks_on(ana.page, looks)
    with ana.page.expect_request("**/state"):
        ana.page.evaluate(HIDE, False)
    let_it_look(ana.page)


def test_it_does_not_look_for_ever(ana: Phone) -> None:
    """A phone that was put down with the code on its screen."""
    looks = sent(ana.page, "GET", "/state")
    let_it_look(ana.page)
    ana.page.clock.fast_forward("31:00")
    ana.page.evaluate(ROUND_TRIP)
    assert not looks_on(ana.page, looks)


def test_whoever_looks_again_later_is_shown_a_fresh_code_in_time(ana: Phone) -> None:
    """The phone was in a pocket with that page for three quarters of an hour."""
    let_it_look(ana.page)
    ana.page.evaluate(HIDE, True)
    ana.page.clock.fast_forward("45:00")
    ana.page.evaluate(HIDE, False)
    let_it_look(ana.page)
    pages = sent(ana.page, "GET", ana.page.url)
    with ana.page.expect_response(ana.page.url):
        ana.page.clock.fast_forward("04:01")
    assert len(pages) == 1


def test_a_clock_that_is_set_back_stops_nothing(ana: Phone) -> None:
    let_it_look(ana.page)
    ana.page.evaluate("{ const real = Date.now; Date.now = () => real() - 3600000 }")
    with ana.page.expect_response(ana.page.url):
        ana.page.clock.fast_forward("04:01")


def test_a_fresh_code_comes_before_the_old_one_ends(ana: Phone) -> None:
    pages = sent(ana.page, "GET", ana.page.url)
    let_it_look(ana.page)
    assert pages == []
    with ana.page.expect_response(ana.page.url):
        ana.page.clock.fast_forward("04:01")
    let_it_look(ana.page)
    expect(actions.heading(ana, "Let your colleague scan this")).to_be_visible()
    assert len(pages) == 1


def test_a_scan_says_yes_once(ana: Phone, store: Store, camera: Page) -> None:
    posts = sent(camera, "POST", "")
    camera.goto("/")
    camera.goto(walking.shown_code(store, ana))
    with_ana = camera.get_by_role("heading", name="You are with Ana on this")
    expect(with_ana).to_be_visible()
    camera.go_back()
    with suppress(Error):  # the page leads on by itself, in the middle of this
        camera.evaluate("history.forward()")
    expect(with_ana).to_be_visible()
    camera.evaluate(ROUND_TRIP)
    assert len(posts) == 1


def test_a_page_that_was_fetched_ahead_says_nothing(ana: Phone, store: Store, camera: Page) -> None:
    posts = sent(camera, "POST", "")
    camera.add_init_script(HIDDEN)
    camera.goto(walking.shown_code(store, ana))
    assert camera.evaluate(ARRIVED)
    camera.evaluate(ROUND_TRIP)
    assert posts == []
    with camera.expect_navigation():
        camera.evaluate(f"() => {{ ({HIDE})(false); ({HIDE})(false) }}")
    expect(camera.get_by_role("heading", name="You are with Ana on this")).to_be_visible()
    assert len(posts) == 1


def test_without_an_answer_it_waits_for_a_thumb(ana: Phone, store: Store, camera: Page) -> None:
    """Whoever comes back to the page reads it first: the next yes is theirs to say."""
    posts = sent(camera, "POST", "")
    address = walking.shown_code(store, ana)
    camera.route(address, lose_the_yes)
    with camera.expect_event("requestfailed"):
        camera.goto(address)
    camera.unroute(address)
    camera.goto(address)
    assert camera.evaluate(ARRIVED)
    camera.evaluate(ROUND_TRIP)
    assert len(posts) == 1
    camera.get_by_role("button", name="I’m with you").click()
    expect(camera.get_by_role("heading", name="You are with Ana on this")).to_be_visible()


def test_a_code_that_was_used_sends_nothing(
    ana: Phone, store: Store, staff: Staff, camera: Page
) -> None:
    address = walking.shown_code(store, ana)
    walking.scan(staff("Mika Saari"), address)
    posts = sent(camera, "POST", "")
    camera.goto(address)
    expect(camera.get_by_role("heading", name="This code has ended")).to_be_visible()
    assert camera.evaluate(ARRIVED)
    camera.evaluate(ROUND_TRIP)
    assert posts == []


# Steps


def sent(page: Page, method: str, end: str) -> list[str]:
    """The addresses of the page’s requests of this kind, as they go out from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.method == method and request.url.endswith(end):
            found.append(request.url)

    page.on("request", note)
    return found


def let_it_look(page: Page) -> None:
    for _ in range(2):
        with page.expect_response("**/state"):
            page.clock.run_for(A_LOOK)


def looks_on(page: Page, looks: list[str]) -> bool:
    """Whether it asks again within a minute."""
    before = len(looks)
    page.clock.run_for(A_MINUTE)
    page.evaluate(ROUND_TRIP)
    return len(looks) > before


def lose_the_yes(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()
