"""The walk on real phones: three colleagues and a customer, who is told all that she needs to know.

Whatever is not for her has the same mark in it. Her page is looked at after each act.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from tests.browser import actions, walking
from tests.browser.conftest import SwitchOn
from tests.browser.handoff_people import (
    BEN,
    CONTACT,
    COULD,
    DONE,
    KEPT,
    LINE,
    MAY,
    MIKA,
    NEED,
    NO,
    NOOR,
    NOTE,
    PROPOSED,
    REPORT,
    SECOND_NEED,
    SETTLED,
    SKILL,
    TOLD,
    Crew,
    meet,
)
from tests.browser.store import Store, run_chain
from tests.support.browsers import Phone
from web.store.tables.handoffs import Step

# What the customer reads.
BEGUN = ("Ana saw it and owns it",)
WITH_MIKA = "Mika is working on this with Ana"
HELPED = (
    *BEGUN,
    "Mika helped Ana",
    "Noor helped Ana",
    "Ana’s update",
)
CHANGED = "Ben took over from Ana"

AT_ONCE = 2_000  # milliseconds in which both screens show that a code was scanned
# The moment at which the page says these words first, by its own clock.
NOTICE_WHEN = """words => { window.saidAt = new Promise(done => {
  const look = () => document.querySelector('h1')?.textContent === words && done(Date.now());
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
})}"""
SHOWN = "performance.timeOrigin + performance.getEntriesByType('navigation')[0].domInteractive"


@pytest.fixture
def walk_store(tmp_path: Path, database_url: str) -> Iterator[Store]:
    """On each kind of database in turn."""
    with run_chain(tmp_path / "walk", database_url) as chain:
        yield chain.open_store("Store 12")


@pytest.mark.full_chromium
def test_a_walk(walk_store: Store, phone: SwitchOn) -> None:
    do_all_handoffs(meet(walk_store, phone, scripts=True))


def test_a_walk_with_scripts_off(store: Store, phone: SwitchOn) -> None:
    do_all_handoffs(meet(store, phone, scripts=False))


def do_all_handoffs(crew: Crew) -> None:
    ana_owns_it(crew)
    ben_is_asked_and_cannot(crew)
    whoever_scans_is_with_her(crew)
    a_colleague_signs_in_on_the_way(crew)
    helpers_do_their_parts(crew)
    at_the_end_of_her_shift(crew)
    ben_settles_it(crew)
    all_of_it_is_known_to_colleagues(crew)


def ana_owns_it(crew: Crew) -> None:
    crew.issue = report(crew.ana)
    crew.ana.page.get_by_role("link", name="I can fix it now").click()
    may = crew.ana.page.get_by_role("group", name="What you may do without asking")
    expect(may.get_by_role("checkbox", name=MAY)).to_be_visible()
    crew.carla.follow(actions.share(crew.ana, crew.issue, "Your carpet"))
    crew.carla.reads("Ana has this.", *BEGUN, knows={"Ana"})


def report(phone: Phone) -> str:
    """Everything that is known of the customer, too. The issue's address."""
    page = phone.page
    page.get_by_role("link", name="See a problem?").click()
    page.get_by_label("What is not working?").fill(REPORT)
    page.locator("summary", has_text="name and contact").click()
    page.get_by_label("How to reach them").fill(CONTACT)
    actions.own(page)
    expect(actions.heading(phone, "You own this.")).to_be_visible()
    return page.url.partition("?")[0]


def ben_is_asked_and_cannot(crew: Crew) -> None:
    """Nobody is named to the customer who has not said yes."""
    crew.ana.page.goto(f"{crew.issue}?owned=1")
    crew.ana.page.get_by_role("link", name="I’ll get it to someone who can").click()
    expect(crew.ana.page.get_by_text(f"Knows: {SKILL}")).to_be_visible()
    step = walking.ask(crew.ana, NEED, BEN, "I’m messaging")
    expect(actions.heading(crew.ana, "Waiting for Ben’s answer")).to_be_visible()
    looking = "Ana is asking someone to help"
    crew.carla.reads("Ana has this.", *BEGUN, looking, knows={"Ana"})
    walking.open_asked(crew.ben, NEED)
    expect(crew.ben.page.get_by_text(REPORT).first).to_be_visible()
    walking.decline(crew.ben, "Busy", COULD)
    expect(actions.heading(crew.ben, "Ana knows you can’t")).to_be_visible()
    crew.carla.reads("Ana has this.", *BEGUN, knows={"Ana"})
    crew.ana.page.goto(step)
    expect(actions.heading(crew.ana, "Ben can’t help with this")).to_be_visible()
    expect(crew.ana.page.get_by_text(COULD)).to_be_visible()


def whoever_scans_is_with_her(crew: Crew) -> None:
    crew.ana.page.get_by_role("link", name="Ask someone else").click()
    expect(crew.ana.page.get_by_label("What is needed?")).to_have_value(NEED)
    walking.ask(crew.ana, NEED)
    expect(actions.heading(crew.ana, "Let your colleague scan this")).to_be_visible()
    address = walking.shown_code(crew.store, crew.ana)
    both_screens_show_it(crew, crew.mika, "Mika", address)
    crew.carla.reads("Ana has this.", *BEGUN, WITH_MIKA, knows={"Ana", "Mika"})
    crew.ben.page.goto(address)
    expect(actions.heading(crew.ben, "This code has ended")).to_be_visible()
    told = "Mika is already with Ana. You don’t need to do anything."
    expect(crew.ben.page.get_by_text(told)).to_be_visible()
    expect(crew.ben.page.get_by_role("button", name="I’m with you")).to_have_count(0)


def both_screens_show_it(crew: Crew, helper: Phone, first: str, address: str) -> None:
    """By the clocks of the pages themselves, from the moment at which the yes was taken."""
    words = f"{first} is with you"
    if crew.scripts:
        crew.ana.page.evaluate(NOTICE_WHEN, words)
    walking.scan(helper, address, scripts=crew.scripts)
    expect(actions.heading(helper, "You are with Ana on this")).to_be_visible()
    the_owner_sees(crew, words)
    if crew.scripts:
        accepted = newest_yes(crew.store).timestamp() * 1000
        assert crew.ana.page.evaluate("window.saidAt") - accepted < AT_ONCE
        assert helper.page.evaluate(SHOWN) - accepted < AT_ONCE


def the_owner_sees(crew: Crew, words: str) -> None:
    """By itself; without scripts the browser looks again every few seconds."""
    if not crew.scripts:
        assert 'http-equiv="refresh" content="5"' in crew.ana.page.content()
        crew.ana.page.reload()
    expect(actions.heading(crew.ana, words)).to_be_visible()


def newest_yes(store: Store) -> datetime:
    query = select(Step.accepted_at).where(col(Step.accepted_at).is_not(None))
    found = store.ask(lambda session: session.exec(query.order_by(col(Step.id).desc())).first())
    assert found is not None
    return found


def a_colleague_signs_in_on_the_way(crew: Crew) -> None:
    crew.ana.page.goto(f"{crew.issue}/ask")
    walking.ask(crew.ana, SECOND_NEED)
    crew.noor.page.goto(walking.shown_code(crew.store, crew.ana))
    expect(actions.heading(crew.noor, "Sign in")).to_be_visible()
    assert SECOND_NEED not in crew.noor.page.content(), "a stranger with the code reads nothing"
    crew.noor.page.get_by_label("Your code").fill(walking.sign_in_code(crew.store, NOOR))
    crew.noor.page.get_by_role("button", name="Sign in").click()
    crew.noor.page.get_by_role("button", name="Sign in on this device").click()
    if not crew.scripts:
        crew.noor.page.get_by_role("button", name="I’m with you").click()
    expect(actions.heading(crew.noor, "You are with Ana on this")).to_be_visible()
    the_owner_sees(crew, "Noor is with you")
    with_noor = "Noor is working on this with Ana"
    crew.carla.reads("Ana has this.", *BEGUN, WITH_MIKA, with_noor, knows={"Ana", "Mika", "Noor"})


def helpers_do_their_parts(crew: Crew) -> None:
    walking.propose(crew.noor, PROPOSED)
    expect(crew.noor.page.get_by_text(f"You suggested: {PROPOSED}")).to_be_visible()
    walking.finish(crew.mika, DONE)
    walking.finish(crew.noor)
    crew.ana.page.goto(crew.issue)
    actions.note(crew.ana, NOTE)
    actions.expect_in_history(crew.ana.page, "You added a note.")
    actions.update(crew.ana, TOLD)
    expect(crew.ana.page.get_by_text("You updated the customer", exact=True)).to_be_visible()
    crew.carla.reads("Ana has this.", *HELPED, knows={"Ana", "Mika", "Noor"})
    expect(crew.carla.phone.page.locator(".quote")).to_have_text(TOLD)


def at_the_end_of_her_shift(crew: Crew) -> None:
    """Mika says no, Ben says yes; until then it is Ana’s, and she cannot just go."""
    walking.go_off_shift(crew.ana)
    expect(actions.heading(crew.ana, "Before you go")).to_be_visible()
    ask_to_take_over(crew, MIKA)
    walking.open_asked(crew.mika, REPORT)
    walking.refuse_to_own(crew.mika, NO)
    expect(actions.heading(crew.mika, "Ana knows you said no")).to_be_visible()
    crew.ana.page.goto("/me/shift/end")
    ask_to_take_over(crew, BEN)
    crew.carla.reads("Ana has this.", *HELPED, knows={"Ana", "Mika", "Noor"})
    walking.open_asked(crew.ben, REPORT)
    expect(crew.ben.page.get_by_text(LINE)).to_be_visible()
    crew.ben.page.get_by_role("button", name="I own this").click()
    expect(actions.heading(crew.ben, "You own this")).to_be_visible()
    crew.carla.reads("Ben has this.", *HELPED, CHANGED, knows={"Ana", "Ben", "Mika", "Noor"})
    walking.go_off_shift(crew.ana)
    expect(crew.ana.page.get_by_text("You are off shift, so you get no reminders")).to_be_visible()


def ask_to_take_over(crew: Crew, to: str) -> None:
    page = crew.ana.page
    expect(page.get_by_text("One customer still needs to hear what happens next.")).to_be_visible()
    page.get_by_role("link", name="Ask someone to take over").click()
    expect(page.get_by_label("My shift ends")).to_be_checked()
    walking.hand_over(crew.ana, to, LINE)
    page.goto("/me/shift/end")
    told = f"You asked {to} to take over. You own this until they say yes."
    expect(page.get_by_text(told)).to_be_visible()


def ben_settles_it(crew: Crew) -> None:
    crew.ben.page.goto(crew.issue)
    walking.resolve(crew.ben, SETTLED, used=MAY, explained="Twice")
    actions.expect_in_history(crew.ben.page, "The customer had to explain it twice.")
    actions.expect_in_history(crew.ben.page, f"Used without asking: {MAY}, €12.50.")
    settled = (*HELPED, CHANGED, "Ben settled this")
    crew.carla.reads("This is settled.", *settled, knows={"Ana", "Ben", "Mika", "Noor"})


def all_of_it_is_known_to_colleagues(crew: Crew) -> None:
    """Else the customer's page would have had nothing to keep to itself."""
    page, seen = crew.kim.page, ""
    for path in (crew.issue, "/people"):
        page.goto(path)
        seen += page.content()
    assert [one for one in KEPT if one not in seen] == []
