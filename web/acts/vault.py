"""What ties a phone's own memory to one person. Derived from the server's secret, and stored
nowhere."""

import base64
import hashlib
import hmac

_TAG_BYTES = 12  # 16 characters: enough that no two people share one


def tag_of(secret: bytes, person_id: int) -> str:
    """Whose taps they are, in 16 URL-safe characters that say nothing else."""
    return _text(_derive(secret, "person", person_id)[:_TAG_BYTES])


def key_of(secret: bytes, person_id: int) -> str:
    """The 256-bit key of what their phones keep, as base64url without padding (RFC 4648,
    section 5). The same after each sign-in, so that what waited can be read again."""
    return _text(_derive(secret, "vault", person_id))


def _derive(secret: bytes, what: str, person_id: int) -> bytes:
    return hmac.digest(secret, f"{what}:{person_id}".encode(), hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
