"""What the driver saw: each tap that a person made, and what their phone then showed of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Shown(StrEnum):
    KEPT = "kept"  # “Kept on this phone”
    DONE = "done"  # the fresh page, with the tap in it
    REFUSED = "refused"  # a sentence that says why not
    WITHDRAWN = "withdrawn"  # taken back by the person before it left


@dataclass
class Tapped:
    """One tap. `earliest` and `latest` are the driver's clock around the click."""

    key: str
    person: str
    device: str
    path: str
    words: str
    earliest: datetime
    latest: datetime
    text: str | None = None  # what was typed, where the history shows it
    photos: int = 0
    is_same: bool = False  # the phone took it for one that waits already, and left it out
    notes: list[str] = field(default_factory=list)  # for whoever looks for a fault
    shown: list[tuple[datetime, Shown, str]] = field(default_factory=list)

    def was(self, shown: Shown) -> bool:
        return any(one is shown for _, one, _ in self.shown)

    @property
    def was_promised(self) -> bool:
        """The phone has shown it as accepted, and the person has not taken it back."""
        return (self.was(Shown.KEPT) or self.was(Shown.DONE)) and not self.was(Shown.WITHDRAWN)

    @property
    def sentences(self) -> list[str]:
        return [words for _, one, words in self.shown if one is Shown.REFUSED]

    @property
    def has_no_words(self) -> bool:
        """Refused, and nobody can read why."""
        return any(not words.strip() for words in self.sentences)

    def __str__(self) -> str:
        seen = "; ".join(f"{at:%H:%M:%S.%f} {one} {words}".strip() for at, one, words in self.shown)
        typed = f"({self.text}, {self.photos} photos) "
        who = f"{self.latest:%H:%M:%S.%f} {self.person} on {self.device}"
        return f"{who}: {self.words!r} {self.path} {typed}→ {seen or 'nothing'}"


@dataclass
class Journal:
    _taps: dict[str, Tapped] = field(default_factory=dict)

    def tap(self, tapped: Tapped) -> Tapped:
        self._taps[tapped.key] = tapped
        return tapped

    def show(self, key: str, shown: Shown, at: datetime, sentence: str = "") -> None:
        """Ignores keys that were never tapped here; the model finds those that were applied."""
        tapped = self._taps.get(key)
        if tapped and not any((one, words) == (shown, sentence) for _, one, words in tapped.shown):
            tapped.shown.append((at, shown, sentence))

    def __iter__(self) -> Iterator[Tapped]:
        return iter(self._taps.values())

    def __len__(self) -> int:
        return len(self._taps)

    def get(self, key: str) -> Tapped | None:
        return self._taps.get(key)
