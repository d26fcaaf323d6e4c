"""How long words and photos are kept, and what can be erased. Pure figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LINK_ENDS_AFTER = timedelta(days=30)  # a customer's link, after the resolution


def link_end(resolved_at: datetime | None, ends_at: datetime | None) -> datetime | None:
    """When a customer's link ends. `ends_at`: of the key that made it; None: not known yet."""
    end = resolved_at + LINK_ENDS_AFTER if resolved_at else None
    return min(end, ends_at) if end and ends_at else end


class Extent(StrEnum):
    """How much of an issue's data is erased."""

    CUSTOMER = "customer"  # name and contact; the issue may still be open
    ALL = "all"  # also every word and photo; times, places, helpers and states stay


@dataclass(frozen=True)
class Retention:
    """Periods: the first two from an issue's newest resolution, the third from the last use, the
    last from the making of the copy."""

    customer: timedelta = timedelta(days=90)  # and everything people wrote about it
    photos: timedelta = timedelta(days=90)
    # Idempotency keys, ended sessions, used invites. At least 30 days: phones repeat a tap of
    # unknown outcome for 29 (`SAFE_TO_REPEAT` in static/js/offline/queue.js).
    access: timedelta = timedelta(days=30)
    backups: timedelta = timedelta(days=35)  # copies by Own It itself, also of updates and restores
