"""Who may use a route. Every route declares it; one that does not is closed to everybody."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.http.client_headers import prefers_json
from web.http.sign_in import viewer_or_none

Route = TypeVar("Route", bound=Callable[..., Any])


class Access(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    LEAD = "lead"  # and admins
    ADMIN = "admin"


def for_everybody(route: Route) -> Route:
    return _declare(route, Access.PUBLIC)


def for_signed_in(route: Route) -> Route:
    return _declare(route, Access.SIGNED_IN)


def for_signed_in_else(
    strangers: Callable[[], ResponseReturnValue | None],
) -> Callable[[Route], Route]:
    """`strangers`: what is shown to people who are not signed in; None: they may sign in."""

    def declare(route: Route) -> Route:
        route.strangers = strangers  # type: ignore[attr-defined]
        return for_signed_in(route)

    return declare


def for_leads(route: Route) -> Route:
    return _declare(route, Access.LEAD)


def for_admins(route: Route) -> Route:
    return _declare(route, Access.ADMIN)


def declared(app: Flask, endpoint: str) -> Access | None:
    """What the route of this endpoint declares; None when it declares nothing."""
    return getattr(app.view_functions[endpoint], "access", None)


def init_access(app: Flask) -> None:
    @app.before_request
    def check() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such page: the error handler answers
        return _check(declared(app, request.endpoint))


def _check(access: Access | None) -> ResponseReturnValue | None:
    if access is None:
        abort(404)
    if access is Access.PUBLIC:
        return None
    who = viewer_or_none()
    if who is None:
        return _ask_to_sign_in()
    if access is Access.ADMIN and not who.is_admin:
        abort(404)
    if access is Access.LEAD and not who.is_lead:
        abort(404)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    """A page redirects to sign-in and back; an act or a script's request is answered 401."""
    if request.method not in ("GET", "HEAD") or "HX-Request" in request.headers:
        abort(401)
    if prefers_json():
        abort(401)
    route = current_app.view_functions[str(request.endpoint)]
    page = getattr(route, "strangers", _nothing)()
    if page is not None:
        return cast(ResponseReturnValue, page)
    return redirect(url_for("door.sign_in", next=request.full_path.rstrip("?")), 303)


def _nothing() -> None:
    return None


def _declare(route: Route, access: Access) -> Route:
    route.access = access  # type: ignore[attr-defined]
    return route
