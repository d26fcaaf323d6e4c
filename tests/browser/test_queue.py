"""Whatever a thumb does without a connection is kept, said plainly, and done once, as of then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import (
    NO_SYNC,
    NOT_SENT,
    events,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
    queue,
    when,
)
from tests.browser.offline_acts import ACTS, ANA, Act, Scene
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from web.store.tables.accounts import Site
from web.store.tables.issues import Event, Issue

WRONG_BY = timedelta(hours=-7)  # the clocks of these phones
IN_THE_BASEMENT = timedelta(minutes=14)
TO_THE_SECOND = timedelta(seconds=2)


@pytest.mark.parametrize("act", ACTS, ids=str)
def test_an_act_without_a_connection_is_done_once_as_of_then(
    act: Act, store: Store, staff: Staff
) -> None:
    ana = staff(ANA, act.role)
    scene = act.scene(store)
    at_the_place(ana, scene)
    lose_connection(ana)
    from_then = datetime.now(UTC)
    act.tap(ana)
    expect_said(ana, act, scene)
    till_then = datetime.now(UTC)
    away = timedelta(0) if act.is_late else IN_THE_BASEMENT
    ana.page.clock.fast_forward(away // timedelta(milliseconds=1))
    assert scene.ref == "" or events(store, scene.ref, act.kind, by=ANA) == []
    find_connection(ana)
    expect_all_sent(ana)
    ref = scene.ref or newest(store)
    (event,) = events(store, ref, act.kind, by=ANA)
    assert from_then - TO_THE_SECOND < when(event) + away < till_then + TO_THE_SECOND
    expect_told(ana, store, event, ref)


def at_the_place(phone: Phone, scene: Scene) -> None:
    """Whoever goes into a basement was somewhere before, and their phone has kept the page."""
    phone.page.evaluate(ACTIVATED)
    phone.context.add_init_script(NO_SYNC)  # the service worker has another clock here
    phone.page.clock.install(time=datetime.now(UTC) + WRONG_BY)
    for path in filter(None, (scene.through, scene.path)):
        open_page(phone, path)


def expect_said(phone: Phone, act: Act, scene: Scene) -> None:
    """That it is kept, what it was, and not a word more."""
    if act.lists_what_waits:
        row = phone.page.locator("#waiting-unsent li")
        expect(row.get_by_role("heading")).to_have_text(f"“{act.words}”")
        expect(row).to_contain_text("Waiting for a connection")
    else:
        expect_kept(phone.page, 1)
        expect(phone.page.locator("#kept-how")).to_have_text(NOT_SENT)
        line = phone.page.locator(f"[data-kept-for='{scene.ref}']").first
        expect(line).to_have_text(f"Not sent yet: “{act.words}”")
    (tap,) = queue(phone.page)
    assert (tap["words"], tap["state"], tap["isOnItsWay"]) == (act.words, "waiting", False)


def expect_told(phone: Phone, store: Store, event: Event, ref: str) -> None:
    """The line has the time of the tap; and when it came in, where that was much later."""
    phone.page.goto(f"/issues/{ref}")
    zone = ZoneInfo(store.ask(lambda session: session.get_one(Site, store.site_id).zone))
    told = phone.page.locator(".stop__in li", has_text=f"{when(event).astimezone(zone):%H:%M}")
    if event.tapped_at:
        told = told.filter(has_text=f"Came in at {event.at.astimezone(zone):%H:%M}.")
    expect(told).not_to_have_count(0)


def newest(store: Store) -> str:
    query = select(Issue.ref).where(Issue.site_id == store.site_id).order_by(col(Issue.id).desc())
    return store.ask(lambda session: session.exec(query.limit(1)).one())


def test_what_was_saved_before_is_not_said_of_what_is_kept(store: Store, staff: Staff) -> None:
    ana = staff(ANA)
    open_page(ana, f"/issues/{store.report(ANA, 'Till 4 is dead')}")
    actions.note(ana, "They come at noon.")
    saved = ana.page.get_by_text("Saved. Only colleagues can read it")
    expect(saved).to_be_visible()
    lose_connection(ana)
    actions.note(ana, "They come at one.")
    expect_kept(ana.page, 1)
    expect(saved).to_have_count(0)
    find_connection(ana)
    expect_all_sent(ana)
    expect(saved).to_be_visible()
