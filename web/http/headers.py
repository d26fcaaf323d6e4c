"""The security headers of every answer; set here only."""

from flask import Flask, Response, request

from web.http.client_headers import PROTOCOL
from web.http.context import app_context
from web.http.sign_in import my_tag

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob: data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",  # at a desk, see static/js/desk/desk.js
    "frame-ancestors": "'self'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "htmx ownit",
    "report-uri": "/csp-reports",  # Firefox and Safari; others use report-to
    "report-to": "csp",
}
# On the answers of the application and of the server itself.
ALWAYS = {
    "Content-Security-Policy": "; ".join(map(" ".join, _POLICY.items())),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Reporting-Endpoints": 'csp="/csp-reports"',
    "X-Frame-Options": "SAMEORIGIN",  # for browsers that do not know frame-ancestors
    # Distinguishes our answers from those of something in front of us.
    "Ownit-Protocol": str(PROTOCOL),
}
# For what people have uploaded, should a browser ever render it as a page.
_SANDBOX = "default-src 'none'; sandbox"
# For a year, and for this host only, not its subdomains. HSTS holds for all ports of a host (RFC
# 6797 section 8.3), so it is left out where the address has a port.
_HSTS = "max-age=31536000"


def init_headers(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers[name] = value
    if request.path.startswith("/photos/") and response.mimetype == "image/jpeg":
        response.headers["Content-Security-Policy"] = _SANDBOX
    if app_context().config.has_host_alone:
        response.headers["Strict-Transport-Security"] = _HSTS
    response.headers.setdefault("Cache-Control", "no-store")
    is_status = request.path.startswith("/s/")
    is_secret = is_status or request.path.startswith(("/a/", "/f/", "/join/"))
    # A form on a page with `no-referrer` is sent with `Origin: null`, which is refused.
    response.headers["Referrer-Policy"] = "no-referrer" if is_status else "same-origin"
    if is_secret:
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if response.mimetype == "text/html":
        response.vary.update(("HX-Request", "Cookie"))
        _say_whose(response)
    return response


def _say_whose(response: Response) -> None:
    """The tag of the person, so that a phone gives nobody else what it keeps of this page."""
    tag = None if 300 <= response.status_code < 400 else my_tag()
    if tag:
        response.headers["Ownit-Person"] = tag
