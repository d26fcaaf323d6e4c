"""What a phone's headers say about a tap: whose it is, when it was made, which protocol it speaks.

Believed only as far as it does no harm: a tap is never applied as somebody else, and of two times
only the difference counts.
"""

import re
from datetime import datetime, timedelta
from hmac import compare_digest

from flask import Flask, request
from werkzeug.exceptions import HTTPException, Unauthorized

from web.http.context import now
from web.http.sign_in import my_tag
from web.rules import tap_time

# Incremented when older phones can no longer talk to this server; the phone's own is in
# static/js/offline/queue.js.
PROTOCOL = 1
_SAFE = ("GET", "HEAD", "OPTIONS")
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)


class WrongPerson(Unauthorized):
    """A tap of one person, sent while another is signed in on the phone."""


class OutdatedProtocol(HTTPException):
    """426 without the `Upgrade` header of RFC 9110 section 15.5.22: WSGI forbids it, HTTP/2 has
    none, and what has to be renewed is the app on the phone."""

    code = 426
    description = "This version of the app is too old to talk to the server."


def init_phone(app: Flask) -> None:
    @app.before_request
    def check() -> None:
        if request.method in _SAFE:
            return
        whose = request.headers.get("Ownit-Person")
        if whose is not None:
            require_same_person(whose)
        version = _number("Ownit-Protocol")
        if version is not None and version < PROTOCOL:
            raise OutdatedProtocol


def require_same_person(whose: str) -> None:
    """Raises 401 unless `whose` is the tag of the signed-in person."""
    if not _is_mine(whose):
        raise WrongPerson if my_tag() else Unauthorized


def tapped_at() -> datetime:
    """When this request's tap was made, by the server's clock; `now` without the headers."""
    return tap_time.effective_tap_time(now() - tap_age(), now())


def tap_age() -> timedelta:
    """Between tapping and sending; zero without the headers."""
    tapped, sent = _number("Ownit-Tapped"), _number("Ownit-Sent")
    if tapped is None or sent is None:
        return timedelta(0)
    age = timedelta(milliseconds=max(sent - tapped, 0))
    # More than that means that the clock was corrected in between.
    return age if age <= tap_time.MAX_AGE else timedelta(0)


def _is_mine(whose: str) -> bool:
    mine = my_tag()
    return mine is not None and compare_digest(whose.encode("utf-8", "replace"), mine.encode())


def _number(header: str) -> int | None:
    """A whole number of at most the digits of a time in milliseconds."""
    value = request.headers.get(header, "").strip()
    return int(value) if _NUMBER.fullmatch(value) else None


def prefers_json() -> bool:
    """Whether JSON is preferred to HTML (RFC 9110 section 12.5.1). A fetch that names neither gets
    a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]
