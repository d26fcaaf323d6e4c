"""Answers only under the public address, and on the machine itself.

Flask's TRUSTED_HOSTS splits an IPv6 address at its first colon.
"""

from flask import Flask, request
from werkzeug.exceptions import SecurityError

from web.http.context import app_context
from web.urls import parse_origin

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def init_hosts(app: Flask) -> None:
    @app.before_request
    def check() -> None:
        origin = parse_origin(f"http://{request.headers.get('Host', '')}")
        if origin is None or origin.host not in (app_context().config.public_host, *LOOPBACK):
            raise SecurityError
