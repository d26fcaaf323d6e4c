"""Two people and one issue, both without a connection: one owns it, and the other is told who."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import (
    NO_SYNC,
    events,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
    when,
)
from tests.browser.offline_acts import ANA, BEN, KIM, LIFT
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from web.cli.sample import Sample
from web.rules.vocabulary import Role

A_WHILE = 5 * 60_000  # milliseconds
TO_THE_SECOND = timedelta(seconds=3)


def test_two_who_own_one_issue_without_a_connection(store: Store, staff: Staff) -> None:
    """Ben taps first, Ana is back first. She has it, and stays the owner when his tap comes in."""
    ana, ben = staff(ANA), staff(BEN)
    ref = an_hour_ago(store)
    for one in (ana, ben):
        go_out_of_reach(one, ref)
    tapped = datetime.now(UTC)
    for one in (ben, ana):
        actions.own(one.page)
        expect_kept(one.page, 1)
        expect(one.page.get_by_text("Nobody owns this yet")).to_be_visible()
        one.page.clock.fast_forward(A_WHILE)
    find_connection(ana)
    expect_all_sent(ana)
    expect(ana.page.locator("main")).to_contain_text("You own this")
    find_connection(ben)
    ben_is_told_and_offers_help(ben, ref)
    (owned,) = events(store, ref, "owned")
    assert abs(when(owned) + timedelta(milliseconds=A_WHILE) - tapped) < TO_THE_SECOND
    ana.page.goto(f"/issues/{ref}")
    expect(ana.page.get_by_text("You own it", exact=True)).to_be_visible()
    expect(ana.page.get_by_text("Ben can help.")).to_be_visible()
    assert store.issue(ref).owner_id == owned.actor_id


def ben_is_told_and_offers_help(ben: Phone, ref: str) -> None:
    """On the page that is open, and in the answer that waits until he has read it."""
    expect(ben.page.get_by_text("Ana Berg owns this").last).to_be_visible()
    answers = ben.page.locator("#banner-answers")
    expect(answers).to_contain_text("One tap was refused.")
    answers.get_by_role("link", name="Read why").click()
    row = ben.page.locator("#waiting-answered li")
    expect(row).to_contain_text("Ana Berg")
    expect(row).to_contain_text(LIFT)
    row.get_by_role("button", name="I can help").click()
    expect(ben.page).to_have_url(re.compile(f"/issues/{ref}$"))
    expect(ben.page.locator("#banner-answers")).to_be_hidden()


def an_hour_ago(store: Store) -> str:
    store.hire(KIM, Role.LEAD, on_shift=False)

    def log(sample: Sample) -> str:
        kim, at = store.person(sample, KIM), sample.now - timedelta(hours=1)
        return sample.report(kim, LIFT, at=at, without_owner=True)

    return store.sample(log)


def go_out_of_reach(phone: Phone, ref: str) -> None:
    phone.page.evaluate(ACTIVATED)
    phone.context.add_init_script(NO_SYNC)  # the service worker has another clock here
    phone.page.clock.install()
    open_page(phone, f"/issues/{ref}")
    lose_connection(phone)
