"""Where a request ends, wherever the network cuts it."""

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.server.framing import LARGEST_HEAD, Frame, Refused, frame

LARGEST = 1000
GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /issues HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"


def test_frame_ends_with_the_head_where_there_is_no_body() -> None:
    assert frame(GET + b"GET /", LARGEST) == Frame(
        b"GET", b"/healthz", len(GET), wants_continue=False
    )


def test_frame_counts_the_body() -> None:
    assert frame(POST, LARGEST) == Frame(b"POST", b"/issues", len(POST) + 5, wants_continue=False)


def test_frame_takes_one_empty_line_before_the_request() -> None:
    assert frame(b"\r\n" + GET, LARGEST) == Frame(
        b"GET", b"/healthz", len(GET) + 2, wants_continue=False
    )


@pytest.mark.parametrize("head", [GET, POST])
def test_frame_waits_for_the_whole_head(head: bytes) -> None:
    assert [frame(head[:n], LARGEST) for n in range(len(head))] == [None] * len(head)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"Transfer-Encoding: chunked", HTTPStatus.LENGTH_REQUIRED),
        (b"Transfer-Encoding : chunked", HTTPStatus.LENGTH_REQUIRED),
        (b"Content-Length: 5\r\ntransfer-encoding:\tchunked", HTTPStatus.LENGTH_REQUIRED),
        (b"Content-Length: 5\r\nContent-Length: 5", HTTPStatus.BAD_REQUEST),
        (b"Content-Length: +5", HTTPStatus.BAD_REQUEST),
        (b"Content-Length: 5, 5", HTTPStatus.BAD_REQUEST),
        (b"Content-Length: -1", HTTPStatus.BAD_REQUEST),
        (b"Content-Length: 0x5", HTTPStatus.BAD_REQUEST),
        (b"Content-Length:", HTTPStatus.BAD_REQUEST),
        ("Content-Length: ٣".encode(), HTTPStatus.BAD_REQUEST),
        (b"Content-Length: 1001", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (b"Content-Length: 99999999999999999999", HTTPStatus.BAD_REQUEST),
    ],
)
def test_frame_refuses(fields: bytes, status: HTTPStatus) -> None:
    with pytest.raises(Refused) as refused:
        frame(b"POST / HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n\r\n", LARGEST)
    assert refused.value.status is status


def test_frame_refuses_a_head_without_an_end() -> None:
    with pytest.raises(Refused) as refused:
        frame(b"GET / HTTP/1.1\r\nA: " + b"a" * LARGEST_HEAD, LARGEST)
    assert refused.value.status is HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


@pytest.mark.parametrize("bad", [GET.replace(b"\r\n", b"\n"), b"GET / HTTP/1.1\nHost: a\r\n\r\n"])
def test_frame_passes_a_bare_newline_on_at_once(bad: bytes) -> None:
    """gunicorn's parser refuses it: see test_requests.py."""
    found = frame(bad, LARGEST)
    assert found is not None
    assert found.length == len(bad)


@given(st.binary(max_size=200), st.integers(0, 400))
def test_frame_takes_every_input(noise: bytes, cut: int) -> None:
    """It finds an end, waits or refuses, whatever comes; and what follows never moves an end."""
    for received in (noise, (GET + noise)[:cut], (POST + noise)[:cut]):
        try:
            found = frame(received, LARGEST)
        except Refused:
            continue
        if found is not None and found.path:
            assert frame(received + b"GET / HTTP/1.1\r\n\r\n", LARGEST) == found
