"""The JSON document that every browser reads: a declarative push message.

Safari and Firefox show it by themselves; elsewhere the service worker reads the same keys
(https://w3c.github.io/push-api/#declarative-push-message). Only the nudge is known here.
"""

import json
from collections.abc import Mapping
from typing import Any

from push.content import MARKS
from push.errors import gettext_noop as N_

MOST_CLOSED = 30
LARGEST = 2000  # bytes of UTF-8; Firefox on Android takes about 2700, the others some 3990
MINIMAL_TITLE = N_("An issue needs you")
_READ = 400  # characters of a body that an expanded notification shows


def build(
    content: Mapping[str, Any],
    receipt: str,
    public_url: str,
    *,
    minimal: bool = False,
    minimal_title: str = MINIMAL_TITLE,
) -> bytes:
    """The payload in UTF-8, at most LARGEST bytes: the body is cut first, then the title.

    Beside the words of a nudge, `content` may have `buttons`, which are dropped before readable
    words, and for the service worker `closes` (tags) and `ids`, which are dropped last.

    `minimal` is for a push service that answered 413: `minimal_title` and no words of the nudge.
    """
    if minimal:
        content = _without("buttons", content) | {"title": minimal_title, "body": ""}
    whole = _encode(content, receipt, public_url)
    if len(whole) > LARGEST and "buttons" in content:
        shorter = _shortened("body", content, len(whole) - LARGEST)
        is_legible = len(shorter["body"]) >= min(_READ, len(content["body"]))
        content = shorter if is_legible else _without("buttons", content)
        whole = _encode(content, receipt, public_url)
    if len(whole) > LARGEST:
        content = _shortened("body", content, len(whole) - LARGEST)
        whole = _encode(content, receipt, public_url)
    if len(whole) > LARGEST and "closes" in content:
        content = _without("closes", content)
        whole = _encode(content, receipt, public_url)
    if len(whole) > LARGEST:
        content = _shortened("title", content, len(whole) - LARGEST)
        whole = _encode(content, receipt, public_url)
    if len(whole) > LARGEST and "ids" in content:
        whole = _encode({**content, "ids": ()}, receipt, public_url)
    return whole


def link(path: str, receipt: str, public_url: str) -> str:
    """The address of the nudge's page, with the receipt by which opening it is reported. A fragment
    of `path` stays at its end (RFC 3986)."""
    page, sign, part = path.partition("#")
    return f"{public_url}{page}{'&' if '?' in page else '?'}n={receipt}{sign}{part}"


def _encode(content: Mapping[str, Any], receipt: str, public_url: str) -> bytes:
    notification = {
        "title": content["title"],
        "body": content["body"],
        # Absolute, as the standard requires; the page reads the receipt and removes it.
        "navigate": link(content["path"], receipt, public_url),
        "tag": content["tag"],
        "renotify": content["loud"],
        "silent": not content["loud"],
        "mutable": True,  # older WebKit looks for it here, newer at the top
        "data": _data(content, receipt),
    }
    notification |= {mark: content[mark] for mark in MARKS if mark in content}
    if "buttons" in content:
        notification["actions"] = _actions(content["buttons"], receipt, public_url)
    document = {"web_push": 8030, "notification": notification, "mutable": True}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(
        errors="replace"  # a lone surrogate must not keep a nudge from being sent
    )


def _data(content: Mapping[str, Any], receipt: str) -> dict[str, Any]:
    """`closes`: tags of older notifications that this one includes. `more`: it is a digest of too
    many to name, so its repetition cannot be recognised. `ids`: of its members; empty when there
    was no room. `acts`: by the name of its button, what the service worker sends."""
    closes = list(content.get("closes", ()))
    acts = {one["name"]: _act(one) for one in content.get("buttons", ()) if "act" in one}
    data: dict[str, Any] = {"receipt": receipt}
    data |= {"closes": closes[-MOST_CLOSED:]} if closes else {}
    data |= {"ids": list(content["ids"])} if "ids" in content else {}
    data |= {"acts": acts} if acts else {}
    return data | ({"more": True} if len(closes) > MOST_CLOSED else {})


def _act(button: Mapping[str, Any]) -> dict[str, Any]:
    data = {"path": button["act"], "about": button["about"]}
    return data | {name: button[name] for name in ("ref", "seen") if button[name] is not None}


def _actions(
    buttons: list[Mapping[str, Any]], receipt: str, public_url: str
) -> list[dict[str, str]]:
    """Browsers that show them without our service worker only open a page."""
    return [
        {
            "action": one["name"],
            "title": one["words"],
            "navigate": link(one["opens"], receipt, public_url),
        }
        for one in buttons
    ]


def _without(name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != name}


def _shortened(name: str, content: Mapping[str, Any], excess: int) -> dict[str, Any]:
    return {**content, name: _cut(content[name], excess)}


def _cut(text: str, excess: int) -> str:
    """`text` shortened until its JSON is at least `excess` bytes shorter, with an ellipsis."""
    kept, saved = len(text), -len("…".encode())
    while kept and saved < excess:
        kept -= 1
        saved += _width(text[kept])
    return f"{text[:kept].rstrip()}…" if kept else ""


def _width(character: str) -> int:
    encoded = json.dumps(character, ensure_ascii=False)[1:-1]
    return len(encoded.encode(errors="replace"))
