"""Settings that several admins have open at once: what one has saved is not replaced by another who
has not seen it."""

import json
from zlib import crc32

from web.rules.issues import Refusal

_AGAIN = "What you wrote is still here: save again to replace theirs."


def state_number(*values: object) -> int:
    """Differs when the values do; 32 bits, as a form carries it in `seen`."""
    return crc32(json.dumps(values, sort_keys=True, default=str).encode())


def refuse_unseen(seen: int | None, current: int, what: str) -> Refusal | None:
    """`seen`: what the form was filled in from; None: it does not say."""
    if seen is None or seen == current:
        return None
    return Refusal(f"Someone else has changed {what}. {_AGAIN}")


def is_unseen(sentence: str) -> bool:
    """Of a refusal that is repeated from its sentence."""
    return sentence.endswith(_AGAIN)
