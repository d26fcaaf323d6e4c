"""Clients that mean no good: many connections at once that send or read as slowly as they can.

with Strangers(port, source="127.0.0.2") as strangers:
    strangers.open(idle=500, half_lines=100, slow_heads=100)
"""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

_TURN = 1.0  # seconds: each connection sends or reads one byte a turn
_HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n"
)


@dataclass
class _Stranger:
    kind: str
    first: bytes  # sent at once
    drip: bytes = b""  # sent again and again, one byte a turn
    reads: bool = False
    connection: socket.socket | None = None
    turn: int = 0


@dataclass
class Strangers:
    """All from one thread; whoever is hung up on comes again at the next turn."""

    port: int
    source: str = "127.0.0.1"
    page: str = "/healthz"  # what slow readers ask for: best something large
    closed: Counter[str] = field(default_factory=Counter)
    _all: list[_Stranger] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(10)
        for one in self._all:
            _hang_up(one)

    def open(self, **how_many: int) -> None:
        """By the names of `KINDS`; each of them is connected when this returns."""
        for kind, number in how_many.items():
            for _ in range(number):
                one = KINDS[kind](self.page.encode())
                self._connect(one)
                with self._lock:
                    self._all.append(one)

    def open_now(self) -> int:
        """How many connections the server has not closed, as far as it has been noticed."""
        return sum(one.connection is not None for one in self._all)

    def _connect(self, one: _Stranger) -> None:
        made = socket.socket()
        # So that an answer does not simply vanish into the buffers of the kernel.
        if one.reads:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.settimeout(2)
        try:
            made.bind((self.source, 0))
            made.connect(("127.0.0.1", self.port))
            made.sendall(one.first)
        except OSError:
            made.close()
            return
        made.setblocking(False)
        one.connection, one.turn = made, 0

    def _run(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            with self._lock:
                everybody = list(self._all)
            for one in everybody:
                if self._stop.is_set():
                    return
                self._turn(one)
            self._stop.wait(max(0.05, _TURN - (time.monotonic() - began)))

    def _turn(self, one: _Stranger) -> None:
        if one.connection is None:
            self._connect(one)
            return
        try:
            if one.drip:
                one.connection.send(one.drip[one.turn % len(one.drip) :][:1])
                one.turn += 1
            if not one.connection.recv(1 if one.reads else 65536):
                raise ConnectionError
        except BlockingIOError:
            pass
        except OSError:
            self.closed[one.kind] += 1
            _hang_up(one)


def _hang_up(one: _Stranger) -> None:
    if one.connection is not None:
        one.connection.close()
        one.connection = None


KINDS: dict[str, Callable[[bytes], _Stranger]] = {
    "idle": lambda _: _Stranger("idle", b""),
    "half_lines": lambda _: _Stranger("half_lines", b"GET /hea"),
    "slow_heads": lambda _: _Stranger("slow_heads", _HEAD, b"X-A: b\r\n"),
    "slow_bodies": lambda _: _Stranger("slow_bodies", _BODY, b"text=a&"),
    "slow_readers": lambda page: _Stranger(
        "slow_readers",
        (b"GET " + page + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") * 40,
        reads=True,
    ),
    "garbage": lambda _: _Stranger("garbage", b"\x16\x03\x01\r\n\x00" * 40 + _HEAD * 8),
    "pipelines": lambda _: _Stranger("pipelines", (_HEAD + b"\r\n") * 100),
}
