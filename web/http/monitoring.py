"""Who may read how the installation is doing: those with the metrics token, or admins."""

import hmac

from flask import request

from web.http.context import app_context
from web.http.sign_in import viewer_or_none


def may_monitor() -> bool:
    """Whoever knows the token; where none is set, a signed-in admin."""
    token = app_context().config.metrics_token
    if token is None:
        who = viewer_or_none()
        return who is not None and who.is_admin
    return has_token(token)


def has_token(token: str) -> bool:
    """False where there is none."""
    if not token:
        return False
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    # As bytes, since what strangers send need not be ASCII; in a time that tells nothing.
    is_right = hmac.compare_digest(given.strip(" ").encode(errors="replace"), token.encode())
    return is_right and scheme.lower() == "bearer"
