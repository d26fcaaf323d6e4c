"""Settings that several admins have open at once: what one has saved is not replaced by another who
has not seen it."""

import json
from zlib import crc32

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.issues import Refusal

# Of what somebody else has saved meanwhile.
SITE = N_(
    "Someone else has changed this site. "
    "What you wrote is still here: save again to replace theirs."
)
OPENING_HOURS = N_(
    "Someone else has changed these opening hours. "
    "What you wrote is still here: save again to replace theirs."
)
ALLOWANCE = N_(
    "Someone else has changed what people may do here. "
    "What you wrote is still here: save again to replace theirs."
)
REMOVED = N_("Someone else has changed or removed this meanwhile. Check the list.")
TEXTS = N_(
    "Someone else has changed these texts. "
    "What you wrote is still here: save again to replace theirs."
)
REMINDERS = N_(
    "Someone else has changed these reminders. "
    "What you wrote is still here: save again to replace theirs."
)


def state_number(*values: object) -> int:
    """Differs when the values do; 32 bits, as a form carries it in `seen`."""
    return crc32(json.dumps(values, sort_keys=True, default=str).encode())


def refuse_unseen(seen: int | None, current: int, message: str) -> Refusal | None:
    """`seen`: what the form was filled in from; None: it does not say. `message`: one of those
    above."""
    if seen is None or seen == current:
        return None
    return Refusal(_(message))


def is_unseen(sentence: str) -> bool:
    """Of a refusal that is repeated from its sentence."""
    return sentence in {_(one) for one in (SITE, OPENING_HOURS, ALLOWANCE, REMOVED, REMINDERS)}
