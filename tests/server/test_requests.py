"""What the server makes of requests, byte by byte (RFC 9110, RFC 9112)."""

import pytest

from tests.server.raw import Raw
from tests.support.served import Served
from web.http.headers import ALWAYS

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"


def post(body: bytes, more: bytes = b"", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = b"POST /sign-in HTTP/1.1\r\n" + HOST + FORM + more
    return head + b"Content-Length: %d\r\n\r\n" % size + body


def test_keep_alive_answers_one_after_the_other(port: int) -> None:
    with Raw(port) as raw:
        assert [raw.send(GET).reply().status for _ in range(5)] == [200] * 5


def test_pipelined_requests_are_answered_in_their_order(port: int) -> None:
    with Raw(port) as raw:
        raw.send(GET + GET.replace(b"/healthz", b"/nothing") + post(b"code=1") + GET)
        assert [raw.reply().status for _ in range(4)] == [200, 404, 422, 200]


def test_head_has_no_body(port: int) -> None:
    with Raw(port) as raw:
        reply = raw.send(GET.replace(b"GET", b"HEAD")).reply(has_body=False)
        assert (reply.status, reply.headers["Content-Length"]) == (200, "12")
        assert raw.send(GET).reply().status == 200


def test_connection_close_is_obeyed(port: int) -> None:
    with Raw(port) as raw:
        raw.send(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert raw.reply().headers["Connection"] == "close"
        assert raw.is_closed()


def test_a_request_in_single_bytes_is_answered(port: int) -> None:
    with Raw(port) as raw:
        for byte in post(b"code=123"):
            raw.send(bytes([byte]))
        assert raw.reply().status == 422


def test_expect_100_continue_is_answered_once(port: int) -> None:
    with Raw(port) as raw:
        raw.send(post(b"", b"Expect: 100-continue\r\n", 6))
        assert raw.reply().status == 100
        assert raw.send(b"code=1").reply().status == 422
        assert raw.send(GET).reply().status == 200


def test_after_a_long_body_that_nobody_read_the_connection_is_kept(port: int) -> None:
    """As answered: else a proxy loses the next request, by somebody else (502)."""
    refused = b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 20000000\r\n\r\n"
    with Raw(port) as raw:
        for _ in range(2):
            reply = raw.send(refused + bytes(20_000_000)).reply()
            assert (reply.status, reply.headers["Connection"]) == (403, "keep-alive")
        assert raw.send(GET).reply().status == 200


def test_a_large_body_goes_through_a_file(port: int) -> None:
    """Whoever is not signed in is told so; the connection then closes or answers the next."""
    with Raw(port) as raw:
        request = post(b"x" * 3_000_000).replace(b"/sign-in", b"/issues")
        assert raw.send(request).reply().status == 401


def test_server_and_date_say_no_version(port: int) -> None:
    with Raw(port) as raw:
        headers = raw.send(GET).reply().headers
        assert headers["Server"] == "gunicorn"
        assert headers["Date"].endswith("GMT")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (GET.replace(b"\r\n", b"\n"), 400),
        (b"GET /healthz\r\n" + HOST + b"\r\n", 400),
        (b"G\x00T / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\n" + HOST + b"A : b\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"a" * 9000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 8000, 431),
        (post(b"", b"Transfer-Encoding: chunked\r\n"), 411),
        (post(b"", b"Content-Length: 4\r\n"), 400),
        (post(b"", length=90_000_000), 413),
        (post(b"a", b"Expect: a-wonder\r\n"), 417),
    ],
)
def test_what_is_refused_bears_the_security_headers(
    port: int, request_bytes: bytes, status: int
) -> None:
    with Raw(port) as raw:
        reply = raw.send(request_bytes).reply()
        assert reply.status == status
        assert reply.headers.items() >= ALWAYS.items()
        assert reply.headers["Connection"] == "close"
        assert reply.headers["Cache-Control"] == "no-store"
        assert b"<" not in reply.body
        assert raw.is_closed()


def test_nothing_after_a_refused_request_is_answered(port: int) -> None:
    smuggled = b"4\r\nabcd\r\n0\r\n\r\n" + GET
    with Raw(port) as raw:
        assert raw.send(post(smuggled, b"Transfer-Encoding: chunked\r\n")).reply().status == 411
        assert raw.is_closed()


def test_a_body_that_breaks_off_never_reaches_the_application(port: int, app: Served) -> None:
    before = app.output
    with Raw(port) as raw:
        raw.send(post(b"code=1", length=600)).connection.shutdown(1)
        assert raw.is_closed()
    assert app.output == before
