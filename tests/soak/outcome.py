"""What a page shows of a tap: read from the page and from the phone's queue at one look."""

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any

from tests.soak.device import Device
from tests.soak.journal import Shown

_LONGEST = 25.0  # seconds: a tap is called kept after ten
_TURN = 0.05
_A_MOMENT = 0.5

# `waits`, `sentence`: as the queue has this tap. `isThere`: the form still has its key, so that
# nothing has been shown yet. `stays`: the form is there, with another key.
_LOOK = """
async ({ key }) => {
  const source = document.querySelector('script[src*="/js/app.js"]')?.src;
  const queue = source ? await import(source).catch(() => null) : null;
  const taps = queue ? await queue.listTaps().catch(() => null) : null;
  const mine = taps?.find((tap) => tap.key === key);
  const shown = (id) => Boolean(document.getElementById(id)?.checkVisibility());
  const bad = document.querySelector('#notice.notice--bad');
  return {
    hasQueue: Boolean(taps),
    waits: mine ? mine.state === 'waiting' : null,
    sentence: mine?.answer?.sentence ?? null,
    isThere: Boolean(document.querySelector(`input[name="key"][value="${key}"]`)),
    stays: Boolean(document.querySelector('form[data-driven]')),
    isBusy: window.underWay > 0
      || [...window.sentForms].some((form) => form.classList.contains('is-sent')),
    isKept: location.pathname === '/waiting' || shown('banner-kept')
      || (shown('banner-answers') && /not sent yet/.test(document.body.innerText)),
    gaveUp: ['banner-unsaved', 'banner-busy', 'banner-signed-out'].some(shown),
    bad: bad ? bad.textContent.trim() : null,
    wasSent: Boolean(sessionStorage.getItem(`driven ${key}`)),
    isUnsaved: document.title.startsWith('No answer came'),
    path: location.pathname,
  };
}
"""


@dataclass(frozen=True)
class Outcome:
    """`shown` None: nothing was promised. `is_same`: the phone took it for one that waits.
    `why`: what the page was like, where nothing was shown."""

    shown: Shown | None
    sentence: str = ""
    is_same: bool = False
    why: str = ""


async def wait_for_outcome(device: Device, key: str) -> Outcome:
    deadline = time.monotonic() + _LONGEST
    seen: dict[str, Any] | None = None
    while time.monotonic() < deadline:
        seen = await device.look(_LOOK, {"key": key})
        outcome = _read(seen) if seen else None
        if outcome and outcome.shown is Shown.DONE:
            return await _look_twice(device, key)
        if outcome:
            return outcome if outcome.shown else replace(outcome, why=str(seen))
        await asyncio.sleep(_TURN)
    return Outcome(None, why=f"nothing for {_LONGEST} s: {seen}")


async def _look_twice(device: Device, key: str) -> Outcome:
    """A page that was renewed meanwhile shows the answer a moment later; and an answer that is
    gone a moment later was not shown."""
    await asyncio.sleep(_A_MOMENT)
    seen = await device.look(_LOOK, {"key": key})
    return (seen and _read(seen)) or Outcome(None, why=f"gone a moment later: {seen}")


def _read(seen: dict[str, Any]) -> Outcome | None:
    """None: it is not over yet."""
    if seen["gaveUp"] and not seen["isBusy"] and seen["waits"] is None:
        return Outcome(None)
    if seen["isBusy"] or seen["isThere"]:
        return None
    if not (seen["hasQueue"] and seen["wasSent"]) or seen["isUnsaved"]:
        return Outcome(None)  # without scripts, or renewed under the thumb
    if seen["waits"]:
        return Outcome(Shown.KEPT) if seen["isKept"] else None
    if seen["waits"] is False:
        return Outcome(Shown.KEPT) if seen["isKept"] else Outcome(None)
    if seen["bad"]:
        return Outcome(Shown.REFUSED, seen["bad"])
    if seen["stays"] or seen["path"] == "/waiting":
        return Outcome(None, is_same=True)
    return Outcome(Shown.DONE)
