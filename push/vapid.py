"""The key that identifies this app to push services, and its signed headers (VAPID, RFC 8292).

Knows files and signatures, not what is sent to whom.
"""

import base64
import hmac
import os
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from py_vapid import Vapid02

LIFETIME = timedelta(hours=12)  # the RFC allows 24; clocks differ
KEPT = timedelta(hours=6)


class KeyUnreadable(Exception):
    """The key file is not a private key on P-256, as a sentence."""


@dataclass(frozen=True)
class VapidKey:
    private: ec.EllipticCurvePrivateKey

    @cached_property
    def public(self) -> str:
        """The key for a browser's subscription: base64url of the 65 bytes of the public point."""
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        return _base64url(point)

    @cached_property
    def id(self) -> str:
        """A short name of the public key, stored with each subscription made with it."""
        return sha256(self.public.encode()).hexdigest()[:16]

    def topic(self, subject: str, person: str) -> str:
        """The `Topic` of RFC 8030: equal for equal input, and revealing nothing of it."""
        digest = hmac.digest(self._topic_key, f"{subject}|{person}".encode(), "sha256")
        return _base64url(digest)[:32]

    @cached_property
    def _topic_key(self) -> bytes:
        """Derived, so that no second secret has to be backed up."""
        secret = self.private.private_numbers().private_value.to_bytes(32, "big")
        return hmac.digest(secret, b"ownit push topic", "sha256")


def load_or_make(path: Path) -> VapidKey:
    """The key in this PEM file; creates it (mode 0600) when it is missing.

    Processes that start at once end up with the same key.
    """
    if not path.exists():
        _make(path)
    return load(path)


def load(path: Path) -> VapidKey:
    """Raises KeyUnreadable, or OSError."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise KeyUnreadable(
            f"{path.name} is not a VAPID key. Put back your copy of it. If there is none, delete "
            "the file and run `ownit keys adopt`, which says what ends with it."
        )
    return VapidKey(key)


def _make(path: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename, a link fails when another process was faster: then its key stays.
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


@dataclass
class VapidSigner:
    """Signs for one sender; caches each origin's header for some hours, since signing is slow."""

    key: VapidKey
    subject: str  # contact for push services: mailto: or https:
    until: datetime | None = None  # end of use of a replaced key
    _kept: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    def header(self, origin: str, now: datetime) -> str:
        """The value of `Authorization` for this origin."""
        signed_at, header = self._kept.get(origin, (None, ""))
        if signed_at is None or not timedelta(0) <= now - signed_at < KEPT:
            header = self._sign(origin, now)
            self._kept[origin] = (now, header)
        return header

    def _sign(self, origin: str, now: datetime) -> str:
        # A new dict each time: the library keeps the first origin in the one it is given.
        claims: dict[str, Any] = {
            "aud": origin,
            "exp": int((now + LIFETIME).timestamp()),
            "sub": self.subject,
        }
        signed = Vapid02(self.key.private).sign(claims)
        return str(signed["Authorization"])


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
