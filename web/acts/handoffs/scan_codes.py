"""The scan code on the owner's screen: derived from the time, and stored nowhere.

Bound to one step; accepting the step, which happens once, uses it up.
"""

import base64
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

_WINDOW = timedelta(minutes=5)
_BYTES = 15  # 120 bits
_DIGITS = 9  # of the window's number, for some thousand years


def code_for(secret: bytes, step_id: int, now: datetime) -> tuple[str, datetime]:
    """The step's code at this moment, and its expiry in five to ten minutes."""
    window = _window(now)
    until = datetime.fromtimestamp((window + 2) * _WINDOW.total_seconds(), UTC)
    return _code(secret, step_id, window), until


def is_ours(known: Sequence[bytes], step_id: int, code: str) -> bool:
    """Whether the code was ever valid for this step, under one of these secrets."""
    window, _, _ = code.partition("-")
    if not (window.isascii() and window.isdigit() and len(window) <= _DIGITS):
        return False
    given = code.encode("utf-8", "replace")
    made = [_code(secret, step_id, int(window)).encode() for secret in known]
    return any(hmac.compare_digest(given, one) for one in made)


def is_good(known: Sequence[bytes], step_id: int, code: str, now: datetime) -> bool:
    """Whether the code is of this window or the one before."""
    window, current = code.partition("-")[0], _window(now)
    return is_ours(known, step_id, code) and int(window) in (current, current - 1)


def _window(now: datetime) -> int:
    return int(now.timestamp() // _WINDOW.total_seconds())


def _code(secret: bytes, step_id: int, window: int) -> str:
    digest = hmac.digest(secret, f"step:{step_id}:{window}".encode(), "sha256")
    return f"{window}-{base64.urlsafe_b64encode(digest[:_BYTES]).decode()}"
