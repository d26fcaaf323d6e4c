"""The compiled catalogues: `languages/<code>/LC_MESSAGES/<domain>.mo`, made at set-up.

A message that a catalogue has not is shown in English, which is its id; so is all of one that
cannot be read.
"""

import logging
import struct
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from web.language.known import ENGLISH, PSEUDO, Language
from web.language.pseudo import PseudoTranslations
from web.resources import CATALOGUES

# The domains: what the server writes, what scripts of all pages write, and what only those of
# /waiting and the service worker write beside that.
MESSAGES, SCRIPTS, WAITING = "messages", "scripts", "waiting"
log = logging.getLogger(__name__)


@cache
def catalogue(language: Language, domain: str = MESSAGES) -> NullTranslations:
    if language is PSEUDO:
        return PseudoTranslations()
    path = catalogue_path(language, domain).with_suffix(".mo")
    if language is ENGLISH or not path.exists():
        return NullTranslations()
    try:
        with path.open("rb") as compiled:
            return GNUTranslations(compiled)
    except (OSError, ValueError, struct.error):  # of a set-up that was cut off
        log.exception("Texts are shown in English, since %s is not whole. Set up again.", path)
        return NullTranslations()


def catalogue_path(language: Language, domain: str) -> Path:
    """Of the source of a catalogue, in Gettext's PO format."""
    return CATALOGUES / language.code.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
