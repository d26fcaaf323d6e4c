"""What ties a phone's own memory to one person: derived from the server's secret. Only the tags
that a secret made are stored, once it is replaced: see `acts.key_rotation`."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from web.rules.people import Viewer

_TAG_BYTES = 12  # 16 characters: enough that no two people share one


def tag_of(secret: bytes, person_id: int) -> str:
    """Whose taps they are, in 16 URL-safe characters that say nothing else."""
    return _text(_derive(secret, "person", person_id)[:_TAG_BYTES])


def key_of(secret: bytes, person_id: int, version: int = 0) -> str:
    """The 256-bit key of what their phones keep, as base64url without padding (RFC 4648,
    section 5). The same after each sign-in, so that what waited can be read again, until a
    device of theirs is ended by another one: from then on it has a new version."""
    suffix = f":{version}" if version else ""
    return _text(_derive(secret, "vault", f"{person_id}{suffix}"))


def older_keys(known: Sequence[bytes], who: Viewer) -> list[str]:
    """Keys that this device had since it signed in: what waits on it may be sealed with them. Of a
    secret that was replaced (`known`: the newest first) also the newest key, which any device of
    theirs would have been given until then."""
    newest, *replaced = known
    versions = range(who.vault_since, who.storage_key_version)
    keys = [key_of(newest, who.id, version) for version in versions]
    before = [*versions, who.storage_key_version]
    return keys + [key_of(secret, who.id, version) for secret in replaced for version in before]


def _derive(secret: bytes, what: str, of: object) -> bytes:
    return hmac.digest(secret, f"{what}:{of}".encode(), hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
