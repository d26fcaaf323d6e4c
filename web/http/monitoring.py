"""Who may read the state of the installation: holders of the metrics token, or admins."""

import hmac

from flask import request

from web.http.context import app_context
from web.http.sign_in import viewer_or_none


def may_monitor() -> bool:
    """Whether the request has the token; if none is set, whether an admin is signed in."""
    token = app_context().config.metrics_token
    if token is None:
        who = viewer_or_none()
        return who is not None and who.is_admin
    return has_token(token)


def has_token(token: str) -> bool:
    """False when no token is set."""
    if not token:
        return False
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    # Bytes, since requests need not be ASCII; compared in constant time.
    is_right = hmac.compare_digest(given.strip(" ").encode(errors="replace"), token.encode())
    return is_right and scheme.lower() == "bearer"
