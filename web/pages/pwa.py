"""The app's shell: service worker, manifest, icons, the offline page; and requests of monitors."""

from flask import Blueprint, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from push import heartbeat
from web.http.access import for_everybody
from web.http.assets import shipped
from web.http.context import app_context, now, reading
from web.http.cross_origin import from_anywhere
from web.http.languages import of_address, of_browser
from web.http.manifest import FILE
from web.http.manifest import manifest as translated
from web.http.monitoring import has_token, may_monitor
from web.http.readiness import Readiness
from web.language.current import choose_language, current_language
from web.language.known import ENGLISH

pages = Blueprint("shell", __name__)
_A_DAY = "public, max-age=86400"


@pages.get("/static/<version>/<path:path>")
@for_everybody
def static(version: str, path: str) -> ResponseReturnValue:
    """An older version's address gets the present file, without permission to cache it for ever."""
    is_current = version == shipped().version
    return shipped().serve(path) if is_current else shipped().serve(path, "no-cache")


@pages.get("/sw.js")
@for_everybody
def worker() -> ResponseReturnValue:
    if not app_context().config.has_service_worker:
        return shipped().serve("sw-off.js", "no-cache")
    return shipped().serve_worker()


@pages.get("/manifest.webmanifest")
@for_everybody
def manifest() -> ResponseReturnValue:
    """Browsers fetch it without a cookie, and keep it: whoever is signed in does not matter."""
    choose_language(of_address() or of_browser() or ENGLISH)
    if current_language() is ENGLISH:
        return shipped().serve(FILE, _A_DAY)
    answer = jsonify(translated())
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = _A_DAY
    return answer


@pages.get("/icons/<name>")
@for_everybody
def icon(name: str) -> ResponseReturnValue:
    return shipped().serve(f"icons/{name}", _A_DAY)


@pages.get("/favicon.ico")
@for_everybody
def favicon() -> ResponseReturnValue:
    return shipped().serve("icons/icon-192.png", _A_DAY)


@pages.get("/offline")
@for_everybody
def offline() -> ResponseReturnValue:
    return render_template("pwa/offline.html")


@pages.get("/unsaved")
@for_everybody
def unsaved() -> ResponseReturnValue:
    return render_template("pwa/unsaved.html")


@pages.get("/waiting")
@for_everybody
def waiting() -> ResponseReturnValue:
    """Not sent yet, filled in there: the server knows nothing of it."""
    return render_template("pwa/waiting.html")


@pages.get("/https")
@for_everybody
def https() -> ResponseReturnValue:
    """What browsers allow only over HTTPS."""
    return render_template("pwa/https.html")


@pages.get("/robots.txt")
@for_everybody
def robots() -> ResponseReturnValue:
    return "User-agent: *\nDisallow: /\n", {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/healthz")
@for_everybody
def healthz() -> ResponseReturnValue:
    """This process answers; says nothing about the database."""
    return jsonify(ok=True)


@pages.post("/healthz")
@for_everybody
@from_anywhere
def received() -> ResponseReturnValue:
    """How many bytes have come through what stands in front: `ownit doctor` looks for its limits.

    They are neither read nor stored; the server limits them as on every route.
    """
    return jsonify(ok=True, received=request.content_length or 0)


@pages.get("/readyz")
@for_everybody
def readyz() -> ResponseReturnValue:
    """The database accepts a write, has space, and is at this version's migration; see `readiness`.

    Strangers read only this. Monitors also read when a worker last ended a whole cycle, which does
    not change the status: pages taken out of service because nobody sends nudges would leave people
    without either.
    """
    readiness: Readiness = current_app.extensions["ownit-readiness"]
    condition = readiness.look()
    body: dict[str, object] = {"ok": condition.is_ready}
    # Who is an admin is stored in the database: where that fails, only the token is accepted.
    if may_monitor() if condition.is_ready else has_token(app_context().config.metrics_token or ""):
        body |= {
            "writes": condition.writes,
            "fits": condition.fits,
            "free_bytes": condition.free_bytes,
        }
        body["worker"] = _worker() if condition.is_ready else None
    return jsonify(body), 200 if condition.is_ready else 503


def _worker() -> dict[str, object]:
    """Times as in RFC 3339; null where no worker ever ended a cycle."""
    with reading() as session:
        ended = heartbeat.last_cycle(session, now())
    return {
        "cycle_ended_at": f"{ended:%Y-%m-%dT%H:%M:%SZ}" if ended else None,
        "silent_seconds": int((now() - ended).total_seconds()) if ended else None,
    }
