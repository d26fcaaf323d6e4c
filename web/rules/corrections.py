"""How an event tells a correction: what was, and what is, in its text. Pure."""

from web.language.messages import gettext_noop as N_
from web.rules.vocabulary import CorrectedField

# Who the customer is: erased with their name and contact.
OF_CUSTOMER = (CorrectedField.CUSTOMER_NAME, CorrectedField.CUSTOMER_CONTACT)
NOTHING = N_("Nothing was different, so nothing was changed.")
EMPTY = N_("Say what is not working, in at most 2,000 characters, or add a photo.")
_NONE = "–"


def as_text(was: str | None, now: str | None) -> str:
    """`Till 4 → Till 5`: an event has one text, which can be erased."""
    return f"{was or _NONE} → {now or _NONE}"
