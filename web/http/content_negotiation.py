"""Content negotiation: JSON for scripts, pages for browsers."""

from flask import request


def prefers_json() -> bool:
    """Whether JSON is preferred to HTML (RFC 9110 section 12.5.1). A fetch that names neither gets
    a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]
