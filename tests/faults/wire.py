"""HTTP/1.1 as bytes: where a request and an answer end (RFC 9112 section 6). Changes nothing."""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_END_OF_HEAD = b"\r\n\r\n"
_PIECE = 65536
# The field `key` of a form, in a body of many parts (RFC 7578).
_KEY_IN_PARTS = re.compile(rb'name="key"\r\n\r\n([A-Za-z0-9_-]{8,64})\r\n')


class Broken(Exception):
    """The other side went away before the message was whole."""


@dataclass
class Wire:
    """A connection, read by what the bytes mean rather than by how they come."""

    socket: socket.socket
    buffer: bytes = b""

    def until(self, mark: bytes) -> bytes:
        """Everything up to the mark and the mark; b"" when the connection ends before it begins."""
        while mark not in self.buffer:
            if not self._more():
                if self.buffer:
                    raise Broken
                return b""
        end = self.buffer.index(mark) + len(mark)
        return self._take(end)

    def exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            if not self._more():
                raise Broken
        return self._take(count)

    def rest(self) -> bytes:
        while self._more():
            pass
        return self._take(len(self.buffer))

    def _more(self) -> bool:
        try:
            piece = self.socket.recv(_PIECE)
        except OSError as gone:
            raise Broken from gone
        self.buffer += piece
        return bool(piece)

    def _take(self, count: int) -> bytes:
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken


@dataclass(frozen=True)
class Head:
    """The first line and the fields of a message; names in lower case."""

    raw: bytes
    first: tuple[str, str, str]
    fields: Mapping[str, str]

    @classmethod
    def read(cls, wire: Wire) -> "Head | None":
        """None when the connection ended where a message could have begun."""
        raw = wire.until(_END_OF_HEAD)
        if not raw:
            return None
        first, *lines = raw.decode("latin-1").strip().split("\r\n")
        one, two, three = [*first.split(" ", 2), "", ""][:3]
        pairs = [line.partition(":") for line in lines]
        return cls(raw, (one, two, three), {n.strip().lower(): v.strip() for n, _, v in pairs})

    @property
    def length(self) -> int:
        return int(self.fields.get("content-length", "0"))


@dataclass(frozen=True)
class Request:
    head: Head
    body: bytes = b""

    @property
    def method(self) -> str:
        return self.head.first[0]

    @property
    def path(self) -> str:
        return urlsplit(self.head.first[1]).path

    @property
    def raw(self) -> bytes:
        return self.head.raw + self.body

    @property
    def key(self) -> str | None:
        """The idempotency key that the body carries; None for what is no tap."""
        parts = _KEY_IN_PARTS.search(self.body)
        if parts:
            return parts[1].decode()
        if "x-www-form-urlencoded" not in self.head.fields.get("content-type", ""):
            return None
        return parse_qs(self.body.decode("latin-1")).get("key", [None])[0]


def read_answer(wire: Wire, method: str) -> bytes:
    """One whole answer to a request by this method, byte for byte."""
    head = Head.read(wire)
    if head is None:
        raise Broken
    status = head.first[1]
    if method == "HEAD" or status in ("204", "304"):
        return head.raw
    if head.fields.get("transfer-encoding", "").lower() == "chunked":
        return head.raw + _chunks(wire)
    if "content-length" in head.fields:
        return head.raw + wire.exactly(head.length)
    return head.raw + wire.rest()


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def length_of_head(message: bytes) -> int:
    return message.index(_END_OF_HEAD) + len(_END_OF_HEAD)


def _chunks(wire: Wire) -> bytes:
    read = b""
    while True:
        line = wire.until(b"\r\n")
        size = int(line.split(b";")[0], 16)
        if not size:
            break
        read += line + wire.exactly(size + 2)
    trailers = wire.until(b"\r\n")
    while trailers[-4:] not in (b"\r\n", _END_OF_HEAD):
        trailers += wire.until(b"\r\n")
    return read + line + trailers
