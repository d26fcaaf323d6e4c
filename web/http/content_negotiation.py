"""Whether who asks is a script that wants JSON, or a browser that wants a page."""

from flask import request


def prefers_json() -> bool:
    """JSON over HTML (RFC 9110, section 12.5.1). A fetch that names neither gets a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]
