"""Photos that were sent with a form and could not be kept: which, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class MissingReason(StrEnum):
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    HEIC = "heic"
    LARGE = "large"  # in bytes
    PIXELS = "pixels"
    SLOW = "slow"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class MissingPhotos:
    """Of `total` photos of one form those that are not kept: number from 1, and why."""

    total: int
    missing: tuple[tuple[int, MissingReason], ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Plain JSON for an event."""
        return {"total": self.total, "missing": [[number, why] for number, why in self.missing]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "MissingPhotos":
        found = tuple((number, MissingReason(why)) for number, why in data["missing"])
        return cls(data["total"], found)


NONE_MISSING = MissingPhotos(0)

# Of one photo, and of several.
_WHY = {
    MissingReason.EMPTY: ("it was empty", "they were empty"),
    MissingReason.UNREADABLE: ("it could not be read", "they could not be read"),
    MissingReason.HEIC: (
        "it is in a format of iPhones (HEIC) that cannot be read here",
        "they are in a format of iPhones (HEIC) that cannot be read here",
    ),
    MissingReason.LARGE: ("it is larger than 10 MB", "they are larger than 10 MB"),
    MissingReason.PIXELS: (
        "it has more pixels than can be read here",
        "they have more pixels than can be read here",
    ),
    MissingReason.SLOW: ("it took too long to read", "they took too long to read"),
    MissingReason.TOO_MANY: ("at most 6 go at once", "at most 6 go at once"),
}


# What whoever sent it can do about it.
_ADVICE = {
    MissingReason.EMPTY: "That photo is empty. Take or choose it again.",
    MissingReason.UNREADABLE: (
        "That file is not a photo we can read. Use a JPEG, PNG or WebP picture."
    ),
    MissingReason.HEIC: (
        "That photo is in a format of iPhones (HEIC) that we cannot read. Take a screenshot of "
        "it, and send that."
    ),
    MissingReason.LARGE: "That photo is larger than 10 MB. Choose a smaller one.",
    MissingReason.PIXELS: (
        "That photo has more pixels than can be read here. Take a screenshot of it, and send that."
    ),
    MissingReason.SLOW: "That photo takes too long to read. Choose another one.",
    MissingReason.TOO_MANY: "At most 6 photos go at once.",
}


def advice(photos: MissingPhotos) -> str:
    """For whoever sent nothing but them: about the first."""
    number, why = photos.missing[0]
    return f"Photo {number} of {photos.total}: {_ADVICE[why]}" if photos.total > 1 else _ADVICE[why]


def sentence(photos: MissingPhotos) -> str | None:
    """For everybody who looks for them; one clause for each reason. None: all are here."""
    if not photos.missing:
        return None
    by_reason: dict[MissingReason, list[int]] = {}
    for number, why in photos.missing:
        by_reason.setdefault(why, []).append(number)
    return " ".join(_clause(why, numbers, photos.total) for why, numbers in by_reason.items())


def _clause(why: MissingReason, numbers: Sequence[int], total: int) -> str:
    one, several = _WHY[why]
    if total == 1:
        return f"The photo is not here: {one}."
    if len(numbers) == 1:
        return f"Photo {numbers[0]} of {total} is not here: {one}."
    if len(numbers) == total:
        return f"None of the {total} photos is here: {several}."
    return f"Photos {_listed(numbers)} of {total} are not here: {several}."


def _listed(numbers: Sequence[int]) -> str:
    """`2 and 3`, `1, 3 and 4`; `7 to 30` where they follow one another."""
    first, last = numbers[0], numbers[-1]
    if last - first + 1 == len(numbers) > 2:
        return f"{first} to {last}"
    return f"{', '.join(str(number) for number in numbers[:-1])} and {last}"
