"""A lead's board keeps itself fresh while it is open, and never looks fresh when it is not."""

import re

import pytest
from playwright.sync_api import Locator, Request, Response, expect

from tests.browser.conftest import Staff
from tests.browser.offline import find_connection, lose_connection
from tests.browser.store import Store
from tests.support.browsers import Phone
from web.cli.sample import Sample
from web.rules.vocabulary import Role

LIFT, TILL = "Lift to the car park is stuck", "Till 4 is dead"
OLD = re.compile("No connection, as of")
EVERY, SLOWEST = 10, 60  # seconds


@pytest.fixture
def kim(staff: Staff, store: Store) -> Phone:
    """A lead who looks at the board, in a browser whose clock stands still until it is moved."""
    store.hire("Ana Berg")
    phone = staff("Kim Novak", Role.LEAD)
    phone.page.clock.install()
    phone.page.goto("/site")
    expect(phone.page.get_by_text("Updated")).to_be_visible()
    return phone


def test_what_happens_elsewhere_appears(kim: Phone, store: Store) -> None:
    expect(row(kim, LIFT)).to_have_count(0)
    log(store, LIFT)
    assert look(kim).status == 200
    expect(row(kim, LIFT)).to_be_visible()


def test_while_nothing_happens_nothing_is_sent(kim: Phone, store: Store) -> None:
    log(store, LIFT)
    assert look(kim).status == 200
    assert [look(kim).status for _ in range(3)] == [304] * 3
    log(store, TILL)
    assert look(kim).status == 200
    expect(row(kim, TILL)).to_be_visible()


def test_without_an_answer_it_says_since_when_it_is_old_and_recovers(
    kim: Phone, store: Store
) -> None:
    lose_connection(kim)
    kim.page.clock.run_for(EVERY * 1000)
    expect(kim.page.get_by_text(OLD)).to_be_visible()
    expect(kim.page.get_by_text("Updated")).to_be_hidden()
    log(store, LIFT)
    with kim.page.expect_response("**/site/board?*"):
        find_connection(kim)
    expect(row(kim, LIFT)).to_be_visible()
    expect(kim.page.get_by_text(OLD)).to_be_hidden()


def test_a_button_that_has_the_focus_stays_where_it_is_for_a_minute(
    kim: Phone, store: Store
) -> None:
    log(store, LIFT)
    look(kim)
    own = row(kim, LIFT).get_by_role("button", name="I own this")
    own.focus()
    log(store, TILL)
    look(kim)
    expect(own).to_be_focused()
    expect(row(kim, TILL)).to_have_count(0)
    for _ in range(SLOWEST // EVERY):
        look(kim)
    expect(row(kim, TILL)).to_be_visible()
    expect(own).to_be_focused()


def test_what_can_be_owned_is_owned_from_the_board(kim: Phone, store: Store) -> None:
    log(store, LIFT)
    look(kim)
    row(kim, LIFT).get_by_role("button", name="I own this").click()
    expect(kim.page.get_by_role("heading", name="You own this.")).to_be_visible()


def test_who_is_no_lead_any_more_is_led_away(kim: Phone, store: Store) -> None:
    def demote(sample: Sample) -> None:
        store.person(sample, "Kim Novak").role = Role.EMPLOYEE

    store.sample(demote)
    with kim.page.expect_navigation():
        kim.page.clock.run_for(EVERY * 1000)
    expect(kim.page.locator("#board")).to_have_count(0)


# Steps


def log(store: Store, words: str) -> None:
    store.report("Kim Novak", words, without_owner=True)


def look(phone: Phone) -> Response:
    """The board asks again; its answer. The clock goes on until it has asked: the page sets its
    next look only when it has read the last answer, which may be after the test saw it come."""
    asked: list[Request] = []
    phone.page.on("request", lambda one: asked.append(one) if "/site/board?" in one.url else None)
    for _ in range(SLOWEST):
        if asked:
            break
        phone.page.clock.run_for(1000)
    answer = asked[0].response()
    assert answer is not None
    return answer


def row(phone: Phone, words: str) -> Locator:
    needs_owner = phone.page.get_by_role("region", name="Needs an owner here")
    return needs_owner.get_by_role("row").filter(has_text=words)
