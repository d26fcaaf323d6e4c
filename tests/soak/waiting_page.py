"""The page of what waits on a phone: what it says of each tap, and what a thumb can do there."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from tests.soak.device import Device
from tests.soak.journal import Journal, Shown

PATH = "/waiting"
_NO_REASON = "This was refused."  # nobody is helped by that

_ROWS = """
() => ['unsent', 'answered'].map((id) => [...document.querySelectorAll(`#waiting-${id} li`)]
  .filter((row) => row.checkVisibility())
  .map((row) => ({
    key: row.dataset.key,
    words: row.querySelector('[data-state]').textContent.trim(),
    isBad: row.querySelector('[data-state]').classList.contains('notice--bad'),
    isOpen: Boolean(row.querySelector('[data-withdraw]')?.checkVisibility()),
  })))
"""
# Taps Withdraw, and once more where it asks; gives all that was said until the row was gone.
_WITHDRAW = """
async (key) => {
  const said = [], place = document.getElementById('waiting-said');
  const isOver = (words) => /Withdrawn:|on its way/.test(words);
  const listen = new MutationObserver(() => said.push(place.textContent));
  listen.observe(place, { childList: true, characterData: true, subtree: true });
  const row = document.querySelector(`#waiting-unsent li[data-key="${key}"]`);
  const button = row?.querySelector('[data-withdraw]');
  if (!button?.checkVisibility()) return said;
  button.click();
  if (button.dataset.asked) button.click();
  for (let turn = 0; turn < 60 && !said.some(isOver); turn += 1) {
    await new Promise((next) => setTimeout(next, 50));
  }
  return said;
}
"""
_COUNTS = """
async () => {
  const source = document.querySelector('script[src*="/js/app.js"]')?.src;
  return source ? (await import(source)).countTaps() : null;
}
"""
_DONE = """
(key) => document.querySelector(`#waiting-answered li[data-key="${key}"] [data-done]`)?.click()
"""


@dataclass
class WaitingPage:
    device: Device
    journal: Journal

    async def read(self) -> tuple[list[str], list[str]]:
        """Keys of what can be taken back, and of what was answered, which is a refusal, or done
        with a remark; the journal notes what was read."""
        rows: list[list[dict[str, Any]]] | None = await self.device.look(_ROWS)
        unsent, answered = rows or ([], [])
        now = datetime.now(UTC)
        for row in unsent:
            self.journal.show(row["key"], Shown.KEPT, now)
        for row in answered:
            why = row["words"].removesuffix(_NO_REASON)
            shown = (Shown.REFUSED, now, why) if row["isBad"] else (Shown.DONE, now)
            self.journal.show(row["key"], *shown)
        return [row["key"] for row in unsent if row["isOpen"]], [row["key"] for row in answered]

    async def withdraw(self, key: str) -> bool:
        """Whether the page says that it was withdrawn."""
        said: list[str] = await self.device.look(_WITHDRAW, key) or []
        if any("Withdrawn:" in words for words in said):
            self.journal.show(key, Shown.WITHDRAWN, datetime.now(UTC))
            return True
        return False

    async def put_away(self, key: str) -> None:
        """“Done”: the refusal was read."""
        await self.device.look(_DONE, key)

    async def waiting(self) -> int | None:
        """How many of this phone's taps wait; None where the page cannot say."""
        return await self._count("waiting")

    async def answers(self) -> int | None:
        """How many refusals and remarks are there to be read."""
        return await self._count("answers", "remarks")

    async def _count(self, *names: str) -> int | None:
        counts: dict[str, int] | None = await self.device.look(_COUNTS)
        return sum(counts[name] for name in names) if counts else None

    async def tidy(self, chance: Random) -> None:
        """Reads all; sometimes takes one back, sometimes puts away what was read."""
        if not await self.device.go(PATH):
            return
        open_ones, answered = await self.read()
        if open_ones and chance.random() < 0.5:
            await self.withdraw(chance.choice(open_ones))
        if answered and chance.random() < 0.5:
            await self.put_away(chance.choice(answered))
