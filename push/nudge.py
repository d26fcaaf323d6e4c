"""What a nudge says and to whom: the one thing that callers hand to the outbox."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_LONGEST_PATH = 300


class Ways(StrEnum):
    PHONES = "phones"  # all that can ring; other channels only where there is none
    CHANNELS = "channels"  # only those: the phones have not shown it


@dataclass(frozen=True)
class Nudge:
    """A push that asks one person to act.

    `title` and `body` may be read on a locked screen by anybody: the caller keeps the
    customer's name and words out of them. `path` is a page of this app that only shows
    (browsers may open it by themselves). `tag` makes a later nudge replace an earlier one
    on the phone. A nudge that is not `loud` makes no sound.
    """

    person: str
    title: str
    body: str
    path: str
    tag: str
    expires_at: datetime
    loud: bool = True
    ways: Ways = Ways.PHONES

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or self.path.startswith("//"):
            raise ValueError(f"a nudge opens a path of this app, not {self.path!r}")
        if len(self.path) > _LONGEST_PATH:
            raise ValueError(f"a nudge's path has at most {_LONGEST_PATH} characters")
        if self.expires_at.tzinfo is None:
            raise ValueError("a nudge's expires_at needs a time zone")

    def content(self) -> dict[str, str | bool]:
        """What is kept of it for the payload, as plain JSON."""
        return {
            "title": self.title,
            "body": self.body,
            "path": self.path,
            "tag": self.tag,
            "loud": self.loud,
        }
