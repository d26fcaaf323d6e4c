"""The hash chain of events: canonical form, commitment to free text, and link to the event before.

SHA-256 over the previous hash and the canonical JSON (sorted keys, ASCII, UTC microseconds) of all
columns that hold no free text. Free text is covered by an HMAC-SHA256 with a random salt that is
stored beside the text and erased with it: the chain stays valid, and nothing can be guessed.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64  # what the first event follows
_SALT_BYTES = 16


def new_salt() -> str:
    """128 random bits, in hexadecimal digits."""
    return secrets.token_hex(_SALT_BYTES)


def commitment(salt: str, text: str) -> str:
    """HMAC-SHA256 (RFC 2104) of the text, in hexadecimal digits."""
    return hmac.digest(salt.encode(), text.encode("utf-8", "surrogatepass"), "sha256").hex()


def sealed(text: str | None) -> dict[str, str | None]:
    """`salt` and `commitment` of an event with this text; both None without a text."""
    salt = None if text is None else new_salt()
    return {"salt": salt, "commitment": salt and commitment(salt, text or "")}


def event_hash(previous: str, event: Mapping[str, Any]) -> str:
    """SHA-256 of an event's columns by name, chained to `previous`, in hexadecimal digits."""
    return hashlib.sha256(f"{previous}{canonical(event)}".encode()).hexdigest()


def canonical(event: Mapping[str, Any]) -> str:
    """What is hashed of an event, after the hash before it."""
    content = [
        event["issue_id"],
        event["kind"],
        event["actor_id"],
        _instant(event["at"]),
        _instant(event["tapped_at"]),
        event["version"],
        event["data"],
        event["commitment"],
    ]
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
