"""The lines of a pasted list, without what other programs set before each. Pure."""

import re
from collections.abc import Iterator

from web.rules.text import visible

# Bullets, boxes and ticks of word processors and chats; U+F0.. are those of Word’s symbol fonts.
_SIGNS = "•‣⁃◦▪▫●○■□◆◇❖➢➤·∙☐☑☒✓✔✅\uf0a7\uf0b7\uf0d8\uf0fc"
# A hyphen only before a space: -1 is a floor.
_BULLET = re.compile(rf"\s*(?:[{_SIGNS}]\ufe0f?|[-–—*+](?=\s)|>+(?=\s)|\[[ xX]?\](?=\s))\s*")


def without_bullet(line: str) -> str:
    """Also without several, as in `- [ ] Till 1`. A line of nothing else stays as it is."""
    start = 0
    while match := _BULLET.match(line, start):
        start = match.end()
    return line[start:].lstrip() or line


def listed_names(text: str) -> Iterator[tuple[int, str]]:
    """Each line that shows something, as a name of a thing, with its number from 1. Numbers in it
    stay: 2. Stock is a floor."""
    for number, line in enumerate(text.splitlines(), start=1):
        name = visible(" ".join(without_bullet(line).split()))
        if name:
            yield number, name
