"""Storage keys and tags: they bind a phone's own memory to one person, derived from the server's
secret. Only the tags of a replaced secret are stored: see `acts.key_rotation`."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from web.rules.people import Viewer

_TAG_BYTES = 12  # 16 characters: enough against collisions


def tag_of(secret: bytes, person_id: int) -> str:
    """Identifies a person on phones: 16 URL-safe characters that reveal nothing."""
    return _text(_derive(secret, "person", person_id)[:_TAG_BYTES])


def key_of(secret: bytes, person_id: int, version: int = 0) -> str:
    """The person's 256-bit storage key, as base64url without padding (RFC 4648 section 5). The same
    after each sign-in, so that what waits can be read again, until another device of theirs ends
    one: then it has a new version."""
    suffix = f":{version}" if version else ""
    return _text(_derive(secret, "vault", f"{person_id}{suffix}"))


def older_keys(known: Sequence[bytes], who: Viewer) -> list[str]:
    """Keys that this device had since it signed in: what waits on it may be sealed with them. For a
    replaced secret (`known`: the newest first) also its newest key, which any of their devices
    would have been given until then."""
    newest, *replaced = known
    versions = range(who.vault_since, who.storage_key_version)
    keys = [key_of(newest, who.id, version) for version in versions]
    before = [*versions, who.storage_key_version]
    return keys + [key_of(secret, who.id, version) for secret in replaced for version in before]


def _derive(secret: bytes, what: str, of: object) -> bytes:
    return hmac.digest(secret, f"{what}:{of}".encode(), hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
