"""How long what people said is kept, and what of it can be erased. Pure figures."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Extent(StrEnum):
    """How much of an issue's data is erased."""

    CUSTOMER = "customer"  # who the customer is; the issue may still be open
    ALL = "all"  # also every word and photo: what stays is when, where, who helped, and states


@dataclass(frozen=True)
class Retention:
    """The first two count from an issue's newest resolution, the third from the last use, the last
    from when the copy was made."""

    customer: timedelta = timedelta(days=90)  # everything people wrote about it as well
    photos: timedelta = timedelta(days=90)
    # Idempotency keys, ended sessions, used invites. Not less than 30 days: for 29 a phone sends
    # again what it does not know to have arrived (`SAFE_TO_REPEAT` in static/js/queue.js).
    access: timedelta = timedelta(days=30)
    backups: timedelta = timedelta(days=35)  # our own copies, of updates and restores as well
