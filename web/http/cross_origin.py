"""Refuses requests that another site made a browser send (cross-site request forgery).

By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/), not by tokens: those would go stale
in cached pages and in taps that wait on a phone. A browser too old to send it is judged by
Origin; what sends neither changes nothing here. A route that changes nothing may say that it
answers to whoever asks: what the phone's other apps share comes from no site at all.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request

from web.http.parts import parts

Route = TypeVar("Route", bound=Callable[..., Any])

_SAFE = ("GET", "HEAD", "OPTIONS")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def from_anywhere(route: Route) -> Route:
    """This route may be asked by any site. Only for one that reads nothing and does nothing."""
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
    origin = request.headers.get("Origin")
    return origin is not None and _is_our_origin(origin)


def _is_our_origin(origin: str) -> bool:
    if origin == parts().config.public_url:
        return True
    # On the machine itself the app is also opened as localhost, without an HTTPS name.
    is_loopback = urlsplit(origin).hostname in _LOOPBACK
    return is_loopback and origin == f"http://{request.host}"
