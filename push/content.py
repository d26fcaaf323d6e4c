"""Content of a message, as `Nudge.content` wrote it: validated when it is read from the database.

Later readers rely on every key and type. A row of an older or faulty program, or edited by hand, is
one unreadable message and no exception in a batch of others.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from push.nudge import Button, check_buttons, check_path

ELSEWHERE = "elsewhere"  # key in a message's content: other channels may send it
_LONGEST_WORDS = 2000  # characters; the limit of a payload
_LONGEST_TAG = 300
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)  # BCP 47
_DIRECTIONS = ("ltr", "rtl")
_TYPES = {"title": str, "body": str, "path": str, "tag": str, "loud": bool}
MARKS = ("lang", "dir")  # of the words; both are optional
_BUTTON = {"name": str, "words": str, "opens": str}
_ACT = {"act": str, "about": str, "ref": str, "seen": int}


class Content(TypedDict):
    """The keys of `Nudge.content`, and those that only digests have."""

    title: str
    body: str
    path: str  # of this app
    tag: str
    loud: bool
    elsewhere: bool
    lang: NotRequired[str]  # BCP 47; without it, English
    dir: NotRequired[str]
    buttons: NotRequired[list[dict[str, Any]]]  # as `Button.content`
    closes: NotRequired[list[str]]  # the tags of all members
    ids: NotRequired[list[str]]  # of all member deliveries: see `digest`


@dataclass(frozen=True)
class Unreadable:
    """Why a message cannot be sent: one of a few dozen texts, without its words."""

    reason: str


def parse(stored: object) -> Content | Unreadable:
    """Ignores unknown keys: a newer version may write them."""
    if not isinstance(stored, dict):
        return _unreadable("no content")
    for name, kind in _TYPES.items():
        if type(stored.get(name)) is not kind:
            return _unreadable(f"wrong {name}" if name in stored else f"no {name}")
    if not _is_path(stored["path"]):
        return _unreadable("wrong path")
    if len(stored["tag"]) > _LONGEST_TAG:
        return _unreadable("wrong tag")
    content = Content(
        title=stored["title"][:_LONGEST_WORDS],
        body=stored["body"][:_LONGEST_WORDS],
        path=stored["path"],
        tag=stored["tag"],
        loud=stored["loud"],
        elsewhere=goes_elsewhere(stored),
    )
    _mark(content, stored)
    return content if "buttons" not in stored else _with_buttons(content, stored["buttons"])


def _mark(content: Content, stored: Mapping[str, Any]) -> None:
    """A wrong mark is none: the words can be shown without it."""
    lang, direction = (stored.get(name) for name in MARKS)
    if isinstance(lang, str) and _LANGUAGE.fullmatch(lang):
        content["lang"] = lang
    if direction in _DIRECTIONS:
        content["dir"] = direction


def is_loud(stored: object) -> bool:
    """Whether a message makes a sound; False for an unreadable one, which is never sent."""
    return isinstance(stored, dict) and stored.get("loud") is True


def goes_elsewhere(stored: object) -> bool:
    """Whether other channels may send it if no phone shows it."""
    return isinstance(stored, dict) and stored.get(ELSEWHERE) is True


def _unreadable(what: str) -> Unreadable:
    return Unreadable(f"unreadable message: {what}")


def _is_path(path: str) -> bool:
    try:
        check_path(path)
    except ValueError:
        return False
    return True


def _with_buttons(content: Content, stored: object) -> Content | Unreadable:
    try:
        if not isinstance(stored, list):
            raise TypeError
        buttons = [_button(one) for one in stored]
        check_buttons(buttons)
    except (ValueError, TypeError, KeyError):
        return _unreadable("wrong buttons")
    return (
        content if not buttons else {**content, "buttons": [button.content() for button in buttons]}
    )


def _button(stored: Any) -> Button:
    """Raises ValueError, TypeError or KeyError."""
    if not isinstance(stored, Mapping):
        raise TypeError
    fields = {name: stored[name] for name in _BUTTON}
    fields |= {name: stored[name] for name in _ACT if stored.get(name) is not None}
    for name, value in fields.items():
        if type(value) is not (_BUTTON | _ACT)[name]:
            raise TypeError(name)
    return Button(**fields)
