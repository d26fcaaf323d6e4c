"""Where channels lead to in tests: a web server on loopback that notes what Apprise brings."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Brought:
    path: str
    title: str
    message: str


@dataclass
class Sink:
    """`status` is what it answers; `before` runs before it does, may take its time, and may
    choose another answer.
    """

    url: str = ""
    status: int = 200
    before: Callable[[], int | None] = lambda: None
    brought: list[Brought] = field(default_factory=list)
    followed: int = 0  # whoever is sent on comes with a GET

    def way(self, tail: str = "{to}") -> str:
        """As a setting would have it, with a secret in it."""
        return f"{self.url.replace('http:', 'json:')}/canary-secret/{tail}"

    def titles(self) -> list[str]:
        return [one.title for one in self.brought]


@contextmanager
def running_sink() -> Iterator[Sink]:
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if sink.status == 200:
                sink.brought.append(Brought(self.path, body["title"], body["message"]))
            self.send_response(sink.before() or sink.status)
            self.send_header("Location", f"{sink.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            sink.followed += 1
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests look at what arrived instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sink.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
