"""Chromium as a phone: 360 × 800, touch, light or dark, scripts on or off.

Whatever a page complains about is a finding: an error in its console, a script that threw, a
broken Content-Security-Policy, an answer with 5xx, a request that failed or went to another
host, a dialog that popped up. `Phone.close` fails on them.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Playwright,
    Request,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.support import missing
from tests.support.limits import LIMIT

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SIZE: ViewportSize = {"width": 360, "height": 800}
DESK: ViewportSize = {"width": 1280, "height": 800}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Chromium writes these when a page is answered with a refusal on purpose.
_REFUSED_ON_PURPOSE = "Failed to load resource: the server responded with a status of 4"
# A request that the page itself gave up, because it went on to another page; and what a policy
# refused, which is in the console already, while with scripts off it is every script.
_NO_FAILURE = ("net::ERR_ABORTED", "csp")
_SERIOUS = ("serious", "critical")

expect.set_options(timeout=LIMIT * 1000)

Scheme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; skips or fails the test where there is none."""
    binary = missing.chromium()
    with sync_playwright() as playwright, launched(playwright, binary) as browser:
        yield browser


@contextmanager
def launched(playwright: Playwright, binary: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
    yield browser
    browser.close()


# A test that moves a page's clock also moves it past the limit of what is just being written. What
# a storage that never answers does to a tap has tests of its own.
_GIVEN_UP = re.compile(r"^a script threw: The storage does not answer\.$")


@dataclass
class Phone:
    """One person's phone: a browser context with cookies of its own, and one page in it."""

    name: str
    context: BrowserContext
    page: Page
    host: str = ""  # the only one that it may talk to; "" for any
    complaints: list[str] = field(default_factory=list)
    forgiven: list[re.Pattern[str]] = field(default_factory=lambda: [_GIVEN_UP])

    @classmethod
    def switch_on(
        cls,
        browser: Browser,
        name: str,
        *,
        scheme: Scheme = "light",
        scripts: bool = True,
        zone: str = "Europe/Vienna",
        base_url: str | None = None,
        at_desk: bool = False,
    ) -> "Phone":
        """Addresses without a host are those at `base_url`, and others are a complaint then.
        `at_desk`: no phone, but a wide window with a mouse and a keyboard."""
        size = DESK if at_desk else SIZE
        context = browser.new_context(
            base_url=base_url,
            viewport=size,
            is_mobile=not at_desk,
            has_touch=not at_desk,
            device_scale_factor=1 if at_desk else 2,
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id=zone,
        )
        context.set_default_timeout(LIMIT * 1000)
        phone = cls(name, context, context.new_page(), urlsplit(base_url or "").netloc)
        phone._listen()
        return phone

    def close(self) -> None:
        """Raises AssertionError with everything that the pages complained about, but for what
        was forgiven.
        """
        self.context.close()
        found = [one for one in self.complaints if not self._is_forgiven(one)]
        assert not found, f"{self.name}’s phone:\n- " + "\n- ".join(found)

    def forgive(self, complaint: re.Pattern[str]) -> None:
        """It was meant to happen. Whenever it is heard of: browsers tell of it when they like."""
        self.forgiven.append(complaint)

    def _is_forgiven(self, complaint: str) -> bool:
        return any(one.search(complaint) for one in self.forgiven)

    def _listen(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"a script threw: {error}"))
        self.page.on("response", self._on_response)
        self.page.on("request", self._on_request)
        self.page.on("requestfailed", self._on_failed)
        self.page.on("dialog", self._on_dialog)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_REFUSED_ON_PURPOSE):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url} answered {response.status}")

    def _on_request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc  # "" for data: and blob:
        if self.host and host not in ("", self.host):
            self.complaints.append(f"{self.page.url} asked another host: {request.url}")

    def _on_failed(self, request: Request) -> None:
        if request.failure not in _NO_FAILURE:
            self.complaints.append(f"{request.url} failed: {request.failure}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"{self.page.url} opened a dialog: {dialog.message}")
        dialog.dismiss()


def too_wide(page: Page) -> list[str]:
    """What sticks out at the side where lines end: then the page scrolls sideways."""
    found: list[str] = evaluate(
        page,
        "[...document.querySelectorAll("
        "'body *:not(bdi, .table__head *, .figures__scroll *)')].filter(e => {"
        "const r = e.getBoundingClientRect();"
        "const over = document.dir === 'rtl' ? -r.left"
        " : r.right - document.documentElement.clientWidth;"
        "return r.width > 0 && over > 1})"
        ".slice(0, 5).map(e => e.tagName + '.' + e.className)"
        " .concat(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls'] : [])",
    )
    return found


def too_small(page: Page, least: int = 44) -> list[str]:
    """Buttons and fields that a thumb misses: less than `least` CSS pixels high."""
    found: list[str] = evaluate(
        page,
        "[...document.querySelectorAll('button:not([aria-hidden]), input:not([type=hidden])"
        ":not([type=checkbox])"
        ":not([type=radio]):not([type=file]), select, a.button')]"
        ".filter(e => e.checkVisibility() && e.getClientRects().length)"
        f".filter(e => e.getBoundingClientRect().height < {least})"
        ".map(e => e.tagName + ' ' + (e.textContent.trim() || e.name) + ' '"
        " + Math.round(e.getBoundingClientRect().height))",
    )
    return found


def accessibility(page: Page, *rules: str) -> list[str]:
    """What axe finds that is serious or critical, each with the elements it is about.

    By all its rules; or by these alone.
    """
    assert AXE.exists(), "axe-core is missing. Install it with: make test"
    if not evaluate(page, "'axe' in window"):
        evaluate(page, AXE.read_text() + "; undefined")
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    result: dict[str, Any] = evaluate(page, f"axe.run(document, {json.dumps(options)})")
    return [
        f"{one['impact']}: {one['help']}: {', '.join(str(node['target']) for node in one['nodes'])}"
        for one in result["violations"]
        if one["impact"] in _SERIOUS
    ]


def evaluate(page: Page, expression: str) -> Any:
    """Through the debugger, which the page's Content-Security-Policy does not bind."""
    session = page.context.new_cdp_session(page)
    try:
        answer = session.send(
            "Runtime.evaluate",
            {"expression": expression, "awaitPromise": True, "returnByValue": True},
        )
    finally:
        session.detach()
    details = answer.get("exceptionDetails")
    assert not details, f"{details}"
    return answer["result"].get("value")
