"""An open page shows what is true now, or says from when it is; never over what somebody writes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.kept_pages import answer_again, answer_with, ready
from tests.browser.offline import find_connection, lose_connection, open_page
from tests.browser.store import Store
from tests.browser.workers import Worker
from tests.support.browsers import Phone, accessibility, too_wide
from tests.support.limits import LIMIT
from tests.support.served import until
from web.cli.sample import Sample
from web.rules.vocabulary import Role
from web.store.tables.issues import Issue

ANA, BEN = "Ana Berg", "Ben Okafor"
CARPET = "Carpet order for Saturday"
BLUE = "It came in blue"
AGE = re.compile(r"No connection, as of")
# What a browser does when somebody comes back to a page, by each of the ways.
BACK = {
    "tab": "document.dispatchEvent(new Event('visibilitychange'))",
    "back button": "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))",
    "network": "dispatchEvent(new Event('online'))",
}
FASTER = "Kim Novak was faster and owns this now."
# The requests of these kinds wait until `look()` or `tap()`, which may be given another answer.
HOLD = """
(kinds) => {
  const real = window.fetch;
  const kindOf = ({ method = 'GET', headers = {} }) =>
    method === 'POST' ? 'tap' : headers.Accept === 'text/html' ? 'look' : '';
  window.fetch = (url, more = {}) => {
    const kind = kindOf(more);
    if (!kinds.includes(kind)) return real(url, more);
    return new Promise((done) => {
      window[kind] = async (answer) => done(answer ?? await real(url, more));
    });
  };
}
"""
PAGES: dict[str, Callable[[str], str]] = {
    "home": lambda ref: "/",
    "issue": lambda ref: f"/issues/{ref}",
    "all issues": lambda ref: "/issues",
    "end of a shift": lambda ref: "/me/shift/end",
    "board": lambda ref: "/site",
}


@pytest.fixture
def ana(staff: Staff) -> Phone:
    return ready(staff(ANA, Role.LEAD))


@pytest.mark.parametrize("way", BACK)
def test_coming_back_shows_what_is_true_now(ana: Phone, store: Store, way: str) -> None:
    ref = store.report(ANA, CARPET)
    open_page(ana, f"/issues/{ref}")
    mark(ana.page)
    note(store, ref, BLUE)
    ana.page.evaluate(BACK[way])
    expect(ana.page.get_by_text(BLUE).first).to_be_attached()
    assert is_same(ana.page)


def test_an_unfolded_stop_stays_so_although_its_words_change(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    open_page(ana, f"/issues/{ref}")
    stops, last = ana.page.locator(".stop"), ana.page.locator(".stop--next details")
    last.locator("summary").click()
    before = last.locator("summary").inner_text()
    store.sample(lambda it: it.told(store.person(it, ANA), ref, BLUE, 600, it.now))
    ana.page.evaluate(BACK["tab"])
    expect(stops).to_have_count(3)
    assert last.locator("summary").inner_text() != before
    assert last.get_attribute("open") is not None
    assert stops.first.locator("details").get_attribute("open") is None


@pytest.mark.parametrize("where", PAGES)
def test_every_page_that_shows_issues_looks_again(ana: Phone, store: Store, where: str) -> None:
    ref = store.report(ANA, CARPET)
    open_page(ana, PAGES[where](ref))
    expect(ana.page.get_by_text(CARPET).first).to_be_visible()
    mark(ana.page)
    rename(store, ref, "Carpet order for Monday")
    ana.page.evaluate(BACK["tab"])
    expect(ana.page.get_by_text("Carpet order for Monday").first).to_be_visible()
    assert is_same(ana.page)


@pytest.mark.full_chromium
def test_a_push_shows_what_is_true_now(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    open_page(ana, f"/issues/{ref}")
    ana.context.grant_permissions(["notifications"])
    note(store, ref, BLUE)
    Worker(ana.page).push('{"notification": {"title": "Own It"}}')
    expect(ana.page.get_by_text(BLUE).first).to_be_attached()


def test_what_one_tab_does_the_other_shows(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    open_page(ana, f"/issues/{ref}")
    other = ana.context.new_page()
    other.goto(f"/issues/{ref}")
    mark(other)
    actions.note(ana, BLUE)
    expect(ana.page.get_by_text(BLUE).first).to_be_attached()
    expect(other.get_by_text(BLUE).first).to_be_attached()
    assert is_same(other)


def test_thumb_and_focus_stay_where_they_are(ana: Phone, store: Store) -> None:
    for number in range(12):
        ref = store.report(ANA, f"{CARPET} {number}")
    open_page(ana, "/")
    link = ana.page.locator(f"a[href='/issues/{ref}']")
    link.focus()
    before = ana.page.evaluate("scrollTo(0, 400), scrollY")
    rename(store, ref, "Carpet order for Monday")
    ana.page.evaluate(BACK["tab"])
    expect(link).to_have_text("Carpet order for Monday")
    expect(link).to_be_focused()
    assert ana.page.evaluate("scrollY") == before > 0


def test_a_page_that_cannot_look_says_from_when_it_is(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    open_page(ana, f"/issues/{ref}")
    expect(ana.page.get_by_text(AGE)).to_be_hidden()
    lose_connection(ana)
    ana.page.evaluate(BACK["tab"])
    expect(ana.page.get_by_text(AGE)).to_be_visible()
    assert accessibility(ana.page) == []
    assert too_wide(ana.page) == []
    note(store, ref, BLUE)
    find_connection(ana)
    expect(ana.page.get_by_text(AGE)).to_be_hidden()
    expect(ana.page.get_by_text(BLUE).first).to_be_attached()
    find_connection(ana)


def test_an_answer_that_does_not_come_makes_it_old(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    open_page(ana, f"/issues/{ref}")
    answer_with(ana, "() => new Promise(() => {})")
    ana.page.evaluate(BACK["tab"])
    expect(ana.page.get_by_text(AGE)).to_be_visible()
    answer_again(ana)
    expect(ana.page.get_by_text(AGE)).to_be_hidden()


def test_a_look_that_began_before_an_answer_does_not_take_it_away(ana: Phone, store: Store) -> None:
    page = too_late(ana, store)
    page.evaluate(HOLD, ["look"])
    page.evaluate(BACK["network"])
    until(lambda: page.evaluate("Boolean(window.look)"), LIMIT, "held")
    page.get_by_role("button", name="I own this").click()
    expect(page.get_by_text(FASTER)).to_be_visible()
    page.evaluate("look().then(() => new Promise(requestAnimationFrame))")
    expect(page.get_by_text(FASTER)).to_be_visible()


def test_a_page_is_not_loaded_anew_under_a_tap(ana: Phone, store: Store) -> None:
    """It may not be written down yet."""
    page = too_late(ana, store)
    page.evaluate(HOLD, ["look", "tap"])
    page.evaluate(BACK["network"])
    until(lambda: page.evaluate("Boolean(window.look)"), LIMIT, "held")
    page.get_by_role("button", name="I own this").click()
    until(lambda: page.evaluate("Boolean(window.tap)"), LIMIT, "held")
    mine = "{headers: {'Ownit-Person': document.body.dataset.person, 'Ownit-Protocol': '1'}}"
    page.evaluate(f"look(new Response('<main>Another page</main>', {mine}))")
    page.evaluate("new Promise(requestAnimationFrame).then(() => tap())")
    expect(page.get_by_text(FASTER)).to_be_visible()
    assert is_same(page)


def test_a_page_that_is_not_theirs_any_more_goes_once_the_tap_is_through(
    ana: Phone, store: Store
) -> None:
    page = too_late(ana, store)
    page.evaluate(HOLD, ["look", "tap"])
    page.evaluate(BACK["network"])
    until(lambda: page.evaluate("Boolean(window.look)"), LIMIT, "held")
    page.get_by_role("button", name="I own this").click()
    until(lambda: page.evaluate("Boolean(window.tap)"), LIMIT, "held")
    gone = "{status: 404, headers: {'Ownit-Protocol': '1'}}"
    page.evaluate(f"look(new Response('', {gone}))")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert is_same(page)
    with page.expect_event("load"):
        page.evaluate("void tap()")
    assert not is_same(page)


def test_what_somebody_writes_stays_and_what_is_new_is_offered(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    open_page(ana, f"/issues/{ref}")
    changed = ana.page.get_by_text("This page has changed")
    actions.open_act(ana.page, "note").get_by_label("Your note").fill("They wait at the desk")
    ana.page.evaluate(BACK["tab"])
    note(store, ref, BLUE)
    ana.page.evaluate(BACK["tab"])
    expect(changed).to_be_visible()
    expect(ana.page.get_by_text(BLUE)).to_have_count(0)
    assert accessibility(ana.page) == []
    assert too_wide(ana.page) == []
    ana.page.keyboard.press("Escape")
    ana.page.get_by_role("button", name="Show it").click()
    expect(ana.page.get_by_text(BLUE).first).to_be_attached()
    expect(changed).to_be_hidden()
    form = actions.open_act(ana.page, "note")
    expect(form.get_by_label("Your note")).to_have_value("They wait at the desk")
    actions.confirm(form)
    actions.expect_in_history(ana.page, "They wait at the desk")


def test_nothing_new_is_not_offered(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    open_page(ana, f"/issues/{ref}")
    actions.open_act(ana.page, "note").get_by_label("Your note").fill("They wait at the desk")
    with ana.page.expect_response(lambda answer: answer.url.endswith(ref)):
        ana.page.evaluate(BACK["tab"])
    ana.page.evaluate("new Promise(requestAnimationFrame)")
    expect(ana.page.get_by_text("This page has changed")).to_be_hidden()


def too_late(ana: Phone, store: Store) -> Page:
    """She looks at what nobody owned when she came, and Kim has it."""
    kim = store.hire("Kim Novak", Role.LEAD)
    ref = store.report("Kim Novak", CARPET, without_owner=True)
    open_page(ana, f"/issues/{ref}")
    mark(ana.page)
    store.post(kim, f"/issues/{ref}/own")
    return ana.page


def mark(page: Page) -> None:
    page.evaluate("window.isTheSame = true")


def is_same(page: Page) -> bool:
    """It was not loaded anew."""
    return bool(page.evaluate("window.isTheSame === true"))


def note(store: Store, ref: str, words: str) -> None:
    store.sample(lambda sample: sample.note(store.person(sample, ANA), ref, words, sample.now))


def rename(store: Store, ref: str, words: str) -> None:
    def change(sample: Sample) -> None:
        issue = sample.session.get_one(Issue, store.issue(ref).id)
        issue.words, issue.version = words, issue.version + 1
        sample.session.add(issue)

    store.sample(change)
