"""The compiled catalogues: `languages/<code>/LC_MESSAGES/<domain>.mo`, made at set-up.

A message that a catalogue has not is shown in English, which is its id.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from web.language.known import ENGLISH, PSEUDO, Language
from web.language.pseudo import PseudoTranslations
from web.resources import CATALOGUES

# The domains: what the server writes, what scripts of all pages write, and what only those of
# /waiting and the service worker write beside that.
MESSAGES, SCRIPTS, WAITING = "messages", "scripts", "waiting"


@cache
def catalogue(language: Language, domain: str = MESSAGES) -> NullTranslations:
    if language is PSEUDO:
        return PseudoTranslations()
    path = catalogue_path(language, domain).with_suffix(".mo")
    if language is ENGLISH or not path.exists():
        return NullTranslations()
    with path.open("rb") as compiled:
        return GNUTranslations(compiled)


def catalogue_path(language: Language, domain: str) -> Path:
    """Of the source of a catalogue, in Gettext's PO format."""
    return CATALOGUES / language.code.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
