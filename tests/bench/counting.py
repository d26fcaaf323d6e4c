"""A way between a browser and the app that counts what goes over it, and changes nothing.

What the browser finds in a cache of its own, or in that of its service worker, does not come by
here: what is counted is what the network carried.
"""

import gzip
import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli

_OF_ONE_CONNECTION = ("connection", "keep-alive", "transfer-encoding")
_VERSION = re.compile("^/static/[0-9a-f]+/")
_PLAIN: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
}
_TURN = 0.05  # seconds between two looks


@dataclass(frozen=True)
class Crossing:
    """One request and its answer."""

    method: str
    path: str
    status: int
    body: int  # bytes of the answer’s body, as it was sent
    plain: int  # the same, unpacked

    @property
    def named(self) -> str:
        """Without what is different with each version."""
        return f"{self.method} {_VERSION.sub('/static/…/', self.path)}"


@dataclass
class Toll:
    """What has come by, in the order of the answers."""

    port: int
    crossings: list[Crossing] = field(default_factory=list)
    under_way: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def settled(self, quiet: float, longest: float = 30) -> list[Crossing]:
        """All since the last time, once nothing has come by for so many seconds."""
        deadline, calm_since = time.monotonic() + longest, time.monotonic()
        with self.changed:
            while time.monotonic() - calm_since < quiet:
                assert time.monotonic() < deadline, f"never quiet: {self.crossings}"
                if self.changed.wait(_TURN) or self.under_way:
                    calm_since = time.monotonic()
            found, self.crossings = self.crossings, []
        return found

    def come(self) -> None:
        with self.changed:
            self.under_way += 1
            self.changed.notify_all()

    def gone(self, crossing: Crossing | None) -> None:
        with self.changed:
            self.under_way -= 1
            self.crossings += [crossing] if crossing else []
            self.changed.notify_all()


@contextmanager
def counted(port: int) -> Iterator[Toll]:
    """The app that listens on `port`, reached by way of `Toll.port`."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.app, server.toll = port, Toll(server.server_port)
        threading.Thread(target=server.serve_forever, args=(_TURN,), daemon=True).start()
        yield server.toll
        server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    app: int
    toll: Toll


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self.server.toll.come()
        crossing = None
        try:
            crossing = self._carry()
        finally:
            self.server.toll.gone(crossing)

    def do_POST(self) -> None:
        self.do_GET()

    def _carry(self) -> Crossing:
        asked = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection("127.0.0.1", self.server.app, timeout=30)
        connection.request(self.command, self.path, asked, dict(self.headers))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        self._pass_on(answer, body)
        plain = len(_PLAIN[answer.getheader("Content-Encoding") or ""](body))
        return Crossing(self.command, self.path, answer.status, len(body), plain)

    def _pass_on(self, answer: http.client.HTTPResponse, body: bytes) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _OF_ONE_CONNECTION:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""
