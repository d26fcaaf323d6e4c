"""Compresses pages for bad networks. Static files are compressed once, elsewhere."""

import gzip
from collections.abc import Callable, Mapping

import brotli
from flask import Flask, Response, request

_TEXT = ("text/html", "application/manifest+json")
_LEAST = 600  # bytes; below this, compressing saves nothing on the wire
# The smallest first; at these levels a page takes less than a millisecond.
_CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 5, mtime=0),
}


def init_compress(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    """Pages, and the manifest, which has a language. They hold no secret beside what an attacker
    could type (BREACH)."""
    if response.mimetype not in _TEXT or response.direct_passthrough or response.content_encoding:
        return response
    response.vary.add("Accept-Encoding")
    body, accepted = response.get_data(), request.accept_encodings
    coding = next((name for name in _CODINGS if accepted.quality(name) > 0), None)
    if len(body) < _LEAST or coding is None:
        return response
    response.set_data(_CODINGS[coding](body))
    response.headers["Content-Encoding"] = coding
    return response
