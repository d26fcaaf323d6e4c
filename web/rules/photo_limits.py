"""Limits on stored photos: a full disk would stop everything else."""

from dataclasses import dataclass

from web.rules.missing_photos import MissingReason

# Value of a form field: a report that was refused for its photos is sent without them.
LEAVE = "leave"


@dataclass(frozen=True)
class PhotoLimits:
    per_day: int  # of one person in 24 hours
    total_bytes: int  # of all photos together
    free_percent: int  # of the disk that stays free; only where the database is a file


DEFAULT_LIMITS = PhotoLimits(per_day=200, total_bytes=10_000_000_000, free_percent=10)


@dataclass(frozen=True)
class PhotoUse:
    """Photos stored before a form's photos are added."""

    today: int  # of this person, in the last 24 hours
    total_bytes: int
    free_percent: float | None  # None: the disk of the database is not known


def room(limits: PhotoLimits, use: PhotoUse) -> tuple[int, MissingReason]:
    """How many more photos this person may add now, and the reason for the limit."""
    if use.free_percent is not None and use.free_percent < limits.free_percent:
        return 0, MissingReason.DISK
    if use.total_bytes >= limits.total_bytes:
        return 0, MissingReason.TOTAL
    return max(0, limits.per_day - use.today), MissingReason.DAY
