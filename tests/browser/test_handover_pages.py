"""A phone that goes from hand to hand: nothing that one person kept is there for the next."""

import json
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.kept_pages import (
    answer_again,
    answer_with,
    everything,
    in_worker,
    kept,
    ready,
    wait_until_kept,
)
from tests.browser.offline import (
    APP,
    BROKEN,
    expect_kept,
    find_connection,
    lose_connection,
    queue,
    wait_for_vault,
)
from tests.browser.store import COOKIE, Store
from tests.browser.workers import ACTIVATED, Worker
from tests.faults.plan import Fault, Kind, Scripted
from tests.faults.proxy import Proxy
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.acts.core import devices
from web.cli.sample import Sample

pytestmark = pytest.mark.full_chromium

ANA, BEN = "Ana Berg", "Ben Okafor"
CARPET = "Carpet order for Saturday"
NOTE = json.dumps({"notification": {"title": CARPET, "tag": "T", "navigate": "/"}})
# Every form that goes out waits until `letGo()`.
FORMS_WAIT = """(request, more) => request.method === 'POST'
  ? new Promise(done => { self.letGo = () => done(self.realFetch(request, more)) })
  : self.realFetch(request, more)"""
NO_NETWORK = "() => Promise.reject(new TypeError('no network'))"
FORMS_FAIL = """(request, more) => request.method === 'POST'
  ? Promise.reject(new TypeError('no network')) : self.realFetch(request, more)"""
FORMS_BREAK = """async (request, more) => request.method === 'POST'
  ? new Response('Not now', {status: 503}) : self.realFetch(request, more)"""


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    phone = staff(ANA)
    ref = store.report(ANA, CARPET)
    ready(phone)
    wait_until_kept(phone.page, f"/issues/{ref}")
    assert CARPET in everything(phone.page)
    return phone


def test_sign_out_leaves_no_page_and_no_notification(ana: Phone) -> None:
    ana.context.grant_permissions(["notifications"])
    worker = Worker(ana.page)
    worker.push(NOTE)
    sign_out(ana.page)
    nothing_is_left(ana)
    assert worker.shown(0) == []


def test_another_persons_way_in_leaves_nothing(ana: Phone, store: Store) -> None:
    store.hire(BEN)
    ana.page.goto(store.way_in(BEN))
    ana.page.get_by_role("button").click()
    expect(ana.page.get_by_role("heading", name="Store 12")).to_be_visible()
    wait_for_vault(ana.page)
    wait_until_kept(ana.page, "/")
    assert CARPET not in everything(ana.page)
    lose_connection(ana)
    ana.page.goto("/")
    expect(ana.page.get_by_text("No connection, as of")).to_be_visible()
    assert CARPET not in ana.page.content()
    find_connection(ana)


def test_nothing_is_shown_while_somebody_else_signs_in(ana: Phone, store: Store) -> None:
    """The server may have let them in already: until its answer comes, nobody knows whose it is."""
    store.hire(BEN)
    ana.page.goto(store.way_in(BEN))
    answer_with(ana, FORMS_WAIT)
    ana.page.get_by_role("button").click(no_wait_after=True)
    until(lambda: bool(in_worker(ana, "'letGo' in self")), LIMIT, "on its way")
    answer_with(ana, NO_NETWORK)
    other = ana.context.new_page()
    other.goto("/")
    expect(other.get_by_role("heading", name="No connection")).to_be_visible()
    expect(other.get_by_role("heading", name="What you can open now")).to_be_hidden()
    answer_again(ana)
    in_worker(ana, "self.letGo(); true")
    expect(ana.page.get_by_role("heading", name="Store 12")).to_be_visible()
    nothing_is_left(ana)


@pytest.mark.parametrize("trouble", [FORMS_FAIL, FORMS_BREAK], ids=["network", "server"])
def test_what_fails_takes_nothing_away(ana: Phone, store: Store, trouble: str) -> None:
    store.hire(BEN)
    before = kept(ana.page)
    ana.page.goto(store.way_in(BEN))
    answer_with(ana, trouble)
    ana.page.get_by_role("button").click()
    ana.page.wait_for_load_state()
    answer_again(ana)
    assert sorted(kept(ana.page)) == sorted(before)
    lose_connection(ana)
    ana.page.goto("/")
    expect(ana.page.get_by_role("link", name=CARPET)).to_be_visible()
    find_connection(ana)
    ana.forgive(BROKEN)


def test_a_server_that_breaks_takes_nothing_away(ana: Phone) -> None:
    before = kept(ana.page)
    answer_with(ana, "async () => new Response('Broken', {status: 500})")
    ana.page.goto("/me")
    answer_again(ana)
    ana.page.goto("/issues")
    assert sorted(kept(ana.page)) == sorted(before)
    ana.forgive(BROKEN)


def test_a_session_that_ended_leaves_nothing(ana: Phone, store: Store) -> None:
    end_sessions(store, ANA)
    ana.page.goto("/")
    expect(ana.page.get_by_role("heading", name="Sign in")).to_be_visible()
    nothing_is_left(ana)


@pytest.mark.parametrize(("to", "is_theirs"), [("null", False), ("'B'", False), ("tag", True)])
def test_a_key_that_comes_after_a_hand_over_is_not_taken(
    ana: Phone, to: str, is_theirs: bool
) -> None:
    """It was asked for before; only where the phone went to that very person it is right."""
    taken = ana.page.evaluate(
        f"{APP}.then(async ({{forgetKey, loadKey, currentPerson}}) => {{"
        "const tag = document.body.dataset.person, real = window.fetch; await forgetKey();"
        "window.fetch = async (...asked) => {"
        f"window.fetch = real; await forgetKey({to}); return real(...asked) }};"
        "return [await loadKey(tag), await currentPerson() === tag] })"
    )
    assert taken == [is_theirs, is_theirs]


def test_a_key_that_does_not_come_holds_up_no_page(phone: SwitchOn, store: Store) -> None:
    """The page on which it is asked for may stay as it is until the next one is there."""
    plan = Scripted([Fault(Kind.SILENCE)] * 9, lambda request: request.path == "/me/vault")
    with Proxy(store.url, plan) as way:
        ana = phone(ANA, base_url=way.url)
        ana.forgive(BROKEN)
        token = store.hire(ANA)
        ana.page.goto("/sign-in")
        ana.page.evaluate(ACTIVATED)
        store.hand_over(ana, token, way.url)
        until(lambda: any(one.path == "/me/vault" for one in way.carried), LIMIT, "asked for")
        ana.page.goto("/me", timeout=5000)
        expect(ana.page.get_by_role("heading", name=ANA)).to_be_visible()
        ana.context.close()  # before its network goes


def test_another_persons_answer_is_enough(ana: Phone, store: Store) -> None:
    """However they came in: what counts is for whom the server answers."""
    token = store.hire(BEN)
    ana.context.add_cookies([{"name": COOKIE, "value": token, "url": store.url}])
    ana.page.goto("/")
    expect(ana.page.get_by_role("link", name=CARPET)).to_have_count(0)
    wait_for_vault(ana.page)
    wait_until_kept(ana.page, "/")
    assert CARPET not in everything(ana.page)


def test_an_open_page_goes_with_its_person(ana: Phone, store: Store) -> None:
    other = ana.context.new_page()
    other.goto("/")
    expect(other.get_by_role("link", name=CARPET)).to_be_visible()
    sign_out(ana.page)
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    assert CARPET not in other.content()


def test_their_taps_wait_for_them_and_nobody_else_sends_them(ana: Phone, store: Store) -> None:
    token = store.hire(BEN)
    ref = store.report(ANA, "Till 4 is dead")
    ana.page.goto(f"/issues/{ref}")
    wait_for_vault(ana.page)
    lose_connection(ana)
    actions.note(ana, "They wait at the desk")
    expect_kept(ana.page, 1)
    end_sessions(store, ANA)
    ana.context.add_cookies([{"name": COOKIE, "value": token, "url": store.url}])
    find_connection(ana)
    with suppress(Error):  # the page may be on its way to the next person already
        ana.page.goto("/")
    ana.page.goto("/")
    wait_for_vault(ana.page)
    assert queue(ana.page) == []
    others = f"{APP}.then(({{countTaps}}) => countTaps()).then(({{others}}) => others)"
    assert ana.page.evaluate(others) == 1
    assert "They wait at the desk" not in everything(ana.page)


def nothing_is_left(phone: Phone) -> None:
    page = phone.page
    until(lambda: CARPET not in everything(page), LIMIT, "free of the former person’s pages")
    lose_connection(phone)
    for path in ("/", "/issues/new"):
        page.goto(path)
        assert CARPET not in page.content()
        assert "Ana" not in page.content()
    find_connection(phone)


def sign_out(page: Page) -> None:
    page.goto("/me")
    page.get_by_role("button", name="Sign out on this phone").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def end_sessions(store: Store, name: str) -> None:
    def end(sample: Sample) -> None:
        devices.end_all(sample.session, store.person(sample, name).id, sample.now)

    store.sample(end)
