"""Chromium shows every push once, says that it did, and opens the issue at a tap.

It cannot subscribe without its vendor’s push service. So a stand-in subscribes for it and
decrypts what our worker really sent; the debugger hands that to the real service worker.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright
from sqlmodel import col, select

from push import payload
from push.models import Delivery
from push.nudge import Button
from tests.browser.conftest import Staff
from tests.browser.store import COOKIE, Store
from tests.browser.workers import ACTIVATED, Worker
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support import missing
from tests.support.browsers import ARGUMENTS, Phone
from tests.support.desktop_notifications import Desktop
from tests.support.limits import LIMIT
from tests.support.own_thread import run_in_thread
from tests.support.served import until
from web.rules.vocabulary import Role

pytestmark = pytest.mark.full_chromium

LIFT = "Lift to the car park is stuck"
# This phone keeps taps for whoever is signed in.
HAS_KEY = (
    "import(document.querySelector('script[src*=\"/js/app.js\"]').src)"
    ".then(({currentPerson}) => currentPerson()).then(Boolean)"
)
GENERIC = "Own It: something needs you"
TITLE = "Till 4: somebody is needed"
CONTENT = {"title": TITLE, "body": "Tap to own it.", "loud": True}


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    phone = staff("Ana Berg")
    phone.context.grant_permissions(["notifications"], origin=store.url)
    return phone


def test_what_the_worker_sent_is_shown_once_and_reported(
    ana: Phone, store: Store, push_service: PushService
) -> None:
    stand_in = PushPhone(push_service.subscribe())
    store.subscribe(session_of(ana), stand_in)
    ref = store.log_unowned(store.hire("Kim Novak", Role.LEAD), LIFT)
    until(lambda: bool(stand_in.inbox(push_service)), LIMIT, "sent")
    (document,) = stand_in.inbox(push_service)
    worker = Worker(ana.page)
    for _ in range(2):  # push services repeat themselves
        with ana.context.expect_event("response", lambda one: one.url.endswith("/push/receipts")):
            worker.push(json.dumps(document))
    assert was_shown(store, document["notification"]["data"]["receipt"])
    (shown,) = worker.shown()
    assert shown["title"] == document["notification"]["title"]
    assert ref in shown["title"]
    assert shown["tag"] == ref
    assert shown["data"]["navigate"].startswith(f"{store.url}/issues/{ref}?n=")


@pytest.mark.parametrize(
    "garbage", ["", "no JSON", "null", "[]", "7", '{"notification": null}', '{"notification": 7}']
)
def test_what_cannot_be_read_rings_too(ana: Phone, garbage: str) -> None:
    worker = Worker(ana.page)
    worker.push(garbage)
    (shown,) = worker.shown()
    assert shown["title"] == GENERIC
    assert shown["data"]["navigate"] == "/"


def test_two_issues_are_two_notifications_and_quiet_ones_make_no_sound(
    ana: Phone, store: Store
) -> None:
    worker = Worker(ana.page)
    worker.push(document_for(store, "K7F3", loud=True))
    worker.push(document_for(store, "M4X2", loud=False))
    shown = sorted(worker.shown(2), key=lambda one: str(one["tag"]))
    assert [(one["tag"], one["silent"]) for one in shown] == [("K7F3", False), ("M4X2", True)]


def test_a_push_refreshes_the_page_that_is_open(ana: Phone, store: Store) -> None:
    ref = store.log_unowned(store.hire("Kim Novak", Role.LEAD), LIFT)
    assert ana.page.get_by_role("link", name=LIFT).count() == 0
    Worker(ana.page).push(document_for(store, ref, loud=True))
    ana.page.get_by_role("link", name=LIFT).wait_for()


def test_a_touch_on_its_button_owns_the_issue(store: Store, tmp_path: Path) -> None:
    """The same with its button: no page opens, and the same place says what came of it."""
    token = store.hire("Ana Berg")
    ref = store.log_unowned(store.hire("Kim Novak", Role.LEAD), LIFT)
    own = Button(
        "own", "I own this", f"/issues/{ref}", f"/issues/{ref}/own", f"Lift, {ref}", ref, 1
    )
    document = document_for(store, ref, loud=True, buttons=[own.content()])

    async def touch(page: Page, desktop: Desktop) -> str:
        await page.wait_for_function(HAS_KEY)
        await deliver(page, document)
        await page.goto("about:blank")
        await desktop.click(await desktop.wait(TITLE), "I own this")
        await desktop.wait(f"You own this: Lift, {ref}")
        return page.url

    missing.dbus_daemon()
    address = run_in_thread(with_a_desktop(store, token, tmp_path / "profile", touch))
    assert address == "about:blank"
    assert store.issue(ref).owner_id is not None


def test_a_tap_on_it_opens_the_issue(store: Store, tmp_path: Path) -> None:
    """With system notifications, which only a browser with a profile gives back clicks from."""
    token = store.hire("Ana Berg")
    ref = store.log_unowned(store.hire("Kim Novak", Role.LEAD), LIFT)
    document = document_for(store, ref, loud=True)

    async def tap(page: Page, desktop: Desktop) -> str:
        await deliver(page, document)
        await desktop.click(await desktop.wait(TITLE))
        await page.get_by_text("Nobody owns this yet").wait_for()
        return page.url

    missing.dbus_daemon()
    address = run_in_thread(with_a_desktop(store, token, tmp_path / "profile", tap))
    assert address.partition("?")[0] == f"{store.url}/issues/{ref}"


# Steps


def session_of(phone: Phone) -> str:
    (cookie,) = [one for one in phone.context.cookies() if one.get("name") == COOKIE]
    return str(cookie.get("value"))


def document_for(store: Store, ref: str, *, loud: bool, **more: object) -> str:
    content = CONTENT | {"path": f"/issues/{ref}", "tag": ref, "loud": loud} | more
    return payload.build(content, "a-receipt-of-nothing", store.url).decode()


def was_shown(store: Store, receipt: str) -> bool:
    query = select(Delivery).where(col(Delivery.receipt) == receipt)
    return store.ask(lambda session: session.exec(query).one().shown_at) is not None


Tap = Callable[[Page, Desktop], Awaitable[str]]


async def with_a_desktop(store: Store, token: str, profile: Path, tap: Tap) -> str:
    async with Desktop() as desktop, async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=missing.chromium(),
            args=ARGUMENTS,
            env={**os.environ, **desktop.env},
            permissions=["notifications"],
        )
        await context.add_cookies([{"name": COOKIE, "value": token, "url": store.url}])
        page = await context.new_page()
        await page.goto(store.url)
        try:
            return await tap(page, desktop)
        finally:
            await context.close()


async def deliver(page: Page, document: str) -> None:
    await page.evaluate(ACTIVATED)
    found: list[str] = []
    session = await page.context.new_cdp_session(page)
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    await session.send("ServiceWorker.enable")
    async with asyncio.timeout(LIMIT):
        while not found:  # the browser tells in its own time
            await asyncio.sleep(0.05)
    origin = await page.evaluate("location.origin")
    push = {"origin": origin, "registrationId": found[-1], "data": document}
    await session.send("ServiceWorker.deliverPushMessage", push)
