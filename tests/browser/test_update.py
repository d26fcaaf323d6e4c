"""A new version of the app is loaded when the person says so, not under their feet."""

import http.server
import re
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SwitchOn
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED, Worker
from tests.support.served import until

PASSED_ON = ("Cookie", "Host", "Accept", "Sec-Fetch-Site")
NEWER = "0123456789ab"


class Releases(http.server.ThreadingHTTPServer):
    """Stands before the app and, once it `is_newer`, serves a service worker of another version."""

    is_newer = False
    behind = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class PassOn(http.server.BaseHTTPRequestHandler):
    server: Releases

    def do_GET(self) -> None:
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        request = urllib.request.Request(self.server.behind + self.path, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() in ("content-type", "cache-control", "content-security-policy"):
                    self.send_header(name, value)
        if self.path == "/sw.js" and self.server.is_newer:
            body = re.sub(rb"const VERSION = '\w+'", b"const VERSION = '%s'" % NEWER.encode(), body)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def releases(store: Store) -> Iterator[Releases]:
    with Releases(("127.0.0.1", 0), PassOn) as server:
        server.behind = store.url
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_new_version_waits_for_a_tap(store: Store, releases: Releases, phone: SwitchOn) -> None:
    token = store.hire("Ana Berg")
    ana = phone("Ana", base_url=releases.url)
    page = store.hand_over(ana, token, releases.url).page
    page.evaluate(ACTIVATED)
    load = page.get_by_role("button", name="Load it")
    expect(load).to_be_hidden()
    releases.is_newer = True
    page.reload()
    expect(load).to_be_visible()
    assert states(page) == ["activated", "installed"], "nothing changes before the tap"
    assert f"ownit-{NEWER}" in Worker(page).caches()
    with page.expect_event("domcontentloaded"):
        load.click()
    until(lambda: states(page) == ["activated"], 30, "the new version alone")
    kept = [name for name in Worker(page).caches() if name.startswith("ownit-")]
    assert sorted(kept) == [f"ownit-{NEWER}", "ownit-home"], "the old version’s files are gone"
    expect(load).to_be_hidden()


def states(page: Page) -> list[str]:
    """Of the service workers: the one that rules, then those that wait."""
    found: list[str] = page.evaluate(
        "navigator.serviceWorker.getRegistration().then("
        "r => [r.active, r.waiting, r.installing].filter(Boolean).map(one => one.state))"
    )
    return found
