"""Error handlers: what went wrong, in a sentence for people. The page of a crash cannot crash
itself."""

import logging
import secrets
from functools import partial

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError, TooManyRequests

from push.errors import IncompatibleDatabase
from web.acts.core.issue_rows import ConcurrentChange
from web.acts.core.security_log import Fields, SecurityEvent, report
from web.acts.images.uploads import OneFormAtATime
from web.http.client_headers import OutdatedProtocol, WrongPerson, prefers_json
from web.http.context import app_context
from web.http.forms import FormError
from web.http.idempotency import FormReused
from web.http.sentences import sentence_of, sentence_of_fault, updating
from web.http.sign_in import forget_viewer, viewer_or_none
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.store.errors import Busy, Fault, NotFound, fault_of
from web.store.schema import WrongKeys
from web.urls import without_appended

log = logging.getLogger(__name__)

_BUSY_SECONDS = 5
_UNUSABLE_SECONDS = 60  # phones must not ask all the time before somebody repairs it
_UPDATE_SECONDS = 20
_ONE_FORM = N_("Your other photos are still being read. Wait a moment, then send this again.")
# Refusals with a sentence of their own: their status, and that sentence.
_SAID: tuple[tuple[type[Exception], int, str], ...] = (
    (SecurityError, 400, N_("Own It has a different address. Ask whoever runs it.")),
    (
        WrongPerson,
        401,
        N_("Someone else is signed in on this phone, so this was not done. It waits for you."),
    ),
    (
        FormReused,
        422,
        N_("This form was already sent, with other words. Reload the page and try again."),
    ),
    (
        OutdatedProtocol,
        426,
        N_(
            "This version of the app is too old. Reload it: whatever is not sent yet goes out then."
        ),
    ),
)
_WHAT_TO_DO = {
    Fault.FULL: "The disk of the database is full: make room on it.",
    Fault.BROKEN: "The database cannot be used: look at its disk and its rights, then at a backup.",
}
_LAST_RESORT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Own It</title>"
    "<h1>Something went wrong</h1><p>It is not your fault. Go back and try again.</p>"
)


def init_errors(app: Flask) -> None:
    handle = app.register_error_handler
    handle(HTTPException, _http)
    for kind, status, message in _SAID:
        handle(kind, partial(_say, status, message))
    handle(NotFound, _not_there)
    handle(FormError, lambda error: answer(error.status, sentence=error.sentence))
    handle(ConcurrentChange, lambda _error: _busy())
    handle(OneFormAtATime, lambda _error: _later(429, _BUSY_SECONDS, _(_ONE_FORM)))
    handle(Busy, lambda _error: _busy())
    handle(DBAPIError, _database)
    handle(IncompatibleDatabase, _unfit)
    handle(PoolTimeout, lambda _error: _busy())
    handle(Exception, _crash)


def answer(status: int, incident: str | None = None, sentence: str | None = None) -> Response:
    """The error's page, or the fragment that replaces the card; JSON for scripts."""
    if status >= 500:
        forget_viewer()
    sentence = sentence or sentence_of(status)
    if prefers_json():
        return make_response(jsonify(sentence=sentence), status)
    template = "error/_card.html" if "HX-Request" in request.headers else "error/page.html"
    try:
        body = render_template(template, status=status, sentence=sentence, incident=incident)
    except Exception:
        log.exception("The error page itself failed.")
        forget_viewer()
        body = _LAST_RESORT
    return make_response(body, status)


def _say(status: int, message: str, _error: Exception) -> Response:
    return answer(status, sentence=_(message))


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    if error.code == 404:
        return _not_there()
    if error.code == 405 and (page := _page_above()):
        return make_response(redirect(page, 303))
    if error.code == 403:
        _report_denied(403)
    response = answer(error.code)
    if isinstance(error, TooManyRequests) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if error.code == 405:
        response.headers["Allow"] = error.get_response().headers.get("Allow", "GET, HEAD")
    return response


def _page_above() -> str | None:
    """For the address of a form that is loaded, after a refusal or a reload: the page that the form
    stands on, which is the nearest one above. None: an interface of programs, or no page."""
    pages = current_app.create_url_adapter(request)
    if pages is None or request.method not in ("GET", "HEAD") or prefers_json():
        return None
    parts = request.path.split("/")
    above = ("/".join(parts[:count]) for count in range(len(parts) - 1, 1, -1))
    return next((path for path in above if parts[1] and pages.test(path, "GET")), None)


def _not_there(_error: NotFound | None = None) -> Response:
    """A page whose address was copied with what stood behind it leads to the page."""
    meant = without_appended(request.path) if request.method in ("GET", "HEAD") else None
    pages = current_app.create_url_adapter(request)
    if meant and pages and pages.test(meant) and not prefers_json():
        query = request.query_string.decode("ascii", "replace")
        return make_response(redirect(meant + (f"?{query}" if query else ""), 303))
    _report_denied(404)
    return answer(404)


def _report_denied(status: int) -> None:
    """For a signed-in person on an existing route: what belongs to others looks missing."""
    who = viewer_or_none() if request.endpoint else None
    if who is not None:
        fields: Fields = {"person": who.id, "role": who.role, "status": status}
        report(SecurityEvent.ACCESS_DENIED, **fields, route=request.endpoint)


def _database(error: DBAPIError) -> Response:
    """Nothing was saved. Retry-After depends on the fault."""
    fault = fault_of(error)
    if fault is None:
        return _statement(error)
    if fault is Fault.BUSY:
        log.error("The database did not answer: %s", error.orig)
        return _busy()
    log.critical("%s It said: %s", _WHAT_TO_DO[fault], error.orig)
    forget_viewer()
    return _busy(_UNUSABLE_SECONDS, sentence_of_fault(fault))


def _statement(error: DBAPIError) -> Response:
    """A missing column may be of tables that were migrated a moment ago."""
    try:
        app_context().database.require_schema()
    except IncompatibleDatabase as wrong:
        return _unfit(wrong)
    except DBAPIError:
        log.warning("Whether the tables are those of this version cannot be asked now.")
    return _crash(error)


def _unfit(error: IncompatibleDatabase) -> Response:
    log.error("Nothing can be answered: %s", error)
    current_app.extensions["ownit-readiness"].doubt()
    if isinstance(error, WrongKeys):
        current_app.extensions["ownit-restart"]()
    forget_viewer()
    return _busy(_UPDATE_SECONDS, updating())


def _busy(seconds: int = _BUSY_SECONDS, sentence: str | None = None) -> Response:
    return _later(503, seconds, sentence)


def _later(status: int, seconds: int, sentence: str | None = None) -> Response:
    response = answer(status, sentence=sentence)
    response.headers["Retry-After"] = str(seconds)
    return response


def _crash(error: Exception) -> Response:
    incident = secrets.token_hex(4)
    where = {"incident": incident, "method": request.method, "route": request.endpoint}
    log.error("Incident %s at %s %s", *where.values(), exc_info=error, extra=where)
    return answer(500, incident)
