"""Marks the pages that a phone may keep, to be read without a connection; see static/sw/kept.js.

Knows only what such a page shows: what its person owns, helps with, or is asked for.
"""

from flask import Response, request


def allow_offline_copy(page: Response, version: int | None = None) -> Response:
    """`version` is the issue's: a phone that has this one need not fetch it again."""
    if request.method in ("GET", "HEAD") and page.status_code == 200:
        page.headers["Ownit-Keep"] = "1"
        if version is not None:
            page.headers["Ownit-Version"] = str(version)
    return page
