"""Stock Firefoxes that ring for real: each with a profile, a sign-in and a subscription."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeVar

from tests.browser.store import Store
from tests.push.push_service import PushService
from tests.support import missing
from tests.support.firefox import Firefox
from tests.support.limits import LIMIT
from tests.support.own_thread import run_in_thread

Result = TypeVar("Result")
TEST_TITLE = "Own It: notifications work"


def in_firefox(
    store: Store,
    service: PushService,
    drive: Callable[[Firefox], Awaitable[Result]],
    permission: str = "granted",
) -> Result:
    async def run(binary: str) -> Result:
        async with Firefox(binary, push_url=push_url(service)) as firefox:
            await firefox.grant_notifications(store.url, permission)
            return await drive(firefox)

    return run_in_thread(run(missing.firefox()))


def ringing(
    store: Store,
    service: PushService,
    names: tuple[str, ...],
    drive: Callable[..., Awaitable[Result]],
) -> Result:
    """One Firefox for each of these people, signed in and ringing; `drive` gets them in order."""

    async def run(binary: str) -> Result:
        async with AsyncExitStack() as stack:

            async def one(name: str) -> Firefox:
                firefox = Firefox(binary, push_url=push_url(service))
                await stack.enter_async_context(firefox)
                await firefox.grant_notifications(store.url)
                await sign_in(firefox, store, name)
                await let_it_ring(firefox)
                return firefox

            return await drive(*await asyncio.gather(*map(one, names)))

    return run_in_thread(run(missing.firefox()))


async def sign_in(firefox: Firefox, store: Store, name: str = "Ana Berg") -> None:
    await firefox.goto(store.way_in(name))
    await firefox.click(".action-bar button")
    await firefox.until("document.querySelector('h1')?.textContent === 'Store 12'")


async def let_it_ring(firefox: Firefox) -> None:
    """By a trusted tap, and until the page says that the test was shown."""
    origin = str(await firefox.eval("location.origin"))
    await firefox.goto(f"{origin}/me")
    await firefox.until("document.querySelector('#ring').dataset.state === 'ask'")
    await firefox.click("[data-ring-do=subscribe]")
    await firefox.until("document.querySelector('#ring').innerText.includes('It works.')")
    assert TEST_TITLE in [one["title"] for one in await firefox.alerts()]


async def nudges(firefox: Firefox) -> list[dict[str, str]]:
    """The notifications on screen, but for the test of whether it rings."""
    return [one for one in await firefox.alerts() if one["title"] != TEST_TITLE]


async def only_nudge(firefox: Firefox, words: str, seconds: float = LIMIT) -> dict[str, str]:
    """The one nudge on screen, as soon as it is the only one and its title has these words."""
    found: list[dict[str, str]] = []
    try:
        async with asyncio.timeout(seconds):
            while len(found) != 1 or words not in found[0]["title"]:
                await asyncio.sleep(0.02)
                found = await nudges(firefox)
    except TimeoutError:
        raise TimeoutError(f"{words!r} was never alone on screen, but {found}") from None
    return found[0]


def push_url(service: PushService) -> str:
    return service.origin.replace("http", "ws") + "/"
