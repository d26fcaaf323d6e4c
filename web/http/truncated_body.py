"""A request that breaks off in its middle is none: nothing is done with half of what was said.

gunicorn says of every body that it ends where it should (`wsgi.input_terminated`), and hands out
what came of one whose connection broke as if that were all. Without that word Werkzeug counts
the bytes against Content-Length (RFC 9112 section 8), and refuses one that is too short.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class RejectTruncatedBody:
    """Around a WSGI application."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH"):
            environ.pop("wsgi.input_terminated", None)
        return self._app(environ, start_response)
