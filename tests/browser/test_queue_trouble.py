"""A server that is away, refuses for now, breaks, is too slow, or whose answer is lost.

What is shown is never more than what is known, and nothing that was typed goes away.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import actions
from tests.browser.conftest import SwitchOn
from tests.browser.offline import (
    BROKEN,
    NO_SYNC,
    events,
    expect_all_sent,
    expect_kept,
    open_page,
    open_waiting,
    queue,
)
from tests.browser.offline_acts import ANA
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.faults.plan import Fault, Kind, Scripted
from tests.faults.proxy import NetworkState, Proxy
from tests.faults.wire import Request
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

CALLED = "Called the lift company."
NOON = "They come at noon."


@pytest.fixture
def faults() -> list[Fault]:
    """What the next notes meet, one each, in this order; when there are none, all is well."""
    return []


@pytest.fixture
def way(store: Store, faults: list[Fault]) -> Iterator[Proxy]:
    """Between the phone and the app."""
    with Proxy(store.url, Scripted(faults, is_note)) as proxy:
        yield proxy


def is_note(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/note")


@pytest.fixture
def ana(store: Store, token: str, ref: str, way: Proxy, phone: SwitchOn) -> Phone:
    """At an issue of hers, with a clock that can be moved."""
    ana = phone(ANA, base_url=way.url)
    ana.forgive(BROKEN)
    store.hand_over(ana, token, way.url)
    ana.page.evaluate(ACTIVATED)
    ana.context.add_init_script(NO_SYNC)
    ana.page.clock.install()
    open_page(ana, f"/issues/{ref}")
    return ana


def test_a_server_that_is_away_is_asked_again_by_itself(
    store: Store, ref: str, ana: Phone, way: Proxy
) -> None:
    """The phone believes that it is online all along, so nothing tells it when to try."""
    way.turn(NetworkState.REFUSED)
    actions.note(ana, CALLED)
    expect_kept(ana.page, 1)
    way.turn(NetworkState.FAIR)
    time_goes_by_until(ana, lambda: queue(ana.page) == [])
    expect_all_sent(ana)
    expect_noted(store, ref, CALLED)


def test_a_network_that_is_not_quite_there_is_tried_again_soon(
    store: Store, ref: str, ana: Phone, way: Proxy
) -> None:
    """Phones say that there is a connection before there is one; minutes may have gone by."""
    way.turn(NetworkState.REFUSED)
    actions.note(ana, CALLED)
    expect_kept(ana.page, 1)
    time_goes_by_until(ana, lambda: queue(ana.page)[0]["tries"] > 4)
    tries = queue(ana.page)[0]["tries"]
    ana.page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: queue(ana.page)[0]["tries"] > tries, LIMIT, "one that failed")
    way.turn(NetworkState.FAIR)
    ana.page.clock.run_for(3000)
    expect_all_sent(ana)
    expect_noted(store, ref, CALLED)


def test_503_is_obeyed(store: Store, ref: str, ana: Phone, way: Proxy, faults: list[Fault]) -> None:
    """Also when the connection comes and goes; what has not left by then can be taken back."""
    faults.append(Fault(Kind.ANSWER, status=503, retry_after=120))
    actions.note(ana, CALLED)
    expect_kept(ana.page, 1)
    ana.page.clock.fast_forward(60_000)
    ana.page.evaluate("dispatchEvent(new Event('online'))")
    actions.note(ana, NOON)
    expect_kept(ana.page, 2)
    assert len(notes(way)) == 1
    open_waiting(ana)
    expect(ana.page.get_by_role("button", name="Withdraw")).to_have_count(1)
    ana.page.clock.fast_forward(60_000)
    time_goes_by_until(ana, lambda: queue(ana.page) == [])
    expect_noted(store, ref, CALLED, NOON)


def test_a_tap_at_which_the_server_breaks_does_not_hold_up_the_others(
    store: Store, ref: str, ana: Phone, way: Proxy, faults: list[Fault]
) -> None:
    """After five tries it is an answer to be read, with what was typed."""
    faults.extend([Fault(Kind.ANSWER, status=500)] * 99)
    actions.note(ana, CALLED)
    expect_kept(ana.page, 1)
    actions.note(ana, NOON)
    time_goes_by_until(ana, lambda: queue(ana.page)[0]["state"] == "answered")
    faults.clear()
    time_goes_by_until(ana, lambda: [one["state"] for one in queue(ana.page)] == ["answered"])
    expect_noted(store, ref, NOON)
    expect(ana.page.locator("#banner-answers")).to_contain_text("One tap was refused.")
    row = read_why(ana.page, CALLED, "blocks this (500). It may have arrived.")
    row.get_by_role("button", name="Delete it").click()
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()


@pytest.mark.parametrize("status", [500, 503])
def test_what_waits_behind_another_tap_says_so_and_when_the_next_try_is(
    ana: Phone, faults: list[Fault], status: int
) -> None:
    faults.extend([Fault(Kind.ANSWER, status=status)] * 99)
    for count, words in enumerate((CALLED, NOON), start=1):
        actions.note(ana, words)
        expect_kept(ana.page, count)
    open_waiting(ana)
    rows = ana.page.locator("#waiting-unsent li")
    expect(rows).to_have_count(2)
    states = ("On its way, so it can’t be withdrawn", "Waiting for the one before it")
    for row, state in zip(rows.all(), states, strict=True):
        expect(row).to_contain_text(re.compile(rf"{state}\. Next try at \d\d:\d\d"))


@pytest.mark.parametrize("at", [0, 9, 40])
def test_an_answer_that_is_lost_is_asked_for_again(
    store: Store, ref: str, ana: Phone, way: Proxy, faults: list[Fault], at: int
) -> None:
    """Before its first byte, or in the middle of its head: the server has done it already."""
    faults.append(Fault(Kind.CUT_ANSWER, at=at))
    actions.note(ana, CALLED)
    until(lambda: ana.page.evaluate("1") and len(notes(way)) > 0, LIMIT, "sent")
    time_goes_by_until(ana, lambda: len(notes(way)) > 1 and queue(ana.page) == [])
    expect_noted(store, ref, CALLED)


def test_an_answer_that_takes_too_long_is_not_waited_for(
    store: Store, ref: str, ana: Phone, way: Proxy, faults: list[Fault]
) -> None:
    """Progress after a second; after ten the tap is kept, and may have arrived."""
    faults.extend([Fault(Kind.SILENCE)] * 9)  # the page of what waits tries again at once
    actions.note(ana, CALLED)
    save = ana.page.get_by_role("button", name="Save note", include_hidden=True)
    until(lambda: ana.page.evaluate("1") and len(notes(way)) == 1, LIMIT, "sent")
    ana.page.clock.fast_forward(1_000)
    expect(save).to_have_class(re.compile("is-slow"))
    expect(ana.page.locator("#banner-kept")).to_be_hidden()
    kept = ana.page.locator("#banner-kept")

    def nine_more_seconds() -> bool:
        # The ten begin when it is written down, which may be a moment after it was sent.
        ana.page.clock.fast_forward(9_000)
        return kept.is_visible()

    until(nine_more_seconds, LIMIT, "kept")
    expect_kept(ana.page, 1)
    expect(kept).to_be_focused()
    open_waiting(ana)
    expect(ana.page.locator("#waiting-unsent")).to_contain_text("On its way")
    expect(ana.page.get_by_role("button", name="Withdraw")).to_have_count(0)
    way.turn(NetworkState.FAIR)  # what hung breaks
    time_goes_by_until(ana, lambda: queue(ana.page) == [])
    expect_noted(store, ref, CALLED)


def test_a_refusal_that_came_unseen_can_be_read_with_what_was_typed(
    store: Store, ref: str, ana: Phone, way: Proxy
) -> None:
    """Settled on her other phone meanwhile: the sentence, her words, and the way to the issue."""
    way.turn(NetworkState.REFUSED)
    actions.update(ana, NOON)
    expect_kept(ana.page, 1)
    open_waiting(ana)
    settle = "It runs again; she was told."
    store.sample(lambda it: it.resolve(store.person(it, ANA), ref, settle, it.now))
    way.turn(NetworkState.FAIR)
    time_goes_by_until(ana, lambda: [one["state"] for one in queue(ana.page)] == ["answered"])
    row = read_why(ana.page, NOON, "resolved")
    expect(row.get_by_role("link", name="See it")).to_have_attribute("href", f"/issues/{ref}")
    row.get_by_role("button", name="Done").click()
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()
    assert events(store, ref, "customer_told") == []


def test_a_refusal_whose_page_is_closed_before_it_is_shown_can_be_read(
    store: Store, ref: str, ana: Phone
) -> None:
    settle = "It runs again; she was told."
    store.sample(lambda it: it.resolve(store.person(it, ANA), ref, settle, it.now))
    ana.page.evaluate(
        "document.addEventListener('htmx:before:response', one => one.preventDefault(), true)"
    )
    actions.update(ana, NOON)
    until(lambda: [one["state"] for one in queue(ana.page)] == ["answered"], LIMIT, "answered")
    ana.page.evaluate("fetch('/me/badge').then(() => true)")
    read_why(ana.page, NOON, "resolved")


# Steps


def time_goes_by_until(phone: Phone, is_so: Callable[[], bool]) -> None:
    """The phone waits longer after each failure; nobody here does."""

    def look() -> bool:
        if is_so():
            return True
        phone.page.clock.fast_forward(60_000)
        return False

    until(look, LIMIT, "as it should be")


def notes(way: Proxy) -> list[str]:
    """The notes that came this far."""
    return [one.path for one in way.carried if one.method == "POST" and one.path.endswith("/note")]


def expect_noted(store: Store, ref: str, *words: str) -> None:
    assert [one.text for one in events(store, ref, "noted")] == list(words)


def read_why(page: Page, typed: str, sentence: str) -> Locator:
    """The one answer, as it stands in the list."""
    page.goto("/waiting")
    row = page.locator("#waiting-answered li")
    expect(row).to_contain_text(sentence)
    expect(row).to_contain_text(typed)
    return row
