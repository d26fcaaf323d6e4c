"""Straight from the notification: one touch acts once, and what it says is true."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Staff
from tests.browser.lock_screen import (
    LockScreen,
    end_session,
    nudge_for_ana,
    owner,
    taps_of_ana,
)
from tests.browser.offline import BUSY, events, open_page, queue
from tests.browser.store import Store
from tests.browser.test_push_chromium import session_of
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.cli.sample import Sample
from web.rules.vocabulary import Role

pytestmark = pytest.mark.full_chromium

LIFT = "Lift to the car park is stuck"
OWN = "I own this"


@dataclass
class Pocket:
    """Ana’s phone, which has shown a nudge and lies in her pocket."""

    phone: Phone
    screen: LockScreen
    kim: str  # a lead's session
    ref: str
    document: str


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    phone = staff("Ana Berg")
    phone.context.grant_permissions(["notifications"], origin=store.url)
    open_page(phone, "/")
    return phone


@pytest.fixture
def pocket(ana: Phone, store: Store, push_service: PushService) -> Pocket:
    """What the worker really sent about an issue that nobody owns."""
    stand_in = PushPhone(push_service.subscribe())
    store.subscribe(session_of(ana), stand_in)
    kim = store.hire("Kim Novak", Role.LEAD, on_shift=False)
    ref = store.log_unowned(kim, LIFT)
    until(lambda: bool(stand_in.inbox(push_service)), LIMIT, "sent")
    (document,) = stand_in.inbox(push_service)
    screen = LockScreen(ana.page)
    screen.push(json.dumps(document))
    return Pocket(ana, screen, kim, ref, json.dumps(document))


def test_one_touch_owns_it_and_says_so_after_the_server_has(pocket: Pocket, store: Store) -> None:
    screen, ref = pocket.screen, pocket.ref
    assert screen.only()["buttons"] == [OWN]
    screen.pocket()
    screen.touch(ref, "own")
    assert owner(store, ref) == "Ana"
    assert screen.only() == {
        "title": f"You own this: Store 12, {ref}",
        "body": "",
        "tag": ref,
        "silent": True,
        "buttons": [],
    }
    assert screen.opened() == []
    screen.touch(ref)
    assert [one.partition("?")[0] for one in screen.opened()] == [f"{store.url}/issues/{ref}"]
    assert screen.shown() == []


def test_a_double_touch_is_one_tap(pocket: Pocket, store: Store) -> None:
    screen, ref = pocket.screen, pocket.ref
    screen.pocket()
    screen.touch(ref, "own", times=3)
    assert len(events(store, ref, "owned")) == 1
    assert taps_of_ana(store) == 1
    assert screen.only()["title"] == f"You own this: Store 12, {ref}"


def test_the_same_push_again_and_another_touch_is_the_same_tap(
    pocket: Pocket, store: Store
) -> None:
    screen, ref = pocket.screen, pocket.ref
    screen.touch(ref, "own")
    screen.push(pocket.document)
    screen.touch(ref, "own")
    assert len(events(store, ref, "owned")) == 1
    assert taps_of_ana(store) == 1


def test_a_page_that_somebody_looks_at_shows_it_itself(pocket: Pocket, store: Store) -> None:
    page, ref = pocket.phone.page, pocket.ref
    page.goto(f"/issues/{ref}")
    page.wait_for_load_state("networkidle")  # as it opens it closes what is shown of the issue
    pocket.screen.push(pocket.document)
    expect(page.get_by_role("button", name=OWN)).to_be_visible()
    pocket.screen.touch(ref, "own")
    expect(page.get_by_text("Nobody owns this yet")).to_have_count(0)
    expect(page.get_by_role("button", name=OWN)).to_have_count(0)
    assert owner(store, ref) == "Ana"
    assert pocket.screen.shown() == []


def test_without_a_connection_it_is_kept_and_no_more_is_said(pocket: Pocket, store: Store) -> None:
    screen, ref = pocket.screen, pocket.ref
    screen.pocket()
    screen.cut_off()
    screen.touch(ref, "own")
    kept = screen.only()
    assert kept["title"] == f"Kept on this phone: “{OWN}”, Store 12, {ref}"
    # Without a page of ours open this browser promises nothing.
    assert kept["body"] == "Not sent yet. Open Own It when you are online to send it."
    assert owner(store, ref) is None
    screen.cut_off(False)
    screen.sync()
    assert owner(store, ref) == "Ana"
    assert screen.only()["title"] == f"You own this: Store 12, {ref}"
    assert screen.only()["silent"] is True


def test_what_was_kept_is_sent_when_the_app_is_opened(pocket: Pocket, store: Store) -> None:
    screen, ref, page = pocket.screen, pocket.ref, pocket.phone.page
    screen.pocket()
    screen.cut_off()
    screen.touch(ref, "own")
    assert screen.only()["title"].startswith("Kept on this phone")
    screen.cut_off(False)
    open_page(pocket.phone, "/")
    until(lambda: owner(store, ref) == "Ana", LIMIT, "sent by the page")
    until(lambda: queue(page) == [], LIMIT, "nothing waits")
    until(lambda: screen.shown() == [], LIMIT, "nothing on the screen says that it waits")


def test_who_was_too_late_reads_who_has_it_and_one_touch_opens_it(
    pocket: Pocket, store: Store
) -> None:
    screen, ref = pocket.screen, pocket.ref
    store.post(pocket.kim, f"/issues/{ref}/own")
    screen.pocket()
    screen.touch(ref, "own")
    refused = screen.only()
    assert refused["title"] == f"Not done: “{OWN}”, Store 12, {ref}"
    assert refused["body"].startswith("Kim Novak ")
    assert owner(store, ref) == "Kim"
    screen.touch(ref)
    assert [one.partition("?")[0] for one in screen.opened()] == [f"{store.url}/issues/{ref}"]
    page = pocket.phone.page
    page.goto("/waiting")
    expect(page.get_by_role("heading", name=f"“{OWN}”")).to_be_visible()
    expect(page.get_by_text(refused["body"])).to_be_visible()
    expect(page.get_by_role("button", name="I can help")).to_be_visible()


def test_who_is_signed_out_reads_that_it_waits_for_them(pocket: Pocket, store: Store) -> None:
    screen, ref = pocket.screen, pocket.ref
    screen.pocket()
    end_session(store, "Ana")
    screen.touch(ref, "own")
    assert screen.only()["title"].startswith("Kept on this phone")
    assert screen.only()["body"] == (
        "This phone is not signed in. Sign in to send it, if this phone can still read it."
    )
    assert owner(store, ref) is None


# Somebody else is sending for as long as the test likes; thirty seconds pass at once.
SOON = """{
  const {setTimeout} = self;
  self.setTimeout = (work, time, ...more) => setTimeout(work, time === 30000 ? 300 : time, ...more);
} true"""


def test_behind_a_long_upload_it_says_so_and_does_not_wait_for_ever(
    pocket: Pocket, store: Store
) -> None:
    screen, ref = pocket.screen, pocket.ref
    screen.pocket()
    screen.evaluate(SOON)
    screen.evaluate(BUSY)
    screen.touch(ref, "own")
    assert screen.only()["title"].startswith("Kept on this phone")
    assert screen.only()["body"] == "Not sent yet. It is sent after what is being sent now."
    assert owner(store, ref) is None
    screen.evaluate("self.release()")
    title = f"You own this: Store 12, {ref}"
    until(
        lambda: [one["title"] for one in screen.shown()] == [title],
        LIMIT,
        "the new owner’s notification",
    )
    assert owner(store, ref) == "Ana"


def test_where_nothing_can_be_kept_the_page_opens(pocket: Pocket, store: Store) -> None:
    screen, ref = pocket.screen, pocket.ref
    screen.pocket()
    screen.lock_vault()
    screen.touch(ref, "own")
    assert [one.partition("?")[0] for one in screen.opened()] == [f"{store.url}/issues/{ref}"]
    assert owner(store, ref) is None
    assert screen.shown() == []


@pytest.mark.parametrize("button", ["", "no-such-button", "__proto__", "constructor"])
def test_a_button_that_the_nudge_does_not_have_opens_the_page(
    pocket: Pocket, store: Store, button: str
) -> None:
    pocket.screen.pocket()
    pocket.screen.touch(pocket.ref, button)
    (address,) = pocket.screen.opened()
    assert address.partition("?")[0] == f"{store.url}/issues/{pocket.ref}"
    assert owner(store, pocket.ref) is None


def test_whoever_else_was_nudged_reads_who_has_it_in_its_place(
    pocket: Pocket, staff: Staff, store: Store, push_service: PushService
) -> None:
    """Also on a phone that nobody touched, and without its button."""
    ben = staff("Ben Okafor")
    ben.context.grant_permissions(["notifications"], origin=store.url)
    stand_in = PushPhone(push_service.subscribe())
    store.subscribe(session_of(ben), stand_in)
    ref = store.log_unowned(pocket.kim, "Till 4 is dead")
    until(lambda: bool(stand_in.inbox(push_service)), LIMIT, "sent")
    screen, first = LockScreen(ben.page), stand_in.inbox(push_service)[0]
    screen.push(json.dumps(first))
    screen.pocket()
    assert (screen.only()["tag"], screen.only()["buttons"]) == (ref, [OWN])
    pocket.screen.push(nudge_for_ana(store, ref))
    pocket.screen.touch(ref, "own")
    until(lambda: len(stand_in.inbox(push_service)) == 2, LIMIT, "told that it is handled")
    screen.push(json.dumps(stand_in.inbox(push_service)[1]))
    handled = screen.only()
    assert handled["title"] == f"Store 12: Ana has {ref}"
    assert (handled["silent"], handled["buttons"]) == (True, [])


def test_a_helper_says_yes_there_and_no_on_the_page(
    ana: Phone, store: Store, push_service: PushService
) -> None:
    stand_in = PushPhone(push_service.subscribe())
    store.subscribe(session_of(ana), stand_in)
    ben = store.hire("Ben Okafor")
    ref = store.report("Ben Okafor", LIFT)
    ana_id = store.sample(lambda sample: store.person(sample, "Ana Berg").id)
    asked = {"need": "Come to the lift", "introduction": "call", "helper_id": str(ana_id)}
    step = store.post(ben, f"/issues/{ref}/steps", **asked)
    until(lambda: bool(stand_in.inbox(push_service)), LIMIT, "sent")
    screen = LockScreen(ana.page)
    screen.push(json.dumps(stand_in.inbox(push_service)[0]))
    tag = screen.only()["tag"]
    assert screen.only()["buttons"] == ["I’m with you", "I can’t"]
    screen.pocket()
    screen.touch(tag, "decline")
    (address,) = screen.opened()
    assert (address.partition("?")[0], address.partition("#")[2]) == (step, "words-decline")
    assert events(store, ref, "accepted", "declined") == []
    screen.push(json.dumps(stand_in.inbox(push_service)[0]))
    screen.touch(tag, "accept")
    assert [one.kind for one in events(store, ref, "accepted", "declined")] == ["accepted"]
    assert screen.only()["title"] == f"You said yes: Store 12, {ref}"


def test_a_push_renews_the_number_on_the_icon_and_an_act_too(pocket: Pocket, store: Store) -> None:
    screen, ref = pocket.screen, pocket.ref
    screen.push(pocket.document)
    until(lambda: screen.badges()[-1:] == [0], LIMIT, "nothing waits for Ana")
    store.sample(lambda it: report_late(it, store))
    screen.push(pocket.document)
    until(lambda: screen.badges()[-1:] == [1], LIMIT, "what is late counts")
    screen.pocket()
    screen.touch(ref, "own")
    assert len(screen.badges()) >= 3
    end_session(store, "Ana")
    screen.push(pocket.document)
    until(lambda: screen.badges()[-1:] == [0], LIMIT, "nobody is signed in")


# Steps


def report_late(sample: Sample, store: Store) -> str:
    ana = store.person(sample, "Ana Berg")
    return sample.report(ana, "Till 4 is dead", at=sample.now - timedelta(days=1))
