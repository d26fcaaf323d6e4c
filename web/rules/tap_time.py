"""When a tap counts as made. Pure: `now` is an argument, and ages come from the phone.

A phone that had no network sends its taps later. What they mean hangs on when they were made.
"""

from datetime import datetime, timedelta

# Below this a tap counts as made when it came in: the network alone takes that long at times.
CLOCK_TOLERANCE = timedelta(minutes=1)
MAX_AGE = timedelta(days=30)


def effective_tap_time(
    tapped_at: datetime, now: datetime, born_at: datetime | None = None
) -> datetime:
    """When it was made, as far as that can be: after what it is about began, before `now`."""
    at = min(max(tapped_at, now - MAX_AGE, born_at or tapped_at), now)
    return at if now - at > CLOCK_TOLERANCE else now
