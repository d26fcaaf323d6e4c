"""A small HTTP client that keeps a server busy: one thread, a few connections, kept alive.

One request is under way on each connection at any moment. It reads only what it must to
know where an answer ends, so that the machine's time goes to the server.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

CLIENTS = 8
_READ = 1 << 16
# What a phone's browser says besides: the size of a request costs time, too.
_LIKE_A_PHONE = (
    "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140 Mobile\r\n"
    "Accept: text/html\r\nAccept-Encoding: gzip\r\nAccept-Language: en-GB\r\n"
    "Sec-Fetch-Site: same-origin\r\n"
)


@dataclass(frozen=True)
class Run:
    """What one run measured; times in milliseconds."""

    per_second: float
    p50: float
    p95: float
    statuses: Counter[int]
    length: int  # bytes of the last answer’s body


@dataclass
class _Client:
    socket: socket.socket
    began: float = 0.0
    got: bytearray = field(default_factory=bytearray)


def get(path: str, **headers: str) -> bytes:
    """A GET as bytes; `If_None_Match="…"` becomes a header."""
    return _request("GET", path, headers, b"")


def post(path: str, form: dict[str, str], **headers: str) -> bytes:
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    return _request("POST", path, headers | kind, urlencode(form).encode())


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{_LIKE_A_PHONE}{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def drive(port: int, requests: Iterator[bytes], seconds: float) -> Run:
    """Send for so many seconds, or until there is nothing more to send."""
    taken: list[float] = []
    statuses: Counter[int] = Counter()
    length = 0
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(CLIENTS):
            client = _Client(socket.create_connection(("127.0.0.1", port), timeout=30))
            selector.register(client.socket, selectors.EVENT_READ, client)
            _send_next(selector, client, requests)
        while selector.get_map():
            for key, _ in selector.select(timeout=30):
                client = key.data
                answer = _read(client)
                if answer is None:
                    continue
                status, length = answer
                statuses[status] += 1
                now = time.perf_counter()
                taken.append(now - client.began)
                _send_next(selector, client, requests if now - began < seconds else iter(()))
    return _measured(taken, time.perf_counter() - began, statuses, length)


def _send_next(
    selector: selectors.BaseSelector, client: _Client, requests: Iterator[bytes]
) -> None:
    request = next(requests, None)
    if request is None:
        selector.unregister(client.socket)
        client.socket.close()
        return
    client.got.clear()
    client.began = time.perf_counter()
    client.socket.sendall(request)


def _read(client: _Client) -> tuple[int, int] | None:
    """Status and length of the body once the answer is whole."""
    chunk = client.socket.recv(_READ)
    if not chunk:
        raise ConnectionError(f"the server hung up after {bytes(client.got[:200])!r}")
    client.got += chunk
    end = client.got.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(client.got[:end])
    status = int(head[9:12])
    length = 0 if status == 304 else _content_length(head)
    return (status, length) if len(client.got) >= end + 4 + length else None


def _content_length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0])


def _measured(taken: list[float], span: float, statuses: Counter[int], length: int) -> Run:
    ordered = sorted(taken)
    return Run(
        per_second=len(ordered) / span,
        p50=ordered[len(ordered) // 2] * 1000,
        p95=ordered[len(ordered) * 95 // 100] * 1000,
        statuses=statuses,
        length=length,
    )
