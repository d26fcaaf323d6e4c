"""Where one request ends in the bytes of a connection (RFC 9112 section 6). Pure.

Only for waiting: gunicorn's parser interprets exactly these bytes, and decides whether they are
well-formed. What looks malformed is passed to it at once. A body is read by Content-Length;
Transfer-Encoding is refused with 411.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus

LARGEST_HEAD = 32 * 1024  # bytes; the largest head of a phone has about 2 kB
_HEAD_END = b"\r\n\r\n"
_FIELD = re.compile(rb"\r\n(content-length|transfer-encoding|expect)[ \t]*:([^\r\n]*)", re.I)
_LENGTH = re.compile(rb"[0-9]{1,15}")


class Refused(Exception):
    """Answered with this status by the server itself; the connection closes."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True)
class Frame:
    """The request at the beginning of some bytes."""

    method: bytes
    path: bytes  # as sent
    length: int  # bytes, head and body
    wants_continue: bool  # RFC 9110 section 10.1.1


def frame(received: bytes | bytearray, largest_body: int) -> Frame | None:
    """None while the head is incomplete. Raises Refused."""
    start = 2 if received.startswith(b"\r\n") else 0  # RFC 9112 section 2.2: one empty line
    end = received.find(_HEAD_END, start, LARGEST_HEAD)
    head = bytes(received[start : end + 2 if end >= 0 else LARGEST_HEAD])
    if _has_bare_newline(head):
        return Frame(b"", b"", len(received), wants_continue=False)
    if end < 0:
        if len(received) >= LARGEST_HEAD:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        return None
    return _framed(head, end + len(_HEAD_END), largest_body)


def _has_bare_newline(head: bytes) -> bool:
    """Whether the head ends with LF alone, for which no CR LF would ever come."""
    return head.count(b"\n") != head.count(b"\r\n")


def _framed(head: bytes, head_length: int, largest_body: int) -> Frame:
    method, path, *_ = [*head.lstrip().split(b" ", 2), b"", b""]
    fields = [(name.lower(), value.strip(b" \t")) for name, value in _FIELD.findall(head)]
    lengths = [value for name, value in fields if name == b"content-length"]
    if any(name == b"transfer-encoding" for name, _ in fields):
        raise Refused(HTTPStatus.LENGTH_REQUIRED)
    if not lengths:
        return Frame(method, path, head_length, wants_continue=False)
    if len(lengths) > 1 or not _LENGTH.fullmatch(lengths[0]):
        raise Refused(HTTPStatus.BAD_REQUEST)
    if int(lengths[0]) > largest_body:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    expects = (b"expect", b"100-continue") in [(name, value.lower()) for name, value in fields]
    return Frame(method, path, head_length + int(lengths[0]), expects)
