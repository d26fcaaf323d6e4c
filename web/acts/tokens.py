"""Tokens and codes: made here, and stored only as hashes."""

import base64
import hashlib
import hmac
import secrets

# Typed by hand from another screen: no letter that looks like another.
_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def new_token() -> str:
    """256 random bits for a URL or a cookie."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """40 random bits to type; guessing is rate-limited, and codes do not live long."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(CODE_LENGTH))


def hash_of(token: str) -> str:
    """SHA-256 is enough: what it hides is random and long (a code: short-lived and limited)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def as_code(text: str) -> str:
    """A code as typed: spaces, hyphens and small letters do not matter."""
    return "".join(text.split()).replace("-", "").upper()


def derived_token(secret: bytes, nonce: str) -> str:
    """A 256-bit token that only the holder of the server's secret can make again from `nonce`."""
    digest = hmac.new(secret, f"status:{nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
