"""What a phone still shows goes when it is handled or looked at, and not before."""

import json
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from push import payload
from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import find_connection, lose_connection, open_page
from tests.browser.store import Store
from tests.browser.workers import Worker
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.cli.sample import Sample
from web.rules.vocabulary import Role

pytestmark = pytest.mark.full_chromium

LIFT = "Lift to the car park is stuck"
COME_BACK = "document.dispatchEvent(new Event('visibilitychange'))"
OTHER = "M4X2"


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    phone = staff("Ana Berg")
    phone.context.grant_permissions(["notifications"], origin=store.url)
    return phone


def test_a_nudge_closes_those_that_it_makes_needless(ana: Phone, store: Store) -> None:
    worker = Worker(ana.page)
    for tag in ("K7F3", "M4X2", "T4Y6"):
        worker.push(document(store, tag))
    worker.shown(3)
    worker.push(document(store, "day", closes=["K7F3", "", "T4Y6"]))
    until(lambda: tags(worker) == {"M4X2", "day"}, LIMIT, "closing what was handled")


def test_a_bundle_stays_until_all_of_it_is_said_anew(ana: Phone, store: Store) -> None:
    worker = Worker(ana.page)
    worker.push(document(store, "old", closes=["K7F3", "M4X2"]))
    worker.push(document(store, "other", closes=["M4X2", "T4Y6"]))
    worker.push(document(store, "single", closes=["K7F3"]))
    until(lambda: tags(worker) == {"old", "other", "single"}, LIMIT, "each says what no other does")
    worker.push(document(store, "new", closes=["M4X2", "K7F3", "B2C3"]))
    until(lambda: tags(worker) == {"other", "new"}, LIMIT, "what is said anew is closed")


def test_of_a_bundle_that_says_more_nobody_knows_whether_all_is_said(
    ana: Phone, store: Store
) -> None:
    worker = Worker(ana.page)
    worker.push(document(store, "old", closes=["K7F3", "M4X2"], more=True))
    worker.push(document(store, "new", closes=["K7F3", "M4X2"]))
    until(lambda: tags(worker) == {"old", "new"}, LIMIT, "both")


@pytest.mark.parametrize("closes", ["K7F3", 7, None, {"K7F3": 1}, [None, 7, ["K7F3"]]])
def test_what_is_no_list_of_tags_closes_nothing_and_rings(
    ana: Phone, store: Store, closes: object
) -> None:
    worker = Worker(ana.page)
    worker.push(document(store, "T4Y6"))
    worker.push(document(store, "day", closes=closes))
    worker.shown(2)
    assert tags(worker) == {"T4Y6", "day"}


def test_looking_at_an_issue_closes_what_is_shown_of_it(ana: Phone, store: Store) -> None:
    ref = store.report("Ana Berg", LIFT)
    worker = Worker(ana.page)
    for tag in (ref, f"{ref}-walk", OTHER):
        worker.push(document(store, tag))
    worker.shown(3)
    ana.page.goto(f"/issues/{ref}")
    until(lambda: tags(Worker(ana.page)) == {OTHER}, LIMIT, "closing what is looked at")


def test_looking_at_what_was_asked_closes_that_it_was_asked(ana: Phone, store: Store) -> None:
    store.hire("Ben Okafor")
    ref = store.report("Ben Okafor", LIFT)
    step = store.sample(lambda it: ask(it, store, ref))
    worker = Worker(ana.page)
    for tag in (f"step-{step}", f"{ref}-walk", OTHER):
        worker.push(document(store, tag))
    worker.shown(3)
    ana.page.goto(f"/steps/{step}")
    # The walk’s news are its owner’s, who is somebody else.
    until(
        lambda: tags(Worker(ana.page)) == {OTHER, f"{ref}-walk"}, LIMIT, "closing what is looked at"
    )


def test_a_copy_that_was_kept_closes_nothing(ana: Phone, store: Store) -> None:
    """It does not know what the notification says."""
    ref = store.report("Ana Berg", LIFT)
    worker = Worker(ana.page)
    open_page(ana, f"/issues/{ref}")
    until(lambda: f"/issues/{ref}" in worker.caches(), LIMIT, "kept for reading")
    lose_connection(ana)
    ana.page.reload()
    expect(ana.page.get_by_text("No connection, as of")).to_be_visible()
    worker.push(document(store, ref))
    ana.page.evaluate(COME_BACK)
    ana.page.reload()
    expect(ana.page.get_by_text("No connection, as of")).to_be_visible()
    assert tags(worker) == {ref}
    find_connection(ana)


def test_who_may_not_see_it_closes_nothing(ana: Phone, store: Store) -> None:
    """The page that says so has the issue's address, too."""
    elsewhere = "ZZZZ"
    worker = Worker(ana.page)
    worker.push(document(store, elsewhere))
    worker.shown()
    ana.page.goto(f"/issues/{elsewhere}")
    expect(ana.page.get_by_role("heading", level=1)).to_be_visible()
    ana.page.wait_for_load_state("networkidle")
    assert tags(Worker(ana.page)) == {elsewhere}


def test_what_comes_while_it_lies_open_stays_until_somebody_comes_back(
    ana: Phone, store: Store
) -> None:
    ref = store.report("Ana Berg", LIFT)
    ana.page.goto(f"/issues/{ref}")
    worker = Worker(ana.page)
    with refetched(ana.page):
        worker.push(document(store, ref))
    worker.shown()
    ana.page.evaluate(COME_BACK)
    until(lambda: tags(worker) == set(), LIMIT, "closing what is looked at again")


def test_not_while_something_is_typed_since_the_page_then_keeps_what_it_shows(
    ana: Phone, store: Store
) -> None:
    ref = store.report("Ana Berg", LIFT)
    ana.page.goto(f"/issues/{ref}")
    actions.open_act(ana.page, "note").get_by_label("Your note").fill("Called the lift")
    worker = Worker(ana.page)
    worker.push(document(store, ref))
    worker.shown()
    ana.page.evaluate(COME_BACK)
    ana.page.wait_for_load_state("networkidle")
    assert tags(worker) == {ref}


def test_a_lead_who_looks_on_closes_it_on_their_own_phone_alone(
    ana: Phone, staff: Staff, store: Store
) -> None:
    ref = store.report("Ana Berg", LIFT)
    kim = staff("Kim Novak", Role.LEAD)
    kim.context.grant_permissions(["notifications"], origin=store.url)
    hers, theirs = Worker(ana.page), Worker(kim.page)
    for worker in (hers, theirs):
        worker.push(document(store, ref))
        worker.shown()
    kim.page.goto(f"/issues/{ref}")
    until(lambda: tags(Worker(kim.page)) == set(), LIMIT, "closing what is looked at")
    assert tags(hers) == {ref}


# Steps


def ask(sample: Sample, store: Store, ref: str) -> int:
    ben, ana = store.person(sample, "Ben Okafor"), store.person(sample, "Ana Berg")
    return sample.ask(ben, ref, ana, "Come to the lift", sample.now)


def document(store: Store, tag: str, **data: object) -> str:
    content = {"title": LIFT, "body": "", "loud": True, "path": "/", "tag": tag}
    made = json.loads(payload.build(content, "a-receipt-of-nothing", store.url))
    made["notification"]["data"] |= data
    return json.dumps(made)


def tags(worker: Worker) -> set[str]:
    return {str(one["tag"]) for one in worker.shown(0)}


def refetched(page: Page) -> AbstractContextManager[object]:
    """The page heard of the push, and has asked what is true now."""
    return page.expect_response(lambda one: one.url == page.url)
