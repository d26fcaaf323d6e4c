"""The drivers see what they are there to see, so that a green page is one that was looked at."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from tests.browser.conftest import SwitchOn
from tests.support import browsers, missing
from tests.support.desktop_notifications import Desktop
from tests.support.firefox import Firefox
from tests.support.own_thread import run_in_thread

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types ownit"
)
PAGE = (
    "<!doctype html><html lang=en><meta name=viewport content='width=device-width'>"
    "<title>A page</title><main><h1>A page</h1>{}</main></html>"
)
BODIES = {
    "/good": "<p>Nothing to complain about.</p><button>I own this</button>",
    "/bad": "<img src='data:,'><input name=x><script>1</script><p style='width: 9in'>wide</p>",
}


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = BODIES.get(self.path)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(PAGE.format(found or "Nothing is here.").encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def pages() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_good_page_has_no_findings(pages: str, phone: SwitchOn) -> None:
    page = phone("Ana").page
    page.goto(f"{pages}/good")
    assert browsers.accessibility(page) == []
    assert browsers.too_wide(page) == []


def test_faults_are_found_under_a_strict_policy(pages: str, phone: SwitchOn) -> None:
    bad = phone("Ana")
    bad.page.goto(f"{pages}/bad")
    found = " ".join(browsers.accessibility(bad.page))
    assert "alternative text" in found
    assert "labels" in found
    assert browsers.too_small(bad.page)
    assert "Content Security Policy" in " ".join(bad.complaints)
    with pytest.raises(AssertionError, match="Ana’s phone"):
        bad.close()
    bad.complaints.clear()


def test_scripts_can_be_off_and_the_scheme_dark(pages: str, phone: SwitchOn) -> None:
    dark = phone("Ben", scheme="dark", scripts=False).page
    dark.goto(f"{pages}/good")
    assert dark.get_by_role("button", name="I own this").is_visible()
    assert browsers.evaluate(dark, "matchMedia('(prefers-color-scheme: dark)').matches")


def test_firefox_can_be_driven(pages: str) -> None:
    async def drive(binary: str) -> str:
        async with Firefox(binary) as firefox:
            await firefox.goto(f"{pages}/good")
            await firefox.until("document.readyState === 'complete'")
            return str(await firefox.eval("document.querySelector('h1').textContent"))

    assert run_in_thread(drive(missing.firefox())) == "A page"


def test_notifications_can_be_seen_without_a_desktop(pages: str) -> None:
    async def drive(binary: str) -> tuple[str, bool]:
        shown = "new Notification('Till 4', {body: 'K7F3'}).onclick = () => {window.hit = true}"
        async with Desktop() as desktop:
            prefs = {"alerts.useSystemBackend": True}
            async with Firefox(binary, prefs=prefs, env=desktop.env) as firefox:
                await firefox.grant_notifications(pages)
                await firefox.goto(f"{pages}/good")
                await firefox.eval(f"({shown}, 1)")
                notification = await desktop.wait("Till 4")
                await desktop.click(notification)
                return notification.body, bool(await firefox.until("window.hit"))

    missing.dbus_daemon()
    assert run_in_thread(drive(missing.firefox())) == ("K7F3", True)
