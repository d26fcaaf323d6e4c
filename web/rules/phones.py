"""When a phone may not ring. Pure figures."""

from datetime import datetime, timedelta

# No nudge was shown for this long; perhaps none was sent, so a test is sent.
SILENT_AFTER = timedelta(days=7)
# Its sign-in, or its subscription, ends this soon.
WARN_BEFORE = timedelta(days=5)
# Lifetime of a session: absolute, and without use.
ABSOLUTE = timedelta(days=90)
IDLE = timedelta(days=30)


def ends_at(expires_at: datetime, seen_at: datetime) -> datetime:
    """When a session and its phone's subscription end, unless the app is opened before."""
    return min(expires_at, seen_at + IDLE)
