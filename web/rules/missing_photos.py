"""Photos of a form that were not stored: which, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from web.language.dates import listed
from web.language.messages import gettext as _
from web.language.messages import ngettext, ngettext_noop


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

_Forms = tuple[str, str]  # of a message, for one photo and for several

# Ends a sentence: “The photo is missing: it was empty.”
_WHY: dict[MissingReason, _Forms] = {
    MissingReason.EMPTY: ngettext_noop("it was empty", "they were empty"),
    MissingReason.UNREADABLE: ngettext_noop("it could not be read", "they could not be read"),
    MissingReason.HEIC: ngettext_noop(
        "it is in the iPhone format HEIC, which cannot be read here",
        "they are in the iPhone format HEIC, which cannot be read here",
    ),
    MissingReason.AVIF: ngettext_noop(
        "it is in the format AVIF, which cannot be read here",
        "they are in the format AVIF, which cannot be read here",
    ),
    MissingReason.LARGE: ngettext_noop("it is larger than 10 MB", "they are larger than 10 MB"),
    MissingReason.PIXELS: ngettext_noop("it has too many pixels", "they have too many pixels"),
    MissingReason.SLOW: ngettext_noop("it took too long to read", "they took too long to read"),
    MissingReason.TOO_MANY: ngettext_noop("6 can be sent at once", "6 can be sent at once"),
    MissingReason.TOTAL: ngettext_noop(
        "Own It has no more room for photos", "Own It has no more room for photos"
    ),
    MissingReason.DISK: ngettext_noop(
        "Own It has almost no room left", "Own It has almost no room left"
    ),
}

# What the sender can do about it.
_ADVICE: dict[MissingReason, _Forms] = {
    MissingReason.EMPTY: ngettext_noop(
        "That photo is empty. Take or choose it again.",
        "Those photos are empty. Take or choose them again.",
    ),
    MissingReason.UNREADABLE: ngettext_noop(
        "That file is not a photo we can read. Use a JPEG, PNG or WebP picture.",
        "Those files are not photos we can read. Use JPEG, PNG or WebP pictures.",
    ),
    MissingReason.HEIC: ngettext_noop(
        "That photo is in the iPhone format HEIC, which we cannot read. "
        "Take a screenshot of it, and send that.",
        "Those photos are in the iPhone format HEIC, which we cannot read. "
        "Take screenshots of them, and send those.",
    ),
    MissingReason.AVIF: ngettext_noop(
        "That photo is in the format AVIF, which we cannot read. "
        "Take a screenshot of it, and send that.",
        "Those photos are in the format AVIF, which we cannot read. "
        "Take screenshots of them, and send those.",
    ),
    MissingReason.LARGE: ngettext_noop(
        "That photo is larger than 10 MB. Choose a smaller one.",
        "Those photos are larger than 10 MB. Choose smaller ones.",
    ),
    MissingReason.PIXELS: ngettext_noop(
        "That photo has too many pixels. Take a screenshot of it, and send that.",
        "Those photos have too many pixels. Take screenshots of them, and send those.",
    ),
    MissingReason.SLOW: ngettext_noop(
        "That photo takes too long to read. Choose another one.",
        "Those photos take too long to read. Choose other ones.",
    ),
    MissingReason.TOO_MANY: ngettext_noop(
        "You can send 6 photos at once.", "You can send 6 photos at once."
    ),
    MissingReason.TOTAL: ngettext_noop(
        "Own It has no more room for photos. Write what you see instead.",
        "Own It has no more room for photos. Write what you see instead.",
    ),
    MissingReason.DISK: ngettext_noop(
        "Own It has almost no room left for photos. Write what you see instead.",
        "Own It has almost no room left for photos. Write what you see instead.",
    ),
}


def advice(photos: MissingPhotos) -> str:
    """For the sender of a form with nothing but missing photos: one sentence for each reason."""
    return " ".join(_advise(photos, why, numbers) for why, numbers in _by_reason(photos))


def _advise(photos: MissingPhotos, why: MissingReason, numbers: Sequence[int]) -> str:
    is_day = why is MissingReason.DAY
    what = _advise_on_day(photos.per_day) if is_day else ngettext(*_ADVICE[why], len(numbers))
    total = photos.total
    if total == 1:
        return what
    if len(numbers) == 1:
        return _(
            "Photo %(number)s of %(total)s: %(what)s", number=numbers[0], total=total, what=what
        )
    listed = _listed(numbers)
    return _("Photos %(numbers)s of %(total)s: %(what)s", numbers=listed, total=total, what=what)


def sentence(photos: MissingPhotos) -> str | None:
    """For everybody who looks for them: one clause for each reason. None when all are there."""
    if not photos.missing:
        return None
    return " ".join(_clause(photos, why, numbers) for why, numbers in _by_reason(photos))


def _why_on_day(per_day: int | None) -> str:
    if per_day is None:
        return _("one person can send no more in 24 hours")
    if per_day == 0:
        return _("Own It takes no photos here")
    return ngettext(
        "one person may send %(num)s photo in 24 hours",
        "one person may send %(num)s photos in 24 hours",
        per_day,
    )


def _advise_on_day(per_day: int | None) -> str:
    if per_day is None:
        return _("You can send more later. Write what you see instead.")
    if per_day == 0:
        return _("Own It takes no photos here. Write what you see instead.")
    return ngettext(
        "You have sent %(num)s photo in 24 hours. You can send more later. "
        "Write what you see instead.",
        "You have sent %(num)s photos in 24 hours. You can send more later. "
        "Write what you see instead.",
        per_day,
    )


def _by_reason(photos: MissingPhotos) -> Iterable[tuple[MissingReason, list[int]]]:
    """Each reason with the numbers of its photos, by first number."""
    found: dict[MissingReason, list[int]] = {}
    for number, why in photos.missing:
        found.setdefault(why, []).append(number)
    return found.items()


def _clause(photos: MissingPhotos, reason: MissingReason, numbers: Sequence[int]) -> str:
    is_day = reason is MissingReason.DAY
    why = _why_on_day(photos.per_day) if is_day else ngettext(*_WHY[reason], len(numbers))
    total = photos.total
    if total == 1:
        return _("The photo is missing: %(why)s.", why=why)
    if len(numbers) == 1:
        return _(
            "Photo %(number)s of %(total)s is missing: %(why)s.",
            number=numbers[0],
            total=total,
            why=why,
        )
    if len(numbers) == total:
        return ngettext(
            "None of the %(num)s photos arrived: %(why)s.",
            "None of the %(num)s photos arrived: %(why)s.",
            total,
            why=why,
        )
    return _(
        "Photos %(numbers)s of %(total)s are missing: %(why)s.",
        numbers=_listed(numbers),
        total=total,
        why=why,
    )


def _listed(numbers: Sequence[int]) -> str:
    """`2 and 3`, `1, 3 and 4`; `7 to 30` where they follow one another."""
    first, last = numbers[0], numbers[-1]
    if last - first + 1 == len(numbers) > 2:
        return _("%(first)s to %(last)s", first=first, last=last)
    return listed([str(number) for number in numbers])
