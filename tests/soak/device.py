"""A phone that can die: a real Chromium with a profile of its own, behind a network of its own."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Error, Page, Playwright

from tests.faults.proxy import NetworkState, Proxy
from tests.support.browsers import ARGUMENTS, SIZE

COOKIE = "ownit"
_PATIENCE = 8_000  # milliseconds for a page; a silent network takes as long as that
_A_MONTH = 30 * 24 * 3600.0
_A_LOOK = 10.0  # seconds: a page may ask a network that is silent before it answers
_GONE = 10.0  # seconds for a killed browser’s processes to be gone
# Notes which forms were sent at all, also those that leave the page before their answer comes, and
# counts what htmx has under way: then a look at the page knows whether a tap is over, or whether
# the page was renewed under the thumb.
_LISTEN = """
window.sentForms = new Set();
addEventListener('submit', ({ target }) => {
  sessionStorage.setItem(`driven ${target.elements.key?.value}`, 'sent');
  window.sentForms.add(target);
}, true);
window.underWay = 0;
document.addEventListener('htmx:before:request', () => { window.underWay += 1 });
document.addEventListener('htmx:finally:request', () => { window.underWay -= 1 });
"""


@dataclass
class Device:
    name: str
    person: str
    way: Proxy
    profile: Path
    playwright: Playwright
    binary: str
    context: BrowserContext | None = None
    page: Page | None = None
    deaths: int = 0
    # What the pages complained about that no network explains.
    complaints: list[str] = field(default_factory=list)

    async def start(self) -> Page:
        """As its person taps the icon: home, as far as the network has it."""
        self.context = await self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=self.binary,
            args=ARGUMENTS,
            base_url=self.way.url,
            viewport={"width": SIZE["width"], "height": SIZE["height"]},
            is_mobile=True,
            has_touch=True,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Vienna",
        )
        self.context.set_default_timeout(_PATIENCE)
        await self.context.add_init_script(_LISTEN)
        self.context.on("page", self._listen)
        self.page = self.context.pages[0]
        self._listen(self.page)
        await self.go("/")
        return self.page

    async def sign_in(self, token: str) -> None:
        """And ends the browser properly once, so that what it knows is on its disk."""
        await self.start()
        assert self.context
        until = time.time() + _A_MONTH
        await self.context.add_cookies(
            [{"name": COOKIE, "value": token, "url": self.way.url, "expires": until}]
        )
        await self.go("/")
        await self.context.close()

    async def go(self, path: str) -> bool:
        """Whether anything came; a browser's error page or a silent network is nothing."""
        with suppress(Error):
            await self.at.goto(path, wait_until="domcontentloaded")
            return True
        return False

    @property
    def at(self) -> Page:
        assert self.page
        return self.page

    async def look(self, script: str, argument: Any = None) -> Any:
        """What the page says; None where it went away while it was asked."""
        try:
            return await asyncio.wait_for(self.at.evaluate(script, argument), _A_LOOK)
        except (Error, TimeoutError):
            return None

    @property
    def tabs(self) -> int:
        return len(self.context.pages) if self.context else 0

    async def open_tab(self) -> None:
        """And look at it from now on; the one before stays open behind it."""
        assert self.context
        self.page = await self.context.new_page()
        await self.go("/")

    async def close_tab(self) -> None:
        """At once, whatever it is doing; another one is opened, or is there."""
        assert self.context
        before = self.at
        others = [page for page in self.context.pages if page is not before]
        self.page = others[0] if others else await self.context.new_page()
        await before.close(run_before_unload=False)
        if not others:
            await self.go("/")

    async def turn_off_network(self, off: bool) -> None:
        """By the browser itself: it knows that it is offline, and says so to its pages."""
        assert self.context
        with suppress(Error):
            await self.context.set_offline(off)

    async def die(self) -> None:
        """SIGKILL to every process of this browser, as when the battery falls out."""
        closed = asyncio.Event()
        assert self.context
        self.context.on("close", lambda _: closed.set())
        for pid in list(_processes(self.profile)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await asyncio.wait_for(closed.wait(), _GONE)
        await asyncio.wait_for(self._until_gone(), _GONE)
        self.deaths += 1

    async def _until_gone(self) -> None:
        while list(_processes(self.profile)):
            await asyncio.sleep(0.02)

    async def close(self) -> None:
        self.way.turn(NetworkState.FAIR)
        if self.context:
            with suppress(Error):
                await self.context.close()

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"a script threw: {error}"))
        page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))


def _processes(profile: Path) -> Iterator[int]:
    """The browser with this profile, then all that it started."""
    mark = f"--user-data-dir={profile}".encode()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError):
            if mark in (folder / "cmdline").read_bytes().split(b"\0"):
                yield int(folder.name)
                yield from _descendants(int(folder.name))


def _descendants(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield int(child)
            yield from _descendants(int(child))
