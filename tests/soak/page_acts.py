"""Finds what a page offers, fills it in and taps it: nothing that is not there."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from playwright.async_api import Error, Locator

from tests.browser.actions import photo
from tests.soak.device import Device
from tests.soak.journal import Tapped

_A_TAP = 3_000  # milliseconds
_OFTEN_A_PHOTO = 0.25
_OFTEN_WRITTEN = 0.6  # what need not be filled in
# Every button that sends a tap, with its form's key. Folds are opened, as somebody looking would.
_OFFERED = """
() => {
  document.querySelectorAll('main details').forEach((fold) => { fold.open = true });
  const found = [];
  const sends = (button) =>
    button.type === 'submit' && button.formMethod !== 'get' && button.checkVisibility();
  document.querySelectorAll('form[data-tap]').forEach((form) => {
    form.querySelectorAll('button').forEach((button) => {
      if (sends(button)) found.push({
        button: (button.dataset.offer ??= crypto.randomUUID()), words: button.textContent.trim(),
        key: form.elements.key?.value ?? '',
        path: button.getAttribute('formaction') ?? form.getAttribute('action'),
      });
    });
  });
  return found;
}
"""
# As the page has them when they are ready: a draft may have brought some back.
_PHOTOS = "photos"
_CHOSEN = """
async (form) => {
  await form.shrinking;
  const files = [...form.elements].flatMap((field) => [...(field.files ?? [])]);
  return (form.photos ?? files).length;
}
"""
_MARK = "form => { form.dataset.driven = 'yes' }"
# The field whose words the history shows, by the act's name in its address.
_TOLD = {"steps": "need", "owner-change": "line", "propose": "who"}
_OFTEN_THE_SAME = 0.05  # what is reported, once more
_RARE = ("own", "resolve", "withdraw")  # by one of three, or walks would end before they begin


@dataclass(frozen=True)
class Offer:
    """One button on the page, by a mark on it, and the tap that it would make."""

    button: str
    words: str
    key: str
    path: str


async def offers(device: Device) -> list[Offer]:
    found: list[dict[str, Any]] = await device.look(_OFFERED) or []
    return [Offer(**one) for one in found if one["key"]]


def choose(chance: Random, offered: list[Offer]) -> Offer:
    """One of many buttons for people is as likely as one act: by act first, then by button."""
    acts = sorted({one.path for one in offered})
    weights = [1 if path.rpartition("/")[2] in _RARE else 3 for path in acts]
    path = chance.choices(acts, weights)[0]
    return chance.choice([one for one in offered if one.path == path])


@dataclass
class PageActor:
    """What it writes is unique, so that the history can be searched for it."""

    device: Device
    chance: Random
    written: int = 0
    reported: str = ""

    async def fill(self, offer: Offer, *, is_new: bool) -> dict[str, str]:
        """The words that were typed, by field. Raises Error where the form goes away."""
        form = self._form(offer)
        typed: dict[str, str] = {}
        await form.evaluate(_MARK, timeout=_A_TAP)
        if not is_new:
            return typed
        for tick in await form.locator("input[name^='use-']").all():
            await tick.check(timeout=_A_TAP)  # at least one of them is needed
        for field in await form.locator("textarea, input:not([type=hidden])").all():
            await self._fill_one(offer, field, typed)
        typed[_PHOTOS] = str(await form.evaluate(_CHOSEN, timeout=_A_TAP))
        return typed

    async def _fill_one(self, offer: Offer, field: Locator, typed: dict[str, str]) -> None:
        name = await field.get_attribute("name", timeout=_A_TAP) or ""
        kind = await field.get_attribute("type") or "text"
        if kind == "file":
            if self.chance.random() < _OFTEN_A_PHOTO:
                await field.set_input_files(photo(), timeout=_A_TAP)
        elif kind == "radio":
            if self.chance.random() < 1 / 3 or await field.evaluate("one => !one.checked"):
                await field.evaluate("one => one.click()")
            if await field.is_checked():
                typed[name] = await field.get_attribute("value") or ""
        elif kind == "text" and name != "place" and await field.is_visible():
            is_needed = await field.get_attribute("required") is not None
            if is_needed or name in ("text", "need") or self.chance.random() < _OFTEN_WRITTEN:
                typed[name] = self._words(name, offer)
                await field.fill(typed[name], timeout=_A_TAP)

    def _words(self, name: str, offer: Offer) -> str:
        if offer.path == "/issues" and self.reported and self.chance.random() < _OFTEN_THE_SAME:
            return self.reported
        if name.startswith("amount-"):
            return "12.50"
        self.written += 1
        words = f"{name} {self.written} of {self.device.name}"
        if offer.path == "/issues" and name == "text":
            self.reported = words
        return words

    def tapped(self, offer: Offer, typed: dict[str, str]) -> Tapped:
        """As it is about to be."""
        *_, act = parts = offer.path.strip("/").split("/")
        field = "could" if parts[0] == "steps" and act == "decline" else _TOLD.get(act, "text")
        field = "why" if typed.get("what") == "not-yet" else field
        now = datetime.now(UTC)
        return Tapped(
            key=offer.key,
            person=self.device.person,
            device=self.device.name,
            path=offer.path,
            words=offer.words,
            earliest=now,
            latest=now,
            text=typed.get(field),
            photos=int(typed.get(_PHOTOS, "0")),
        )

    async def tap(self, offer: Offer) -> bool:
        """Whether the button was there to be tapped."""
        button = self._form(offer).locator(f'[data-offer="{offer.button}"]')
        try:
            await button.click(timeout=_A_TAP, no_wait_after=True)
        except Error:
            return False
        return True

    def _form(self, offer: Offer) -> Locator:
        """By its key: the page may have been loaded anew since it was looked at."""
        key = f'input[name="key"][value="{offer.key}"]'
        return self.device.at.locator("form[data-tap]", has=self.device.at.locator(key))
