"""Reports of violations of the content security policy, as lines of the log.

Anybody may send anything here: the body is limited, a bounded line is logged, nothing is stored.
"""

import json
import logging
import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from web.http.access import for_everybody
from web.http.context import now
from web.http.cross_origin import from_anywhere
from web.urls import parse_origin

pages = Blueprint("csp_reports", __name__)
log = logging.getLogger(__name__)

MOST_BYTES = 8 * 1024
PER_MINUTE = 20  # lines a minute of each process
_MINUTE = timedelta(minutes=1)
_PLAIN = re.compile(r"[a-z-]{1,40}", re.ASCII)
_URL = re.compile(r"(https?://[^/?#]*)([^?#]*)", re.ASCII)
_SECRET_PATH = re.compile(r"/(s|join)/.*", re.ASCII)
_written: deque[datetime] = deque(maxlen=PER_MINUTE)


@pages.post("/csp-reports")
@for_everybody
@from_anywhere
def receive() -> ResponseReturnValue:
    """Both formats: `report-uri` of CSP 2, and the Reporting API's list."""
    if (request.content_length or MOST_BYTES + 1) <= MOST_BYTES:
        for directive, blocked, page in _reports(request.get_data()):
            if _may_write():
                log.warning("A browser refused %s %s on %s.", directive, blocked, page)
    return "", 204


def _may_write() -> bool:
    at = now()
    if len(_written) == PER_MINUTE and at - _written[0] < _MINUTE:
        return False
    _written.append(at)
    return True


def _reports(body: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return
    for one in (found if isinstance(found, list) else [found])[:PER_MINUTE]:
        inner = _dict(_dict(one).get("csp-report") or _dict(one).get("body"))
        directive = _first(inner, "effectiveDirective", "effective-directive", "violated-directive")
        directive = directive.partition(" ")[0]
        if _PLAIN.fullmatch(directive):
            blocked = _first(inner, "blockedURL", "blocked-uri")
            yield directive, _short(blocked), _short(_first(inner, "documentURL", "document-uri"))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(report: dict[str, Any], *names: str) -> str:
    return next((str(report[name]) for name in names if isinstance(report.get(name), str)), "")


def _short(url: str) -> str:
    """An origin and a path without secrets; a keyword such as `inline`."""
    if _PLAIN.fullmatch(url):
        return url
    match = _URL.match(url)
    origin = parse_origin(match[1]) if match else None
    if match is None or origin is None:
        return "something"
    path = _SECRET_PATH.sub(r"/\1/…", match[2][:200])
    return f"{origin}{''.join(one for one in path if ' ' < one <= '~' or one == '…')}"
