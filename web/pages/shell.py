"""What makes it an app: worker, manifest, icons, the offline page; and what monitors ask."""

from flask import Blueprint, current_app, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from web.http.access import for_everybody
from web.http.assets import Assets
from web.http.parts import parts
from web.store import migrate

pages = Blueprint("shell", __name__)
_A_DAY = "public, max-age=86400"


def _assets() -> Assets:
    assets: Assets = current_app.extensions["ownit-assets"]
    return assets


@pages.get("/static/<version>/<path:path>")
@for_everybody
def static(version: str, path: str) -> ResponseReturnValue:
    """An older version's address gets today's file, but may not keep it for ever."""
    is_current = version == _assets().version
    return _assets().serve(path) if is_current else _assets().serve(path, "no-cache")


@pages.get("/sw.js")
@for_everybody
def worker() -> ResponseReturnValue:
    response = make_response(_assets().worker_script())
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/manifest.webmanifest")
@for_everybody
def manifest() -> ResponseReturnValue:
    return _assets().serve("manifest.webmanifest", _A_DAY)


@pages.get("/icons/<name>")
@for_everybody
def icon(name: str) -> ResponseReturnValue:
    return _assets().serve(f"icons/{name}", _A_DAY)


@pages.get("/favicon.ico")
@for_everybody
def favicon() -> ResponseReturnValue:
    return _assets().serve("icons/icon-192.png", _A_DAY)


@pages.get("/offline")
@for_everybody
def offline() -> ResponseReturnValue:
    return render_template("pages/offline.html")


@pages.get("/unsaved")
@for_everybody
def unsaved() -> ResponseReturnValue:
    return render_template("pages/unsaved.html")


@pages.get("/robots.txt")
@for_everybody
def robots() -> ResponseReturnValue:
    return "User-agent: *\nDisallow: /\n", {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/healthz")
@for_everybody
def healthz() -> ResponseReturnValue:
    """This process answers; nothing is said of the database."""
    return jsonify(ok=True)


@pages.get("/readyz")
@for_everybody
def readyz() -> ResponseReturnValue:
    """The database answers, can be written to, and is at this version's migration."""
    try:
        with parts().database.write():
            pass
        is_ready = migrate.is_current(parts().database)
    except DBAPIError:
        is_ready = False
    return jsonify(ok=is_ready), 200 if is_ready else 503
