"""Settings that two admins have open at once: what one filled in before the other saved is not
saved over it unseen."""

import json
from zlib import crc32

from web.rules.issues import Refusal

CHANGED_SINCE = Refusal(
    "Someone saved this while you had it open. What you entered is still here: save it again to put"
    " it in the place of theirs, or open the page anew to see theirs."
)


def state_number(*values: object) -> int:
    """Differs when the values do; 32 bits, as a form carries it in `seen`."""
    return crc32(json.dumps(values, sort_keys=True, default=str).encode())


def refuse_unseen(seen: int | None, now: int) -> Refusal | None:
    """`seen` None: of a page that did not say."""
    return None if seen in (None, now) else CHANGED_SINCE
