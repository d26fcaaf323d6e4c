"""How many photos are kept: a disk that is full of them would end everything else."""

from dataclasses import dataclass

LEAVE = "leave"  # the answer to a refusal: send it without its photos
_WITHOUT = "Send this without photos; the words are what counts."


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


def refusal(limits: PhotoLimits, use: PhotoUse, adding: int) -> str | None:
    """A sentence for whoever wants to add so many; None: they may."""
    if use.today + adding > limits.per_day:
        left = max(0, limits.per_day - use.today)
        again = f"{left} more can go today" if left else "more can go tomorrow"
        return f"You have sent {use.today} photos since yesterday: {again}. {_WITHOUT}"
    if use.free_percent is not None and use.free_percent < limits.free_percent:
        return f"The disk of Own It is almost full, so it takes no photos. {_WITHOUT}"
    if use.total_bytes >= limits.total_bytes:
        return f"Own It has all the photos that it may keep. {_WITHOUT}"
    return None
