"""Refuses requests that another site made a browser send (cross-site request forgery).

By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/), not by tokens: those would expire in
cached pages and in taps that wait on a phone. A browser too old to send it is judged by Origin; a
request with neither changes nothing here. A route that changes nothing may opt out with
`from_anywhere`: shares of other apps on the phone come from no site.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

from web.http.context import app_context
from web.http.hosts import LOOPBACK
from web.urls import parse_origin

Route = TypeVar("Route", bound=Callable[..., Any])

_SAFE = ("GET", "HEAD", "OPTIONS")


def from_anywhere(route: Route) -> Route:
    """This route may be requested by any site. Only for one that reads nothing and does nothing."""
    route.from_anywhere = True  # type: ignore[attr-defined]
    return route


def init_cross_origin(app: Flask) -> None:
    @app.before_request
    def check() -> None:
        if request.method not in _SAFE and not _answers_anybody() and not _is_ours():
            abort(403)


def _answers_anybody() -> bool:
    route = current_app.view_functions.get(request.endpoint or "")
    return getattr(route, "from_anywhere", False)


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return _is_our_origin(request.headers.get("Origin", ""))


def _is_our_origin(text: str) -> bool:
    """Never `null`: sandboxed frames of any site send it."""
    origin = parse_origin(text)
    if origin is None:
        return False
    if str(origin) == app_context().config.public_url:
        return True
    # On the machine itself the app is also opened as localhost, without HTTPS.
    return origin.host in LOOPBACK and origin == parse_origin(f"http://{request.host}")
