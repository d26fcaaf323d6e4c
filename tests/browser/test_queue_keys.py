"""One tap is done once: by a thumb that is not sure, by two tabs, by a browser that was killed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import (
    APP,
    NO_SYNC,
    events,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
    queue,
    wait_for_vault,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.profiles import kill, running
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

NOTES = ("Called the lift company.", "They come at noon.", "Told the driver.", "It runs again.")


def test_a_thumb_that_is_not_sure_taps_once(store: Store, staff: Staff) -> None:
    """Twice at once, again when it is kept, and again on the page as it was left. Later the same
    words are another tap."""
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    ana.page.evaluate(ACTIVATED)
    ana.page.clock.set_fixed_time(now := datetime.now(UTC))
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    write(ana, NOTES[0])
    ana.page.get_by_role("button", name="Save note").dblclick()
    expect_kept(ana.page, 1)
    for _ in range(2):
        actions.note(ana, NOTES[0])
        expect(ana.page.get_by_label("Your note")).to_be_hidden()
        expect_kept(ana.page, 1)
        ana.page.goto("/")
        ana.page.go_back()
        expect_kept(ana.page, 1)
    ana.page.clock.set_fixed_time(now + timedelta(seconds=30))
    actions.note(ana, NOTES[0])
    expect_kept(ana.page, 2)
    find_connection(ana)
    expect_all_sent(ana)
    assert [one.text for one in events(store, ref, "noted")] == [NOTES[0]] * 2


def test_a_report_that_waits_is_not_made_again(store: Store, staff: Staff) -> None:
    """Back from the list of what waits, and tapped once more."""
    ana = staff(ANA)
    ana.page.evaluate(ACTIVATED)
    ana.page.clock.set_fixed_time(datetime.now(UTC))
    open_page(ana, "/issues/new")
    lose_connection(ana)
    for _ in range(2):
        ana.page.get_by_label("What is not working?").fill(LIFT)
        actions.own(ana.page)
        expect(ana.page.locator("#waiting-unsent li")).to_have_count(1)
        ana.page.go_back()
        expect_kept(ana.page, 1)
    find_connection(ana)
    expect_all_sent(ana)
    ana.page.goto("/")
    expect(ana.page.get_by_role("link", name=LIFT)).to_have_count(1)


def test_two_tabs_that_send_at_once_send_each_tap_once(store: Store, staff: Staff) -> None:
    """In the order in which they were tapped, whichever tab they were tapped in."""
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    ana.page.evaluate(ACTIVATED)
    open_page(ana, f"/issues/{ref}")
    other = Phone("Ana’s other tab", ana.context, ana.context.new_page())
    open_page(other, f"/issues/{ref}")
    asked: list[str] = []
    ana.context.on("request", lambda one: asked.append(one.url))
    lose_connection(ana)
    for count, words in enumerate(NOTES, start=1):
        actions.note((ana, other)[count % 2], words)
        expect_kept(ana.page, count)
        expect_kept(other.page, count)
    find_connection(ana)
    drain = f"{APP}.then(({{sendQueue}}) => {{ sendQueue({{force: true}}) }})"
    for one in (ana, other):
        one.page.evaluate(drain)
    for one in (ana, other):
        expect_all_sent(one)
    assert [one.text for one in events(store, ref, "noted")] == list(NOTES)
    assert len([url for url in asked if url.endswith("/note")]) == len(NOTES)


def test_what_was_kept_outlives_a_browser_that_is_killed(
    chromium: Browser, store: Store, tmp_path: Path
) -> None:
    """It is sent when the app is opened again, by nothing more than that."""
    profile, token = tmp_path / "profile", store.hire(ANA)
    ref = store.report(ANA, LIFT)
    with running(chromium, profile, store.url, token) as context:
        context.add_init_script(NO_SYNC)
        ana = Phone(ANA, context, context.new_page())
        open_page(ana, "/")
        ana.page.evaluate(ACTIVATED)
        open_page(ana, f"/issues/{ref}")
        lose_connection(ana)
        for count, words in enumerate(NOTES[:2], start=1):
            actions.note(ana, words)
            expect_kept(ana.page, count)
        kill(profile)
    assert events(store, ref, "noted") == []
    # This browser writes down new cookies half a minute late, so that it has to be told again.
    with running(chromium, profile, store.url, token) as context:
        page = context.new_page()
        page.goto("/")
        wait_for_vault(page)
        until(lambda: queue(page) == [], LIMIT, "an empty queue")
    assert [one.text for one in events(store, ref, "noted")] == list(NOTES[:2])


def write(phone: Phone, words: str) -> None:
    actions.open_act(phone.page, "note").get_by_label("Your note").fill(words)
