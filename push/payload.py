"""The one JSON document that every browser reads: a declarative push message.

Safari and Firefox show it by themselves; elsewhere the service worker reads the same keys.
It says what the nudge says, and nothing more is known here.
"""

import json
from collections.abc import Mapping
from typing import Any

MOST_CLOSED = 30
LARGEST = 2000  # bytes of UTF-8; Firefox on Android takes about 2700, the others some 3990
MINIMAL_TITLE = "An issue needs you"


def build(
    content: Mapping[str, Any], receipt: str, public_url: str, *, minimal: bool = False
) -> bytes:
    """The payload in UTF-8, at most LARGEST bytes: the body is cut first, then the title.

    Beside the words of a nudge, `content` may have `closes`, tags for the service worker.

    `minimal` is for a push service that answered 413: no words of the nudge at all.
    """
    title, body = (MINIMAL_TITLE, "") if minimal else (content["title"], content["body"])
    whole = _encode(content, title, body, receipt, public_url)
    if len(whole) > LARGEST:
        body = _cut(body, len(whole) - LARGEST)
        whole = _encode(content, title, body, receipt, public_url)
    if len(whole) > LARGEST and "closes" in content:
        content = {name: value for name, value in content.items() if name != "closes"}
        whole = _encode(content, title, body, receipt, public_url)
    if len(whole) > LARGEST:
        title = _cut(title, len(whole) - LARGEST)
        whole = _encode(content, title, body, receipt, public_url)
    return whole


def link(path: str, receipt: str, public_url: str) -> str:
    """The address of the page that the nudge is about, from which it is known to be opened."""
    return f"{public_url}{path}{'&' if '?' in path else '?'}n={receipt}"


def _encode(
    content: Mapping[str, Any], title: str, body: str, receipt: str, public_url: str
) -> bytes:
    notification = {
        "title": title,
        "body": body,
        # Absolute, as the standard wants; the page reads the receipt and takes it out again.
        "navigate": link(content["path"], receipt, public_url),
        "tag": content["tag"],
        "renotify": content["loud"],
        "silent": not content["loud"],
        "mutable": True,  # older WebKit looks for it here, newer at the top
        "data": _data(content, receipt),
    }
    document = {"web_push": 8030, "notification": notification, "mutable": True}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(
        errors="replace"  # a lone surrogate must not keep a nudge from being sent
    )


def _data(content: Mapping[str, Any], receipt: str) -> dict[str, Any]:
    """`closes`: the tags of older notifications that this one says as well. `more`: it says
    others, too, so that it can never be known that all of it is said anew."""
    closes = list(content.get("closes", ()))
    data = {"receipt": receipt} | ({"closes": closes[-MOST_CLOSED:]} if closes else {})
    return data | ({"more": True} if len(closes) > MOST_CLOSED else {})


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
