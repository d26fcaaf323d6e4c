"""How many photos are kept: a disk that is full of them would end everything else."""

from dataclasses import dataclass

from web.rules.missing_photos import MissingReason

# A phone may still have a tap of a version that refused it: it is sent without its photos then.
LEAVE = "leave"


@dataclass(frozen=True)
class PhotoLimits:
    per_day: int  # photos of one person in 24 hours
    total_bytes: int  # of all photos together
    free_percent: int  # of the disk that must stay free; where the database is a file


DEFAULT_LIMITS = PhotoLimits(per_day=200, total_bytes=10_000_000_000, free_percent=10)


@dataclass(frozen=True)
class PhotoUse:
    """How things stand before a form's photos are added."""

    today: int  # photos of this person in the last 24 hours
    total_bytes: int
    free_percent: float | None  # None: the database is on a disk that we cannot see


def room(limits: PhotoLimits, use: PhotoUse) -> tuple[int, MissingReason]:
    """How many more photos this person may add now, and why those beyond are not kept."""
    if use.free_percent is not None and use.free_percent < limits.free_percent:
        return 0, MissingReason.DISK
    if use.total_bytes >= limits.total_bytes:
        return 0, MissingReason.TOTAL
    return max(0, limits.per_day - use.today), MissingReason.DAY
