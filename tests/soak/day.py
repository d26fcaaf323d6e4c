"""One device's random day: where its person goes, what they tap, and what befalls them."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from urllib.parse import urlsplit

from playwright.async_api import Error

from tests.faults.proxy import NetworkState
from tests.soak.device import Device
from tests.soak.journal import Journal, Tapped
from tests.soak.outcome import wait_for_outcome
from tests.soak.page_acts import Offer, PageActor, choose, offers
from tests.soak.waiting_page import PATH, WaitingPage

_MOST_TABS = 3
_LONG_SPELL = (62.0, 80.0)  # seconds: what waits longer than a minute carries its own time
_LINKS = """
() => [...document.querySelectorAll('main a[href]')].map((link) => new URL(link.href).pathname)
  .filter((path) => /^.(issues|steps|owner-changes)./.test(path) && !/share$/.test(path))
"""


@dataclass
class Day:
    """`acts` counts taps; the rest of what happens comes between them."""

    device: Device
    journal: Journal
    chance: Random
    acts: int = 0
    notes: list[str] = field(default_factory=list)
    _spell: int = 0  # steps that are left of it
    _spell_until: float = 0.0

    def __post_init__(self) -> None:
        self.actor = PageActor(self.device, self.chance)
        self.waiting_page = WaitingPage(self.device, self.journal)

    async def step(self) -> bool:
        """Whether it was a tap."""
        await self._look_at_the_sky()
        if await self._do_something_else():
            return False
        offered = await offers(self.device)
        if not offered or self.chance.random() < 0.35:
            await self._go_somewhere()
            offered = await offers(self.device)
        if not offered:
            return False
        return await self._tap(choose(self.chance, offered))

    async def clear_up(self) -> None:
        await self.device.turn_off_network(False)
        self.device.way.turn(NetworkState.FAIR)

    # ---- what befalls them

    async def _look_at_the_sky(self) -> None:
        if self._spell > 0 or time.monotonic() < self._spell_until:
            self._spell -= 1
            if self._spell <= 0 and time.monotonic() >= self._spell_until:
                await self._change(NetworkState.ROUGH)
        elif self.chance.random() < 0.06:
            kind = self.chance.choice(["refused", "refused", "offline", "offline", "silent"])
            self._spell = self.chance.randint(1, 2 if kind == "silent" else 8)
            if kind != "silent" and self.chance.random() < 0.12:
                self._spell_until = time.monotonic() + self.chance.uniform(*_LONG_SPELL)
            await self._change(NetworkState.ROUGH if kind == "offline" else NetworkState(kind))
            await self.device.turn_off_network(kind == "offline")

    async def _change(self, state: NetworkState) -> None:
        self._note(f"the network is {state}")
        await self.device.turn_off_network(False)
        self.device.way.turn(state)

    async def _do_something_else(self) -> bool:
        chance = self.chance.random()
        if chance < 0.06:
            await self.waiting_page.tidy(self.chance)
        elif chance < 0.075:
            await self._die()
        elif chance < 0.09 and self.device.tabs < _MOST_TABS:
            await self.device.open_tab()
        elif chance < 0.105 and self.device.tabs > 1:
            await self.device.close_tab()
        else:
            return False
        return True

    async def _die(self) -> None:
        self._note("the browser is killed")
        await self.device.die()
        await self.device.start()
        if self._spell > 0:  # the browser’s own switch is a new one
            await self.device.turn_off_network(False)

    # ---- where they go

    async def _go_somewhere(self) -> None:
        links = sorted(set(await self.device.look(_LINKS) or []))
        asks = [path for path in links if path.endswith(("/ask", "/owner-change"))]
        asked = [path for path in links if path.startswith(("/steps", "/owner-changes"))]
        ways = ["/", "/issues/new", *links, *asks, *asked, *asked]
        if len(links) < 2 and self.chance.random() < 0.5:
            ways = ["/", "/issues/new", "/issues"]
        await self.device.go(self.chance.choice(ways))

    # ---- what they tap

    async def _tap(self, offer: Offer) -> bool:
        known = self.journal.get(offer.key)
        if known and known.words != offer.words:
            return False  # one key is one tap; another button of its form would be another
        if urlsplit(self.device.at.url).path == PATH:
            await self.waiting_page.read()  # what a thumb answers there was read before
        try:
            # Once more with the same words, where nothing was shown of it the first time.
            typed = await self.actor.fill(offer, is_new=known is None)
        except Error:  # the page was replaced under the thumb
            return False
        tapped = known or self.journal.tap(self.actor.tapped(offer, typed))
        fate = self.chance.random()
        if fate < 0.07:
            await self._tap_and_go(offer, tapped, fate)
        elif await self.actor.tap(offer):
            tapped.latest = datetime.now(UTC)
            outcome = await wait_for_outcome(self.device, offer.key)
            tapped.is_same = outcome.is_same
            self._note_try(tapped, str(outcome))
            if outcome.shown:
                now = datetime.now(UTC)
                self.journal.show(offer.key, outcome.shown, now, outcome.sentence)
        return True

    async def _tap_and_go(self, offer: Offer, tapped: Tapped, fate: float) -> None:
        """A moment after the tap the browser dies, the tab is closed, or the page loaded anew."""
        tap = asyncio.ensure_future(self.actor.tap(offer))
        await asyncio.sleep(self.chance.uniform(0, 0.4))
        if fate < 0.025:
            await self._die()
        elif fate < 0.05:
            self._note(f"the tab is closed over {offer.key}")
            await self.device.close_tab()
        else:
            self._note(f"the page is loaded anew over {offer.key}")
            with suppress(Error):
                await self.device.at.reload(wait_until="domcontentloaded")
        await tap
        tapped.latest = datetime.now(UTC)

    def _note_try(self, tapped: Tapped, words: str) -> None:
        tapped.notes.append(f"{datetime.now(UTC):%H:%M:%S.%f} on {self.device.at.url}: {words}")

    def _note(self, words: str) -> None:
        self.notes.append(f"{datetime.now(UTC):%H:%M:%S.%f} {self.device.name}: {words}")
