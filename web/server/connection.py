"""A client's connection: its request is collected, and its answer sent, without a thread.

A thread of the application gets complete requests, and an answer buffer without limit: neither
reading nor writing ever waits for the client.
"""

import socket
import time
from collections import deque
from enum import StrEnum
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any

from gunicorn import http
from gunicorn.config import Config

from web.server import replies
from web.server.framing import Frame, Refused, frame

HEAD_SECONDS = 10.0  # for a complete head, from its first byte
IDLE_SECONDS = 15.0  # without a request
GRACE_SECONDS = 30.0  # for a body or an answer, in addition to what LEAST_RATE gives
LEAST_RATE = 1024  # bytes a second, on the average
CLOSING_SECONDS = 2.0  # RFC 9112 section 9.6: read on, so that a reset does not destroy the answer
LARGEST_BODY = 71 * 1024 * 1024  # bytes; a report with its photos, and the multipart around them
IN_MEMORY = 64 * 1024  # bytes of a request; a larger one goes to a temporary file
_READ = 64 * 1024
_READS = 4  # before the others have their turn


class State(StrEnum):
    WAITING = "waiting"  # for a head
    RECEIVING = "receiving"  # a body
    WORKING = "working"  # the application has it
    ANSWERING = "answering"  # its answer is not read completely
    CLOSING = "closing"


class Connection:
    """Used by the server's loop; while WORKING by one thread of the application only."""

    def __init__(self, cfg: Config, sock: socket.socket, client: Any, server: Any) -> None:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cfg, self.socket, self.client, self.server = cfg, sock, client, server
        self.network = ""  # that its client is counted by
        self.state = State.WAITING
        self.since = time.monotonic()
        self.deadline = self.since + HEAD_SECONDS
        self.received = bytearray()  # of a head, and what followed a request
        self.request: SpooledTemporaryFile[bytes] | None = None
        self.frame: Frame | None = None
        self.size = self.missing = 0  # bytes of the request received, and still to come
        self.unsent: deque[bytes] = deque()
        self.unsent_bytes = 0
        self.closes = False  # after this answer
        # Attributes that gunicorn's thread reads.
        self.sock, self.initialized, self.data_ready, self.is_http2 = (
            Exchange(self),
            True,
            True,
            False,
        )
        self.parser: Any = None

    def init(self) -> None:
        """Called by gunicorn at the beginning of each request."""
        self.parser = http.get_parser(self.cfg, self.sock, self.client)

    def read(self) -> bool:
        """Reads what is there; False at its end, or when the connection broke."""
        for _ in range(_READS):
            try:
                some = self.socket.recv(_READ)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not some:
                return False
            self._take(some)
            if len(some) < _READ or self.is_whole() or self.state is State.WAITING:
                return True
        return True

    def _take(self, some: bytes) -> None:
        if self.state is State.RECEIVING and self.request is not None:
            mine = some[: self.missing]
            self.request.write(mine)
            self.missing -= len(mine)
            self.size += len(mine)
            self._extend(len(mine))
            some = some[len(mine) :]
        elif self.state is State.CLOSING:
            return
        elif not self.received:
            self.wait_until(HEAD_SECONDS)
        self.received += some

    def find_request(self) -> bool:
        """Whether a complete request is here. Raises Refused."""
        if self.state is State.WAITING and self.received:
            self.frame = frame(self.received, LARGEST_BODY)
            if self.frame is not None:
                self._begin(self.frame)
        return self.is_whole()

    def is_whole(self) -> bool:
        return self.state is State.RECEIVING and not self.missing

    def _begin(self, frame: Frame) -> None:
        self.state = State.RECEIVING
        self.wait_until(GRACE_SECONDS)
        self.request = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # outlives this
        here = bytes(self.received[: frame.length])
        del self.received[: frame.length]
        self.request.write(here)
        self.size, self.missing = len(here), frame.length - len(here)
        if self.missing and frame.wants_continue:
            self.write(replies.CONTINUE)

    def work(self) -> None:
        """Hands the request to a thread."""
        self.state = State.WORKING
        if self.request is not None:
            self.request.seek(0)

    def next_request(self) -> None:
        """The answer is sent; waits for another request."""
        self.end_request()
        self.state, self.frame = State.WAITING, None
        self.wait_until(HEAD_SECONDS if self.received else IDLE_SECONDS)

    def end_request(self) -> None:
        if self.request is not None:
            self.request.close()
            self.request, self.size = None, 0

    def wait_until(self, seconds: float) -> None:
        self.since = time.monotonic()
        self.deadline = self.since + seconds

    def _extend(self, moved: int) -> None:
        """Progress extends the deadline, but does not accumulate: a stall ends after
        GRACE_SECONDS."""
        latest = time.monotonic() + GRACE_SECONDS
        self.deadline = min(self.deadline + moved / LEAST_RATE, latest)

    def refuse(self, status: HTTPStatus) -> None:
        self.closes = True
        self.end_request()
        try:
            self.write(replies.refusal(status))
        except OSError:
            self.forget_unsent()

    def write(self, data: bytes) -> None:
        """Sends as much as the kernel takes; the rest goes when the client reads."""
        if not self.unsent:
            data = data[self._send(data) :]
        if data:
            self.unsent.append(bytes(data))
            self.unsent_bytes += len(data)

    def _send(self, data: bytes) -> int:
        sent, view = 0, memoryview(data)
        while sent < len(data):
            try:
                sent += self.socket.send(view[sent:])
            except BlockingIOError:
                break
        return sent

    def flush(self) -> bool:
        """Sends the rest; whether all is sent. Raises OSError when the connection broke."""
        while self.unsent:
            sent = self._send(self.unsent[0])
            self.unsent_bytes -= sent
            self._extend(sent)
            if sent < len(self.unsent[0]):
                self.unsent[0] = self.unsent[0][sent:]
                return False
            self.unsent.popleft()
        return True

    def forget_unsent(self) -> None:
        self.unsent.clear()
        self.unsent_bytes = 0

    def close(self) -> None:
        self.end_request()
        self.forget_unsent()
        self.socket.close()


class Exchange:
    """The socket that gunicorn reads a request from and writes its answer to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def recv(self, size: int) -> bytes:
        request = self._connection.request
        return request.read(size) if request is not None else b""

    def sendall(self, data: bytes) -> None:
        self._connection.write(data)

    def send(self, data: bytes) -> int:
        """Drops gunicorn's `100 Continue`: the client got it with its head."""
        return len(data)

    def setblocking(self, _flag: bool) -> None:
        """It never blocks."""

    def settimeout(self, _seconds: float | None) -> None:
        """It never blocks."""

    def shutdown(self, _how: int) -> None:
        """An answer broke off: what is missing must not look like the beginning of the next."""
        self._connection.closes = True

    def close(self) -> None:
        self._connection.closes = True


__all__ = ["Connection", "Refused", "State"]
