"""`ownit doctor` asks the public address: what each answer means. Real proxies: tests/recipes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.served import free_port
from web.cli import public_address
from web.cli.findings import Finding, Level
from web.config import Config

OURS = {"Ownit-Protocol": "1"}


class Handler(BaseHTTPRequestHandler):
    post: tuple[int, dict[str, str], bytes]
    get: tuple[int, dict[str, str], bytes]
    sent: int

    def do_GET(self) -> None:
        self.answer(*self.get)

    def do_POST(self) -> None:
        if self.post[0] == 0:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        type(self).sent = len(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(*self.post)

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


Said = tuple[int, dict[str, str], bytes]


@contextmanager
def answering(get: Said, post: Said) -> Iterator[tuple[str, type[Handler]]]:
    kind = type("Answering", (Handler,), {"get": get, "post": post, "sent": 0})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", kind
        server.shutdown()


def look(address: str) -> Finding:
    [found] = public_address.examine(Config.from_env({"OWNIT_PUBLIC_URL": address}))
    return found


FINE = (200, OURS, b'{"ok":true,"received":2000000}')
ANSWERS: list[tuple[Said, Said, Level, str]] = [
    (FINE, FINE, Level.OK, "2 MB get through"),
    ((503, OURS, b""), FINE, Level.OK, "2 MB get through"),
    (FINE, (413, {"Server": "nginx/1.22.1"}, b""), Level.PROBLEM, "client_max_body_size 32m;"),
    (FINE, (413, {"Server": "another"}, b""), Level.PROBLEM, "raise its limit"),
    (FINE, (413, {}, b""), Level.PROBLEM, "raise its limit"),
    (FINE, (502, {"Server": "Caddy"}, b""), Level.PROBLEM, "max_size 32MB"),
    (FINE, (0, {}, b""), Level.PROBLEM, "raise its limit"),
    (FINE, (200, OURS, b'{"ok":true,"received":1048576}'), Level.PROBLEM, "OWNIT_PUBLIC_URL"),
    (FINE, (200, OURS, b"[]"), Level.PROBLEM, "OWNIT_PUBLIC_URL"),
    (FINE, (200, OURS, b"\xff{"), Level.PROBLEM, "OWNIT_PUBLIC_URL"),
    (FINE, (400, OURS, b""), Level.PROBLEM, "let the proxy pass on Host"),
]


@pytest.mark.parametrize(("get", "post", "level", "words"), ANSWERS)
def test_what_each_answer_means(get: Said, post: Said, level: Level, words: str) -> None:
    with answering(get, post) as (address, _):
        found = look(address)
    assert (found.level, words in found.sentence) == (level, True), found.sentence


@pytest.mark.parametrize("status", [200, 403, 404, 413, 502])
def test_what_is_not_own_it_is_sent_nothing(status: int) -> None:
    with answering((status, {}, b"welcome"), FINE) as (address, kind):
        found = look(address)
    assert found.level is Level.PROBLEM
    assert f"Something other than Own It answers at {address}, with {status}." in found.sentence
    assert kind.sent == 0


def test_where_nothing_answers_it_may_just_be_stopped() -> None:
    found = look(f"http://127.0.0.1:{free_port()}")
    assert found.level is Level.HINT
    assert "Start `ownit serve`" in found.sentence
    assert look("https://own.shop.invalid").level is Level.HINT
