"""Photos of a form that were not stored: which, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class MissingReason(StrEnum):
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    HEIC = "heic"
    AVIF = "avif"
    LARGE = "large"  # too many bytes
    PIXELS = "pixels"
    SLOW = "slow"
    TOO_MANY = "too_many"
    DAY = "day"  # more than one person may add in 24 hours
    TOTAL = "total"  # more than all photos together may have
    DISK = "disk"  # the server's disk is too full

    @classmethod
    def _missing_(cls, _value: object) -> "MissingReason":
        """One that a newer version has written."""
        return cls.UNREADABLE


@dataclass(frozen=True)
class MissingPhotos:
    """Photos of a form with `total` photos that were not stored: by number from 1, the reason."""

    total: int
    missing: tuple[tuple[int, MissingReason], ...] = ()
    per_day: int | None = None  # limit of one person; None in older events

    def as_data(self) -> dict[str, Any]:
        """Plain JSON for an event."""
        data = {"total": self.total, "missing": [[number, why] for number, why in self.missing]}
        return data if self.per_day is None else data | {"per_day": self.per_day}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "MissingPhotos":
        found = tuple((number, MissingReason(why)) for number, why in data["missing"])
        return cls(data["total"], found, data.get("per_day"))


NONE_MISSING = MissingPhotos(0)

_DAY = "{day}"  # replaced by `_of_day`
_TOTAL = "Own It has no more room for photos"
_DISK = "Own It has almost no room left"

# For one photo, and for several.
_WHY = {
    MissingReason.EMPTY: ("it was empty", "they were empty"),
    MissingReason.UNREADABLE: ("it could not be read", "they could not be read"),
    MissingReason.HEIC: (
        "it is in the iPhone format HEIC, which cannot be read here",
        "they are in the iPhone format HEIC, which cannot be read here",
    ),
    MissingReason.AVIF: (
        "it is in the format AVIF, which cannot be read here",
        "they are in the format AVIF, which cannot be read here",
    ),
    MissingReason.LARGE: ("it is larger than 10 MB", "they are larger than 10 MB"),
    MissingReason.PIXELS: (
        "it has too many pixels",
        "they have too many pixels",
    ),
    MissingReason.SLOW: ("it took too long to read", "they took too long to read"),
    MissingReason.TOO_MANY: ("6 can be sent at once", "6 can be sent at once"),
    MissingReason.DAY: (_DAY, _DAY),
    MissingReason.TOTAL: (_TOTAL, _TOTAL),
    MissingReason.DISK: (_DISK, _DISK),
}

_IN_WORDS = "Write what you see instead."
# What the sender can do about it: for one photo, and for several.
_ADVICE = {
    MissingReason.EMPTY: (
        "That photo is empty. Take or choose it again.",
        "Those photos are empty. Take or choose them again.",
    ),
    MissingReason.UNREADABLE: (
        "That file is not a photo we can read. Use a JPEG, PNG or WebP picture.",
        "Those files are not photos we can read. Use JPEG, PNG or WebP pictures.",
    ),
    MissingReason.HEIC: (
        (
            "That photo is in the iPhone format HEIC, which we cannot read. Take a screenshot of "
            "it, and send that."
        ),
        (
            "Those photos are in the iPhone format HEIC, which we cannot read. Take screenshots "
            "of them, and send those."
        ),
    ),
    MissingReason.AVIF: (
        (
            "That photo is in the format AVIF, which we cannot read. Take a screenshot of it, and "
            "send that."
        ),
        (
            "Those photos are in the format AVIF, which we cannot read. Take screenshots of them, "
            "and send those."
        ),
    ),
    MissingReason.LARGE: (
        "That photo is larger than 10 MB. Choose a smaller one.",
        "Those photos are larger than 10 MB. Choose smaller ones.",
    ),
    MissingReason.PIXELS: (
        "That photo has too many pixels. Take a screenshot of it, and send that.",
        ("Those photos have too many pixels. Take screenshots of them, and send those."),
    ),
    MissingReason.SLOW: (
        "That photo takes too long to read. Choose another one.",
        "Those photos take too long to read. Choose other ones.",
    ),
    MissingReason.TOO_MANY: ("You can send 6 photos at once.",) * 2,
    MissingReason.DAY: (f"{_DAY} {_IN_WORDS}",) * 2,
    MissingReason.TOTAL: (f"Own It has no more room for photos. {_IN_WORDS}",) * 2,
    MissingReason.DISK: (f"Own It has almost no room left for photos. {_IN_WORDS}",) * 2,
}


def advice(photos: MissingPhotos) -> str:
    """For the sender of a form with nothing but missing photos: one sentence for each reason."""
    parts = (_advise(why, numbers, photos.total) for why, numbers in _by_reason(photos))
    return " ".join(parts).replace(_DAY, _of_day(photos.per_day)[1])


def _advise(why: MissingReason, numbers: Sequence[int], total: int) -> str:
    one, several = _ADVICE[why]
    if total == 1:
        return one
    if len(numbers) == 1:
        return f"Photo {numbers[0]} of {total}: {one}"
    return f"Photos {_listed(numbers)} of {total}: {several}"


def sentence(photos: MissingPhotos) -> str | None:
    """For everybody who looks for them: one clause for each reason. None when all are there."""
    if not photos.missing:
        return None
    parts = (_clause(why, numbers, photos.total) for why, numbers in _by_reason(photos))
    return " ".join(parts).replace(_DAY, _of_day(photos.per_day)[0])


def _of_day(per_day: int | None) -> tuple[str, str]:
    """The text that replaces `_DAY`: for everybody, and for the sender."""
    if per_day is None:
        return "one person can send no more in 24 hours", "You can send more later."
    if per_day == 0:
        return "Own It takes no photos here", "Own It takes no photos here."
    photos = "1 photo" if per_day == 1 else f"{per_day} photos"
    return (
        f"one person may send {photos} in 24 hours",
        f"You have sent {photos} in 24 hours. You can send more later.",
    )


def _by_reason(photos: MissingPhotos) -> Iterable[tuple[MissingReason, list[int]]]:
    """Each reason with the numbers of its photos, by first number."""
    found: dict[MissingReason, list[int]] = {}
    for number, why in photos.missing:
        found.setdefault(why, []).append(number)
    return found.items()


def _clause(why: MissingReason, numbers: Sequence[int], total: int) -> str:
    one, several = _WHY[why]
    if total == 1:
        return f"The photo is missing: {one}."
    if len(numbers) == 1:
        return f"Photo {numbers[0]} of {total} is missing: {one}."
    if len(numbers) == total:
        return f"None of the {total} photos arrived: {several}."
    return f"Photos {_listed(numbers)} of {total} are missing: {several}."


def _listed(numbers: Sequence[int]) -> str:
    """`2 and 3`, `1, 3 and 4`; `7 to 30` where they follow one another."""
    first, last = numbers[0], numbers[-1]
    if last - first + 1 == len(numbers) > 2:
        return f"{first} to {last}"
    return f"{', '.join(str(number) for number in numbers[:-1])} and {last}"
