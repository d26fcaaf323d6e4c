"""Compresses pages for bad networks. Static files are compressed once, elsewhere."""

import gzip

from flask import Flask, Response, request

_LEAST = 600  # bytes; below this, compressing saves nothing on the wire


def init_compress(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    """HTML only. Pages hold no secret beside what an attacker could type (BREACH)."""
    if response.mimetype != "text/html" or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) < _LEAST or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.set_data(gzip.compress(body, 5, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
