"""Keys as a browser makes them when it subscribes to pushes."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec

from push.vapid import VapidKey

_POINT = ec.generate_private_key(ec.SECP256R1())


@cache
def subscription_keys() -> tuple[str, str]:
    """A point on P-256 and a secret, both base64url."""
    return VapidKey(_POINT).public, "AAAAAAAAAAAAAAAAAAAAAA"
