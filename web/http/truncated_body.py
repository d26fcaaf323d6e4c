"""Rejects truncated request bodies, which gunicorn passes on as complete.

gunicorn declares every body complete (`wsgi.input_terminated`), also when the connection broke.
Without that flag Werkzeug compares the length with Content-Length (RFC 9112 section 8), and refuses
a shorter body.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class RejectTruncatedBody:
    """WSGI middleware."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH"):
            environ.pop("wsgi.input_terminated", None)
        return self._app(environ, start_response)
