"""A small app behind the proxy that remembers what it was asked, and how whole that was."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest


@dataclass
class App:
    url: str
    bodies: list[bytes] = field(default_factory=list)  # of requests that came whole
    torn: int = 0  # requests that did not
    seen: threading.Condition = field(default_factory=threading.Condition)

    def note(self, body: bytes, length: int) -> bool:
        is_whole = len(body) == length
        with self.seen:
            if is_whole:
                self.bodies.append(body)
            else:
                self.torn += 1
            self.seen.notify_all()
        return is_whole

    def wait(self, count: int, seconds: float = 5) -> None:
        """Until so many requests have come, whole or torn."""
        with self.seen:
            come = self.seen.wait_for(lambda: len(self.bodies) + self.torn >= count, seconds)
        assert come, f"{self.bodies} and {self.torn} torn ones came"


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    app: App

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if self.app.note(body, length):
            self._answer(b"done " + body)
        else:
            self.close_connection = True

    def do_GET(self) -> None:
        if self.path == "/chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\nTrailer: 1\r\n\r\n")
        elif self.path == "/until-the-end":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"hello")
        else:
            self.app.note(b"", 0)
            self._answer(b"hello")

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def app() -> Iterator[App]:
    class Handler(_Handler):
        """With an app of its own."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = App(f"http://127.0.0.1:{server.server_port}")
        Handler.app = made
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield made
        server.shutdown()
