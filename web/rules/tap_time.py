"""When a tap counts as made. Pure: `now` is an argument, and ages come from the phone.

A phone without a network sends its taps later; what they mean depends on when they were made.
"""

from datetime import datetime, timedelta

# A younger tap counts as made when it came in: the network alone may take that long.
CLOCK_TOLERANCE = timedelta(minutes=1)
MAX_AGE = timedelta(days=30)


def effective_tap_time(
    tapped_at: datetime, now: datetime, born_at: datetime | None = None
) -> datetime:
    """When the tap was made: not before what it is about began, not more than LONGEST ago."""
    at = min(max(tapped_at, now - MAX_AGE, born_at or tapped_at), now)
    return at if now - at > CLOCK_TOLERANCE else now
