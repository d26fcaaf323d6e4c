"""A nudge: what it says and to whom. What callers hand to the outbox."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

_LONGEST_PATH = 300
_NAME = re.compile(r"[a-z][a-z-]{0,20}", re.ASCII)
MOST_BUTTONS = 2  # the limit of Chrome


class DeliveryVia(StrEnum):
    PHONES = "phones"  # all live ones; other channels only without any
    CHANNELS = "channels"  # channels only: the phones have not shown it


@dataclass(frozen=True)
class Button:
    """A button on the notification, where the phone has buttons.

    `name` is unique within a nudge. `opens` is a page that only shows, for phones that show the
    nudge without our service worker. `act` is what the service worker sends in the person's name,
    `about` what it is about in a few words: both may be read on locked screens, and hold nothing of
    a customer. `tap.seen`: the version that the nudge speaks of.
    """

    name: str
    words: str
    opens: str
    act: str | None = None
    about: str = ""
    ref: str | None = None
    seen: int | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"the name of a button is a short word, not {self.name!r}")
        check_path(self.opens)
        if self.act is not None:
            check_path(self.act)

    def content(self) -> dict[str, Any]:
        """Plain JSON for the payload; without empty values."""
        content = {"name": self.name, "words": self.words, "opens": self.opens}
        if self.act is None:
            return content
        return content | {"act": self.act, "about": self.about, "ref": self.ref, "seen": self.seen}


@dataclass(frozen=True)
class Nudge:
    """A push that asks one person to act.

    `title` and `body` may be read on a locked screen by anybody: the caller keeps the
    customer's name and words out of them. `path` is a page of this app that only shows
    (browsers may open it by themselves). `tag` makes a later nudge replace an earlier one
    on the phone. A nudge that is not `loud` makes no sound. `buttons`: at most MOST_BUTTONS.
    `lang` and `dir` are those of its words, as in HTML; empty for English.
    """

    person: str
    title: str
    body: str
    path: str
    tag: str
    expires_at: datetime
    loud: bool = True
    ways: DeliveryVia = DeliveryVia.PHONES
    buttons: tuple[Button, ...] = ()
    lang: str = ""
    dir: str = ""

    def __post_init__(self) -> None:
        check_path(self.path)
        check_buttons(self.buttons)
        if self.expires_at.tzinfo is None:
            raise ValueError("a nudge's expires_at needs a time zone")

    def content(self) -> Mapping[str, Any]:
        """Plain JSON for the payload."""
        content = {
            "title": self.title,
            "body": self.body,
            "path": self.path,
            "tag": self.tag,
            "loud": self.loud,
        }
        shown = [button.content() for button in self.buttons]
        marks = {name: mark for name, mark in (("lang", self.lang), ("dir", self.dir)) if mark}
        return content | marks | ({"buttons": shown} if shown else {})


def check_buttons(buttons: Sequence[Button]) -> None:
    """Raises ValueError for more than MOST_BUTTONS, and for duplicate names."""
    names = {button.name for button in buttons}
    if len(names) != len(buttons) or len(names) > MOST_BUTTONS:
        raise ValueError(f"a nudge has at most {MOST_BUTTONS} buttons, each with its own name")


def check_path(path: str) -> None:
    """Raises ValueError for anything but a path of this app."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"a nudge opens a path of this app, not {path!r}")
    if len(path) > _LONGEST_PATH:
        raise ValueError(f"a nudge's path has at most {_LONGEST_PATH} characters")
