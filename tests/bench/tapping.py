"""What a tap costs on a slow phone, and how long a full queue takes once there is a network.

Chromium with a processor slowed down four times, as Lighthouse does it; the network is this
machine's own, so that what is measured is the phone and the server. A tap is written down, sealed
and on the disk, before it is sent; only then is it shown as kept.
"""

import base64
import io
import json
import shutil
import statistics
from dataclasses import dataclass
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench.rivals import Rival
from tests.bench.shape import MINE, ref
from tests.bench.table import Row, print_table
from tests.bench.weight import BROWSERS
from tests.support.browsers import ARGUMENTS, SIZE, evaluate

_SLOWER = 4  # times
_TAPS = 15
_NOTES, _REPORTS = 40, 10  # that wait; each report has a photo
# As phones make them; see static/js/photos/shrink-worker.js.
_LONGEST_SIDE, _PHOTO_BYTES = 1600, 300_000

# Each is the inside of an async function; APP is the page's own script, where the queue is.
_TAP = """
  const form = document.querySelector('form[action$="/note"]');
  form.closest('dialog').showModal();
  form.querySelector('textarea').value = `Note ${GIVEN}`;
  const began = performance.now();
  const when = (name) => new Promise((done) =>
    document.addEventListener(name, () => done(performance.now() - began), { once: true }));
  const told = [when('ownit:kept'), when('htmx:after:swap')];
  form.querySelector('button:not([type="button"])').click();
  return Promise.all(told);
"""
_FILL = """
  const { addTap } = await import(APP);
  const bytes = Uint8Array.from(atob(GIVEN.photo), (letter) => letter.charCodeAt(0));
  const person = document.body.dataset.person;
  const began = performance.now();
  for (const { path, fields, has_photo } of GIVEN.taps) {
    const key = crypto.randomUUID();
    const blob = new Blob([bytes], { type: 'image/jpeg' });
    await addTap({
      key, path, person, fields: [...fields, ['key', key]], words: 'A tap', about: '', ref: '',
      files: has_photo ? [{ name: 'photo', filename: 'photo.jpg', blob }] : [],
      tappedAt: Date.now(), tries: 0, nextAt: 0, answer: null,
    });
  }
  return performance.now() - began;
"""
_DRAIN = """
  const { listTaps } = await import(APP);
  const began = performance.now();
  while ((await listTaps()).some(({ state }) => state === 'waiting')) {
    await new Promise((turn) => setTimeout(turn, 50));
  }
  return { took: performance.now() - began, refused: (await listTaps()).length };
"""
_STORED = """
  const { usageDetails, usage } = await navigator.storage.estimate();
  return usageDetails?.indexedDB ?? usage;
"""


@dataclass(frozen=True)
class Tapped:
    kept: list[float]  # milliseconds from the thumb to the disk
    shown: list[float]  # … to the server's answer on the screen
    filled: float  # milliseconds for all that wait
    stored: int  # bytes in IndexedDB
    drained: float  # milliseconds until nothing waits


def measure(rival: Rival) -> Tapped | None:
    """None where there is no Chromium."""
    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    if binary is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{rival.port}",
            viewport={"width": SIZE["width"], "height": SIZE["height"]},
        )
        tapped = _measure(context, rival)
        browser.close()
    return tapped


def _measure(context: BrowserContext, rival: Rival) -> Tapped:
    name, _, value = rival.cookies[-1].partition("=")
    url = f"http://127.0.0.1:{rival.port}"
    context.add_cookies([{"name": name, "value": value, "url": url}])
    page = context.new_page()
    page.goto(f"/issues/{ref(0)}", wait_until="networkidle")
    slow = context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    taps = [_run(page, _TAP, number) for number in range(_TAPS)]
    before = _run(page, _STORED)
    context.set_offline(True)
    filled = _run(page, _FILL, {"photo": _photo(), "taps": _waiting(page)})
    stored = _run(page, _STORED) - before
    context.set_offline(False)  # the page hears of it, and sends by itself
    drained = _run(page, _DRAIN)
    assert not drained["refused"], f"{drained['refused']} taps were refused"
    kept, shown = zip(*taps, strict=True)
    return Tapped(sorted(kept), sorted(shown), filled, stored, drained["took"])


def _run(page: Page, inside: str, given: object = None) -> Any:
    return evaluate(page, _inside(inside, given))


def _inside(script: str, given: object) -> str:
    app = "document.querySelector('script[type=module]').src"
    return f"(async (APP, GIVEN) => {{{script}}})({app}, {json.dumps(given)})"


def _waiting(page: Page) -> list[dict[str, Any]]:
    """Notes on the issues of whoever looks, and among them reports with a photo."""
    site = page.request.get("/issues/new").text().partition('name="site_id" value="')[2]
    taps = []
    for number in range(_NOTES + _REPORTS):
        if number % 5 == 4:
            fields = {"text": f"Seen while walking, number {number}", "urgency": "today"}
            fields |= {"site_id": site.partition('"')[0], "intent": "own"}
            taps.append({"path": "/issues", "fields": list(fields.items()), "has_photo": True})
        else:
            path = f"/issues/{ref(1 + number % (MINE - 1))}/note"
            fields = {"text": f"Note {number}", "seen": "1"}
            taps.append({"path": path, "fields": list(fields.items()), "has_photo": False})
    return taps


def _photo() -> str:
    """A JPEG as large as a phone may make it, in base64."""
    size = (_LONGEST_SIDE, _LONGEST_SIDE * 3 // 4)
    picture = Image.effect_noise(size, 60).convert("RGB")
    for quality in range(80, 1, -4):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= _PHOTO_BYTES:
            break
    return base64.b64encode(out.getvalue()).decode()


def show(tapped: Tapped | None) -> None:
    if not tapped:
        print("\nTaps: not measured, because chromium is not installed.")
        return
    rows = [
        Row("a tap, until it is kept", _times(tapped.kept)),
        Row("a tap, until its answer is on the screen", _times(tapped.shown)),
        Row(f"{_NOTES + _REPORTS} taps, {_REPORTS} with a photo: kept", (_ms(tapped.filled), "")),
        Row("… until none waits any more", (_ms(tapped.drained), "")),
        Row("… in the phone’s storage", (f"{tapped.stored / 1e6:.1f} MB", "")),
    ]
    print_table(f"Taps on a phone {_SLOWER} times slower", ("median", "slowest"), rows)


def _times(found: list[float]) -> tuple[str, str]:
    return _ms(statistics.median(found)), _ms(found[-1])


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:,.0f} ms"
