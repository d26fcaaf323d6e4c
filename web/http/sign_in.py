"""The session of a device: its cookie, and who is signed in. The only user of Flask-Login.

Flask-Login's own cookie would stay valid after signing out; here an opaque token names a row that
can be revoked, and Flask-Login only provides `current_user`.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from flask import Flask, Request, Response, g, request
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user
from sqlalchemy.exc import OperationalError

from web.acts.core import devices
from web.acts.core.tokens import hash_of
from web.acts.phones.storage_key import tag_of
from web.http.context import app_context, now, reading, writing_in_passing
from web.reads.accounts.sessions import signed_in
from web.rules import device_labels, phones
from web.rules.people import Viewer
from web.store.errors import Busy

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class User(UserMixin):  # type: ignore[misc]
    viewer: Viewer
    organisation: str


def init_sign_in(app: Flask) -> None:
    manager = LoginManager()
    manager.request_loader(_load)
    # Its `remember me` and `next` live in Flask's own session cookie, which is not used.
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)


def viewer() -> Viewer:
    """The signed-in person; only for routes that require one."""
    return cast(Viewer, current_user.viewer)


def viewer_or_none() -> Viewer | None:
    return viewer() if current_user.is_authenticated else None


def my_tag() -> str | None:
    """The tag of the signed-in person; None when nobody is."""
    who = viewer_or_none()
    return who.tag if who else None


def organisation() -> str:
    return str(current_user.organisation) if current_user.is_authenticated else "Own It"


def viewer_or_forgotten() -> Viewer | None:
    """For what needs no query: an error is told in the language of whoever was signed in."""
    return g.get("forgotten") or viewer_or_none()


def forget_viewer() -> None:
    """Makes the rest of this request anonymous: the page of a crash must not query the database."""
    user = g.get("_login_user")
    if isinstance(user, User):
        g.forgotten = user.viewer
    g._login_user = AnonymousUserMixin()


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host and to HTTPS (RFC 6265bis), where there is HTTPS."""
    return "__Host-ownit" if app_context().config.is_https else "ownit"


def open_session(response: Response, token: str) -> Response:
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(phones.ABSOLUTE.total_seconds()),
        secure=app_context().config.is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def close_session(response: Response) -> Response:
    response.delete_cookie(
        cookie_name(),
        secure=app_context().config.is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def device_label() -> str:
    agent = request.headers.get("User-Agent", "")
    browsers = ("Edg", "Firefox", "SamsungBrowser", "Chrome", "Safari")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    browser = next((name for name in browsers if name in agent), None)
    system = next((name for name in systems if name in agent), None)
    nice = {"Edg": "Edge", "SamsungBrowser": "Samsung Internet", "Mac OS": "Mac"}
    return device_labels.device_label(
        nice.get(browser or "", browser), nice.get(system or "", system)
    )


def _load(incoming: Request) -> User | None:
    token = incoming.cookies.get(cookie_name())
    if not token:
        return None
    with reading() as session:
        found = signed_in(session, hash_of(token), now(), now() - phones.IDLE)
    if found is None:
        return None
    who = found.viewer
    _mark_seen(who, found.seen_at)
    tag = who.tag or tag_of(app_context().keys.secret, who.id)
    return User(replace(who, tag=tag), found.organisation)


def _mark_seen(who: Viewer, seen_at: datetime) -> None:
    """Best effort: no page fails because this could not be written."""
    if now() - seen_at <= devices.SEEN_EVERY:
        return
    try:
        with writing_in_passing() as session:
            devices.mark_seen(session, who.device_id, now())
    except (OperationalError, Busy):
        log.warning("The database is busy; when a device was last used is noted later.")
