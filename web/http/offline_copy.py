"""Marks the pages that a phone may keep for reading without a connection; see static/sw/kept.js.

Only pages of what their person owns, helps with, or is asked for.
"""

from flask import Response, request


def allow_offline_copy(page: Response, version: int | None = None) -> Response:
    """`version`: of the issue; a phone with this one need not fetch it again."""
    if request.method in ("GET", "HEAD") and page.status_code == 200:
        page.headers["Ownit-Keep"] = "1"
        if version is not None:
            page.headers["Ownit-Version"] = str(version)
    return page
