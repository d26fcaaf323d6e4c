"""A pseudo-locale for tests: English that shows what is cut, glued or in no catalogue."""

import re
from gettext import NullTranslations

_ACCENTED = str.maketrans("aceginosuyACEGINOSUY", "áçéĝîñöšûýÁÇÉĜÎÑÖŠÛÝ")
# Markup, entities and named values stay as they are.
_KEPT = re.compile(r"(<[^>]*>|&\w+;|%\(\w+\)s|%%)", re.ASCII)
_FILLING = " one two three four five six seven eight nine ten eleven twelve"


def pseudo(message: str) -> str:
    """In brackets, with accents, and 40 % longer."""
    parts = _KEPT.split(message)
    words = "".join(one if n % 2 else one.translate(_ACCENTED) for n, one in enumerate(parts))
    length = sum(len(one) for one in parts[::2])
    return f"[{words}{(_FILLING * 9)[: round(length * 0.4)]}]"


class PseudoTranslations(NullTranslations):
    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return pseudo(message)
