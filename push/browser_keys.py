"""The keys of a browser's subscription (RFC 8291), as it hands them in: base64url."""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric import ec


def decode(text: str) -> bytes:
    """base64url with or without padding; empty for anything else."""
    try:
        plain = text.rstrip("=").encode("ascii")
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return b""


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def is_on_curve(point: bytes) -> bool:
    """Whether it is an uncompressed point of P-256."""
    if len(point) != 65 or point[0] != 4:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True
