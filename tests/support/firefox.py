"""Drives a stock Firefox over WebDriver BiDi, for pushes that really travel.

async with Firefox(push_url="ws://127.0.0.1:8765/") as firefox:
    await firefox.grant_notifications("http://127.0.0.1:8000")
    await firefox.goto("http://127.0.0.1:8000/")
    title = await firefox.eval("document.title")
"""

import asyncio
import base64
import contextlib
import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.support.bidi import BiDiError, Connection, to_python
from tests.support.firefox_settings import USER_CHROME, preferences
from tests.support.limits import LIMIT

_LISTENING = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
# The centre of an element as it lies after two frames without a move, or null; `clickReached` says
# afterwards whether a click came to it.
_AIM = """(async () => {
    const e = document.querySelector(%s);
    if (!e) return null;
    e.scrollIntoView({block: 'center', behavior: 'instant'});
    const frame = () => new Promise(requestAnimationFrame);
    const place = () => JSON.stringify(e.getBoundingClientRect());
    await frame();
    const before = place();
    await frame();
    if (place() !== before) return null;
    window.clickReached = false;
    e.addEventListener('click', () => (window.clickReached = true), {once: true, capture: true});
    const r = e.getBoundingClientRect();
    return [Math.round(r.x + r.width / 2), Math.round(r.y + r.height / 2)];
})()"""
_HIDDEN = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")


class Firefox:
    """One headless Firefox with a profile of its own."""

    def __init__(
        self,
        binary: str,
        *,
        push_url: str = "",
        prefs: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.binary = binary
        self.prefs = preferences(push_url) | dict(prefs or {})
        self.env = dict(env or {})
        self.profile = Path(tempfile.mkdtemp(prefix="ownit-firefox-"))
        self.context = ""
        self.connection = Connection()
        self._process: asyncio.subprocess.Process | None = None
        self._drain: asyncio.Task[None] | None = None

    # Its life

    async def __aenter__(self) -> Self:
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in self.prefs.items()]
        (self.profile / "user.js").write_text("\n".join(lines))
        (self.profile / "chrome").mkdir()
        (self.profile / "chrome" / "userChrome.css").write_text(USER_CHROME)
        try:
            await self._start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def _start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            self.binary,
            *("--headless", "--no-remote", "--profile", str(self.profile)),
            *("--remote-debugging-port", "0", "--remote-allow-system-access", "about:blank"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self._environment(),
            start_new_session=True,
        )
        output = self._process.stdout
        if output is None:
            raise BiDiError("Firefox has no output to read its address from")
        url = await asyncio.wait_for(_address(output), LIMIT)
        self._drain = asyncio.create_task(_throw_away(output))
        await self.connection.open(url)
        tree = await self.connection.send("browsingContext.getTree", maxDepth=0)
        self.context = tree["contexts"][0]["context"]
        # As a phone: on a wide window a list stands beside the page, and moves what is clicked.
        size = {"width": 360, "height": 800}
        await self.connection.send(
            "browsingContext.setViewport", context=self.context, viewport=size
        )

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in _HIDDEN}
        ours = {
            "MOZ_CRASHREPORTER_DISABLE": "1",
            "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1",  # only then it heeds services.settings.server
            "HOME": str(self.profile),
            "XDG_CACHE_HOME": str(self.profile),
        }
        return kept | ours | self.env

    async def __aexit__(self, *_: object) -> None:
        if self.connection.is_open:
            with contextlib.suppress(BiDiError, TimeoutError, ConnectionError):
                await asyncio.wait_for(self.connection.send("browser.close"), 5)
        if self._process and self._process.returncode is None:
            try:
                await asyncio.wait_for(self._process.wait(), 15)
            except TimeoutError:
                os.killpg(self._process.pid, signal.SIGKILL)  # its own group only
                await self._process.wait()
        if self._drain:
            self._drain.cancel()
        await self.connection.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    # What a person does

    async def goto(self, url: str) -> None:
        # Else it is the page that was on its way whose end is waited for.
        await self.until("document.readyState === 'complete'")
        await self.connection.send(
            "browsingContext.navigate", context=self.context, url=url, wait="complete"
        )

    async def click(self, css: str) -> None:
        """A trusted click: what asks for user activation gets it. What moved away beneath the
        pointer is clicked again. Raises TimeoutError."""
        try:
            async with asyncio.timeout(LIMIT):
                while not await self._click_once(css):
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise TimeoutError(f"no click reached {css} in {LIMIT} s") from None

    async def _click_once(self, css: str) -> bool:
        """Whether it reached this element, or the page has gone since."""
        place = await self.eval(_AIM % json.dumps(css))
        if place is None:
            return False
        x, y = place
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        pointer = {"type": "pointer", "id": "mouse", "actions": steps}
        await self.connection.send("input.performActions", context=self.context, actions=[pointer])
        try:
            return bool(await self.eval("window.clickReached !== false"))
        except BiDiError:
            return True

    async def grant_notifications(self, origin: str, state: str = "granted") -> None:
        """Or "denied", as if the person had said no."""
        await self.connection.send(
            "permissions.setPermission",
            descriptor={"name": "notifications"},
            state=state,
            origin=origin,
        )

    async def screenshot(self, path: Path) -> None:
        shot = await self.connection.send("browsingContext.captureScreenshot", context=self.context)
        path.write_bytes(base64.b64decode(shot["data"]))

    # Looking inside

    async def eval(self, expression: str, *, context: str | None = None) -> Any:
        """Evaluate in the page, and await, an expression. Raises BiDiError where it throws."""
        reply = await self.connection.send(
            "script.evaluate",
            expression=expression,
            awaitPromise=True,
            target={"context": context or self.context},
            serializationOptions={"maxObjectDepth": 8},
        )
        if reply["type"] == "exception":
            raise BiDiError(reply["exceptionDetails"]["text"])
        return to_python(reply["result"])

    async def until(self, expression: str, seconds: float = LIMIT) -> Any:
        """The expression's first true value; raises TimeoutError with the expression."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := await self.eval(expression)):
                    await asyncio.sleep(0.02)
                return value
        except TimeoutError:
            raise TimeoutError(f"never true in {seconds} s: {expression}") from None

    async def says(self, words: str) -> None:
        """Wait until the page shows these words; there may be no page yet. Raises TimeoutError with
        what it shows instead."""
        try:
            await self.until(f"document.body?.innerText.includes({json.dumps(words)})")
        except TimeoutError:
            shown = await self.eval("`${location}: ${document.body?.innerText}`")
            raise TimeoutError(f"{words!r} is not shown at {shown}") from None

    async def chrome_eval(self, expression: str) -> Any:
        """The same in the browser's own window, where Services is at hand."""
        tree = await self.connection.send(
            "browsingContext.getTree", maxDepth=0, **{"moz:scope": "chrome"}
        )
        return await self.eval(expression, context=tree["contexts"][0]["context"])

    async def turn_to(self, url: str) -> None:
        """To another tab, once one begins with this address; raises TimeoutError."""
        async with asyncio.timeout(LIMIT):
            while True:
                tree = await self.connection.send("browsingContext.getTree", maxDepth=0)
                for one in tree["contexts"]:
                    if one["url"].startswith(url):
                        self.context = one["context"]
                        return
                await asyncio.sleep(0.02)

    async def alerts(self) -> list[dict[str, str]]:
        """The notifications on screen: title and body of each of Firefox's own windows, once it is
        loaded."""
        found: list[dict[str, str]] = await self.chrome_eval(
            "[...Services.wm.getEnumerator('alert:alert')]"
            ".filter(w => w.document.getElementById('alertTitleLabel')).map(w => ({"
            "title: w.document.getElementById('alertTitleLabel').value,"
            "body: w.document.getElementById('alertTextLabel').textContent}))"
        )
        return found

    async def wait_for_alert(self, words: str, seconds: float = LIMIT) -> dict[str, str]:
        """The notification with these words in its title; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                for one in await self.alerts():
                    if words in one["title"]:
                        return one
                await asyncio.sleep(0.02)

    async def click_alert(self, title: str) -> None:
        """Click the notification of this title; raises BiDiError where there is none."""
        clicked = await self.chrome_eval(
            "(() => {for (const w of Services.wm.getEnumerator('alert:alert')) {"
            f"if (w.document.getElementById('alertTitleLabel').value === {json.dumps(title)}) {{"
            "w.document.getElementById('alertBox').click(); return true}} return false})()"
        )
        if not clicked:
            raise BiDiError(f"no notification {title!r} is on screen")


async def _address(output: asyncio.StreamReader) -> str:
    seen = b""
    async for line in output:
        seen += line
        if found := _LISTENING.search(line):
            return found[1].decode()
    raise BiDiError(f"Firefox ended before it listened:\n{seen.decode(errors='replace')}")


async def _throw_away(output: asyncio.StreamReader) -> None:
    # A full pipe would make the browser wait.
    async for _ in output:
        pass
