"""When a phone counts as one that may not ring. Pure figures."""

from datetime import datetime, timedelta

# It has shown no nudge for this long; none may have been sent, so it is asked to confirm.
SILENT_AFTER = timedelta(days=7)
# Its sign-in, or its connection to the push service, ends this soon.
WARN_BEFORE = timedelta(days=5)
# How long a session lasts: in any case, and without being used.
ABSOLUTE = timedelta(days=90)
IDLE = timedelta(days=30)


def ends_at(expires_at: datetime, seen_at: datetime) -> datetime:
    """When a session ends, and its phone's ringing with it, unless the app is opened before."""
    return min(expires_at, seen_at + IDLE)
