"""The web application: joins the parts, and nothing else."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from web.config import Config, Keys
from web.http.access import init_access
from web.http.assets import shipped
from web.http.client import ProxyWatch, init_client
from web.http.client_headers import init_phone
from web.http.compress import init_compress
from web.http.context import AppContext, utc_now
from web.http.cross_origin import init_cross_origin
from web.http.errors import init_errors
from web.http.headers import init_headers
from web.http.hosts import init_hosts
from web.http.languages import init_languages
from web.http.readiness import Readiness
from web.http.sign_in import init_sign_in
from web.http.templating import init_templating
from web.http.truncated_body import RejectTruncatedBody
from web.http.url_converters import init_ids
from web.pages import (
    allowances,
    always_yes,
    answers,
    asking,
    causes,
    channels,
    corrections,
    csp_reports,
    customer_data,
    demo,
    figures,
    follow,
    home,
    hours,
    invites,
    issues,
    languages,
    me,
    metrics,
    names,
    numbers,
    opening_hours,
    owner_changes,
    people,
    photos,
    phrases,
    policies,
    practice,
    push,
    pwa,
    reports,
    scan,
    search,
    settings,
    share,
    shift,
    sign_in,
    site,
    site_texts,
    sites,
    status,
    steps,
    team,
    thanks,
    vault,
)
from web.resources import TEMPLATES
from web.store.engine import Database

# Bytes of a form without photos; the report's own route allows more.
_MOST_BYTES = 64 * 1024

_PAGES = (
    home,
    reports,
    issues,
    corrections,
    asking,
    steps,
    scan,
    search,
    owner_changes,
    share,
    status,
    answers,
    follow,
    thanks,
    sign_in,
    me,
    practice,
    languages,
    names,
    numbers,
    opening_hours,
    shift,
    team,
    hours,
    channels,
    site,
    figures,
    causes,
    always_yes,
    customer_data,
    settings,
    sites,
    allowances,
    site_texts,
    phrases,
    people,
    invites,
    policies,
    push,
    vault,
    photos,
    pwa,
    metrics,
    csp_reports,
    demo,
)


class _App(Flask):
    """Handlers of errors look into the database, too: what goes wrong there is answered as if it
    had gone wrong in the view."""

    def handle_user_exception(self, e: Exception) -> HTTPException | ResponseReturnValue:
        try:
            return super().handle_user_exception(e)
        except Exception as other:
            if other is e:
                raise
            return super().handle_user_exception(other)


def create_app(
    config: Config,
    database: Database,
    keys: Keys,
    clock: Callable[[], datetime] = utc_now,
    restart: Callable[[], object] = bool,
) -> Flask:
    app = _App(__name__, static_folder=None, template_folder=str(TEMPLATES))
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BYTES
    attach(app, config, database, keys, clock, restart)
    for init in (init_languages, init_errors, init_hosts, init_client, init_sign_in):
        init(app)
    for init in (init_cross_origin, init_phone, init_access, init_ids):
        init(app)
    # The first one registered runs last: headers are set on whatever the others made.
    for init in (init_headers, init_compress):
        init(app)
    init_templating(app, shipped())
    for module in _PAGES:
        app.register_blueprint(module.pages)
    app.wsgi_app = RejectTruncatedBody(app.wsgi_app)  # type: ignore[method-assign]
    if config.proxies:
        proxies = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, 0, 0, 0)  # type: ignore[method-assign]
    return app


def attach(
    app: Flask,
    config: Config,
    database: Database,
    keys: Keys,
    clock: Callable[[], datetime],
    restart: Callable[[], object] = bool,
) -> None:
    """Attaches the installation that the app serves; `config` is the one that it was made with.
    `restart` is called when the installation has other keys by now."""
    app.extensions["ownit"] = AppContext(config, database, keys, clock, shipped().version)
    app.extensions["ownit-restart"] = restart
    app.extensions["ownit-readiness"] = Readiness(database, clock)
    app.extensions["ownit-proxies"] = ProxyWatch()
