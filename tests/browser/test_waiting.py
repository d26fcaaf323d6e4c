"""The page of what waits on this phone, in all its states: true, readable, within reach."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from tests.browser import actions
from tests.browser.busy import LONG, WIDE
from tests.browser.conftest import Staff
from tests.browser.offline import (
    APP,
    BUSY,
    events,
    find_connection,
    lose_connection,
    open_page,
    queue,
)
from tests.browser.page_checks import twice, walk
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.cli.sample import Sample
from web.rules.vocabulary import Role
from web.store.tables.issues import Issue

LIFT = "Lift to the car park is stuck"
NOTE = "The lift company comes at two.\nGate code is in the drawer."
# Its way back would end another way.
CLOSED = "() => !history.state?.sheet && !document.querySelector('dialog[open]')"
KEPT = "One tap is not sent yet."
OWN_KEPT = "Not sent yet: “I own this”"


@pytest.fixture
def ana(staff: Staff) -> Phone:
    phone = staff("Ana Berg")
    phone.page.evaluate(ACTIVATED)
    open_page(phone, "/")
    return phone


def test_when_nothing_waits_it_says_so(ana: Phone) -> None:
    ana.page.goto("/waiting")
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()
    expect(ana.page.get_by_role("button", name="Try now")).to_be_hidden()
    expect(ana.page.get_by_role("status")).to_have_text("")
    assert twice(ana.page) == []


def test_it_opens_without_a_connection_and_shows_what_waits(ana: Phone, store: Store) -> None:
    ref = kept_note(ana, store, NOTE)
    page = ana.page
    page.goto("/waiting")
    expect(page.get_by_role("status")).to_have_text(KEPT)
    row = page.get_by_role("listitem").filter(has_text=LIFT)
    expect(row.get_by_role("heading")).to_have_text("“Note”")
    expect(row).to_contain_text("Waiting for a connection")
    expect(row).to_contain_text(re.compile(r"Tapped \d\d:\d\d"))
    assert row.locator("dd").inner_text() == NOTE
    assert twice(page) == []
    assert [one for one, is_seen in walk(page) if not is_seen] == []
    find_connection(ana)
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    (note,) = events(store, ref, "noted")
    assert note.text == NOTE


def test_what_was_written_is_withdrawn_only_by_two_thumbs(ana: Phone, store: Store) -> None:
    ref = kept_note(ana, store, NOTE)
    page = ana.page
    page.goto("/waiting")
    page.get_by_role("button", name="Withdraw").click()
    assert len(queue(page)) == 1
    page.get_by_role("button", name="Withdraw it, and lose what you wrote").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("^Withdrawn: “.*”.$"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    assert queue(page) == []
    find_connection(ana)
    page.goto(f"/issues/{ref}")
    assert events(store, ref, "noted") == []


def test_a_tap_without_words_is_withdrawn_at_once_and_the_next_one_has_the_focus(
    ana: Phone, store: Store
) -> None:
    refs = [unowned(store, words) for words in (LIFT, "Till 4 is dead")]
    page = ana.page
    open_page(ana, "/")
    lose_connection(ana)
    for name in (LIFT, "Till 4 is dead"):
        card = page.get_by_role("article").filter(has_text=name)
        card.get_by_role("button", name="I own this").click()
        expect(card.get_by_text(OWN_KEPT)).to_be_visible()
    page.goto("/waiting")
    expect(page.get_by_role("status")).to_have_text("2 taps are not sent yet.")
    page.get_by_role("button", name="Withdraw").first.click()
    expect(page.get_by_role("listitem").filter(has_text="Till 4 is dead")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text(f"Withdrawn: “I own this”. {KEPT}")
    assert [one["ref"] for one in queue(page)] == refs[1:]
    find_connection(ana)
    until(lambda: bool(events(store, refs[1], "owned")), LIMIT, "sent")
    assert events(store, refs[0], "owned") == []


def test_a_refusal_is_read_with_what_was_typed_and_help_can_be_offered(
    ana: Phone, staff: Staff, store: Store
) -> None:
    ref = unowned(store, LIFT)
    keep_own(ana, ref)
    kim = staff("Kim Novak", Role.LEAD)
    store.post(session(kim), f"/issues/{ref}/own")
    page = ana.page
    page.goto("/waiting")
    find_connection(ana)
    row = page.locator("#waiting-answered li")
    expect(row).to_contain_text("Kim Novak")
    expect(page.get_by_role("status")).to_have_text("One was refused.")
    look = row.get_by_role("link", name="See it")
    expect(look).to_have_attribute("href", f"/issues/{ref}")
    assert twice(page) == []
    row.get_by_role("button", name="I can help").click()
    page.wait_for_url(re.compile(f"/(issues/{ref}|steps/)"))
    assert events(store, ref, by="Ana Berg"), "the owner can see who would help"
    until(lambda: queue(page) == [], LIMIT, "it was read")


def test_done_takes_a_refusal_away_and_says_what_is_left(ana: Phone, store: Store) -> None:
    ref = kept_note(ana, store, NOTE)
    hide(store, ref)
    page = ana.page
    page.goto("/waiting")
    find_connection(ana)
    row = page.locator("#waiting-answered li")
    expect(row).to_contain_text("We can’t find this page.")
    assert row.locator("dd").inner_text() == NOTE
    expect(row.get_by_role("link", name="See it")).to_be_hidden()
    row.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert queue(page) == []


def test_what_somebody_else_tapped_is_counted_and_not_shown(ana: Phone, store: Store) -> None:
    kept_note(ana, store, NOTE)
    ana.page.evaluate(f"{APP}.then(({{forgetKey}}) => forgetKey())")
    ana.page.goto("/waiting")
    others = (
        "One tap of someone else is on this phone. "
        "It is sent when they sign in here again, if this phone can still read it."
    )
    expect(ana.page.get_by_text(others)).to_be_visible()
    expect(ana.page.get_by_role("listitem")).to_have_count(0)
    assert LIFT not in ana.page.content()
    assert "drawer" not in ana.page.content()
    assert twice(ana.page) == []
    find_connection(ana)


def test_a_phone_that_is_signed_out_leads_to_the_door(ana: Phone, store: Store) -> None:
    kept_note(ana, store, NOTE)
    ana.context.clear_cookies()
    ana.page.goto("/waiting")
    find_connection(ana)
    door = ana.page.locator("#waiting-sign-in")
    expect(door).to_contain_text("This phone is not signed in, so nothing is sent.")
    expect(door.get_by_role("link", name="Sign in")).to_have_attribute("href", "/sign-in")
    assert twice(ana.page) == []


def test_where_the_browser_cannot_send_by_itself_it_asks_to_stay_open(
    ana: Phone, store: Store
) -> None:
    kept_note(ana, store, NOTE)
    ana.page.add_init_script("delete ServiceWorkerRegistration.prototype.sync")
    stay = ana.page.get_by_text("Keep Own It open until this is empty.")
    ana.page.goto("/waiting")
    expect(stay).to_be_visible()
    assert twice(ana.page) == []
    find_connection(ana)
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()
    expect(stay).to_be_hidden()


def test_photos_say_how_far_they_are(ana: Phone, store: Store) -> None:
    kept_note(ana, store, NOTE)
    page = ana.page
    page.goto("/waiting")
    # Nothing else is sent meanwhile: a try that fails takes back what was said of it.
    page.evaluate(BUSY)
    (tap,) = queue(page)
    sent = {"key": tap["key"], "sent": 61, "total": 100}
    told = "detail => document.dispatchEvent(new CustomEvent('ownit:progress', {detail}))"

    def is_said() -> bool:
        page.evaluate(told, sent)
        return page.get_by_text("Sending, 61 %").is_visible()

    until(is_said, LIMIT, "said")
    expect(page.get_by_role("button", name="Withdraw")).to_be_hidden()
    assert twice(page) == []
    find_connection(ana)


def test_names_that_are_too_long_fit(ana: Phone, store: Store) -> None:
    ref = unowned(store, WIDE)
    keep_own(ana, ref)
    ana.page.goto("/waiting")
    expect(ana.page.get_by_text(LONG).first).to_be_visible()
    assert twice(ana.page) == []
    find_connection(ana)


def test_try_now_tries_at_once_and_says_what_is_true(ana: Phone, store: Store) -> None:
    ref = unowned(store, LIFT)
    keep_own(ana, ref)
    page = ana.page
    page.goto("/waiting")
    expect(page.get_by_text("Waiting for a connection")).to_be_visible()
    with page.expect_event("requestfailed", lambda one: one.url.endswith("/healthz")):
        page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("button", name="Try now")).not_to_have_class(re.compile("is-slow"))
    expect(page.get_by_text("Waiting for a connection")).to_be_visible()
    find_connection(ana)
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    assert len(events(store, ref, "owned")) == 1


# Steps


def unowned(store: Store, words: str) -> str:
    store.hire("Lou Lead", Role.LEAD, on_shift=False)
    return store.report("Lou Lead", words, without_owner=True)


def keep_own(phone: Phone, ref: str) -> None:
    """Tapped without a connection."""
    find_connection(phone)
    open_page(phone, f"/issues/{ref}")
    before = len(queue(phone.page))
    lose_connection(phone)
    phone.page.get_by_role("button", name="I own this").click()
    until(lambda: len(queue(phone.page)) == before + 1, LIMIT, "kept")


def kept_note(phone: Phone, store: Store, words: str) -> str:
    """Written without a connection; the reference of its issue, which is Ana’s."""
    ref = store.report("Ana Berg", LIFT)
    open_page(phone, f"/issues/{ref}")
    lose_connection(phone)
    actions.note(phone, words)
    until(lambda: len(queue(phone.page)) == 1, LIMIT, "kept")
    phone.page.wait_for_function(CLOSED)
    return ref


def hide(store: Store, ref: str) -> None:
    """It is another site’s from now on, and not Ana’s to see."""

    def move(sample: Sample) -> None:
        site = sample.site("Store 7")
        other = sample.person(site, "Sven Olsson")
        issue = sample.session.exec(select(Issue).where(Issue.ref == ref)).one()
        issue.site_id, issue.owner_id, issue.reporter_id = site.id, other.id, other.id

    store.sample(move)


def session(phone: Phone) -> str:
    (cookie,) = [one for one in phone.context.cookies() if one.get("name") == "ownit"]
    return str(cookie.get("value"))
