"""Answers of the server itself, without the application: plain text, then it closes."""

from email.utils import formatdate
from http import HTTPStatus

from gunicorn.http import errors

from web.http.headers import ALWAYS

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_SENTENCES = {
    HTTPStatus.REQUEST_TIMEOUT: "That took too long to arrive. Try again with a better connection.",
    HTTPStatus.LENGTH_REQUIRED: "This server needs to know the length of what is sent.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is too large. A photo may have up to 10 MB.",
    HTTPStatus.REQUEST_URI_TOO_LONG: "That address is too long.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "Your browser sent too many headers.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong. It is not your fault. Try again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "It is too busy here to take this. Try again in a moment.",
}
_UNREADABLE = "We could not read what your browser sent. Go back and try again."
_RETRY_AFTER = {HTTPStatus.SERVICE_UNAVAILABLE: "5"}
# By gunicorn's errors, the first match; all others are 400.
_STATUSES: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (errors.InvalidResponseHeader, HTTPStatus.INTERNAL_SERVER_ERROR),
    (errors.InvalidResponseHeaderName, HTTPStatus.INTERNAL_SERVER_ERROR),
    (errors.LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (errors.LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (errors.ExpectationFailed, HTTPStatus.EXPECTATION_FAILED),
    (errors.UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (errors.ParseException, HTTPStatus.BAD_REQUEST),
)


def status_of(error: BaseException) -> HTTPStatus:
    """500 for anything that is not the client's fault."""
    found = (status for kind, status in _STATUSES if isinstance(error, kind))
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def refusal(status: HTTPStatus) -> bytes:
    """The complete answer, with the security headers of every other one."""
    body = _SENTENCES.get(status, _UNREADABLE).encode() + b"\n"
    headers = {
        **ALWAYS,
        "Date": formatdate(usegmt=True),
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    if status in _RETRY_AFTER:
        headers["Retry-After"] = _RETRY_AFTER[status]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{lines}\r\n".encode() + body
