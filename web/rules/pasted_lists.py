"""The lines of a pasted list, without what other programs set before each. Pure."""

import re
from collections.abc import Iterator

from web.rules.text import visible

# Bullets, boxes and ticks of word processors and chats; U+F0.. are those of Word’s symbol fonts.
_SIGNS = "•‣⁃◦▪▫●○■□◆◇❖➢➤·∙☐☑☒✓✔✅\uf0a7\uf0b7\uf0d8\uf0fc"
# A hyphen only before a space: -1 is a floor.
_BULLET = re.compile(rf"\s*(?:[{_SIGNS}]\ufe0f?|[-–—*+](?=\s)|>+(?=\s)|\[[ xX]?\](?=\s))\s*")

# A cell of a spreadsheet, maybe with a line break in it (RFC 4180).
_BROKEN_CELL = re.compile(r"(?:(?<=\t)|^)\"((?:[^\"\t]|\"\"){1,200})\"(?=\t|$)", re.MULTILINE)
_RULE = frozenset("-–—=_*~+|: ")  # drawn between the lines of a table, below a title
_QUOTES = ('""', "“”", "„“", "„”", "«»", "»«", "''", "‘’")


def whole_cells(text: str) -> str:
    """Each cell in one line."""

    def joined(cell: re.Match[str]) -> str:
        is_broken = "\n" in cell[1]
        return cell[1].replace('""', '"').replace("\n", " ") if is_broken else cell[0]

    return _BROKEN_CELL.sub(joined, text)


def without_bullet(line: str) -> str:
    """Also without several, as in `- [ ] Till 1`. A line of nothing else stays as it is."""
    start = 0
    while match := _BULLET.match(line, start):
        start = match.end()
    return line[start:].lstrip() or line


def listed_names(text: str) -> Iterator[tuple[int, str]]:
    """Each line that shows something, as a name of a thing, with its number from 1. Numbers in it
    stay: 2. Stock is a floor."""
    for number, line in enumerate(whole_cells(text).splitlines(), start=1):
        plain = without_bullet(line).strip().rstrip(",;")
        name = visible(" ".join(_unquoted(plain).split()))
        if name and (len(name) == 1 or not _RULE.issuperset(name)):
            yield number, name


def _unquoted(name: str) -> str:
    """Without the frame of a table, and quotes around all of it."""
    if name.startswith("|") and name.endswith("|"):
        name = " ".join(name.strip("|").split("|")).strip()
    inner = name[1:-1]
    is_quoted = f"{name[:1]}{name[-1:]}" in _QUOTES and not set(name[:1] + name[-1:]) & set(inner)
    return inner if is_quoted and inner.strip() else name
