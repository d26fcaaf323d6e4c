"""Stands before the app as its next release: with another service worker, or deaf to old phones."""

import http.server
import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.support.limits import LIMIT

NEWER = "0123456789ab"
_TOO_OLD = json.dumps({"sentence": "This version of the app is too old."}).encode()
_MARKED = {"Content-Type": "application/json", "Ownit-Protocol": "1"}  # web/http/headers.py
_TO_THE_APP = ("cookie", "host", "accept", "sec-fetch-site", "origin", "content-type", "hx-request")
_TO_THE_PHONE = ("content-type", "cache-control", "content-security-policy")


class Releases(http.server.ThreadingHTTPServer):
    """Once it `is_newer` it serves a service worker of another version; while it `is_deaf` it
    answers every tap with 426."""

    is_newer = False
    is_deaf = False
    behind = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _PassOn(http.server.BaseHTTPRequestHandler):
    server: Releases

    def do_GET(self) -> None:
        self._pass_on(None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.is_deaf and "Ownit-Protocol" in self.headers:
            return self._answer(426, _MARKED, _TOO_OLD)
        return self._pass_on(body)

    def _pass_on(self, body: bytes | None) -> None:
        headers = _only(dict(self.headers.items()), _TO_THE_APP)
        request = urllib.request.Request(self.server.behind + self.path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=LIMIT) as answer:
                self._hand_back(answer.status, dict(answer.headers.items()), answer.read())
        except urllib.error.HTTPError as refused:
            self._hand_back(refused.code, dict(refused.headers.items()), refused.read())

    def _hand_back(self, status: int, headers: dict[str, str], body: bytes) -> None:
        if self.path == "/sw.js" and self.server.is_newer:
            body = re.sub(rb'"version": "\w+"', b'"version": "%s"' % NEWER.encode(), body)
        self._answer(status, _only(headers, _TO_THE_PHONE), body)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _only(headers: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """Those, and our own."""
    return {
        name: value
        for name, value in headers.items()
        if name.lower() in names or name.lower().startswith("ownit-")
    }


@contextmanager
def releases_of(app: str) -> Iterator[Releases]:
    with Releases(("127.0.0.1", 0), _PassOn) as server:
        server.behind = app
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
