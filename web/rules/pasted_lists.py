"""The lines of a pasted list, without what other programs set before each. Pure."""

import re
from collections.abc import Iterator

from web.rules.people_words import PLACE_HEADINGS
from web.rules.text import normal_word, visible

# Bullets, boxes and ticks of word processors and chats; U+F0.. are those of Word’s symbol fonts.
_SIGNS = "•‣⁃◦▪▫●○■□◆◇❖➢➤·∙☐☑☒✓✔✅\uf0a7\uf0b7\uf0d8\uf0fc"
# A hyphen only before a space: -1 is a floor.
_BULLET = re.compile(rf"\s*(?:[{_SIGNS}]\ufe0f?|[-–—*+](?=\s)|>+(?=\s)|\[[ xX]?\](?=\s))\s*")

# A cell of a spreadsheet, maybe with a line break in it (RFC 4180).
_BROKEN_CELL = re.compile(r"(?:(?<=\t)|^)\"((?:[^\"\t]|\"\"){1,200})\"(?=\t|$)", re.MULTILINE)
_QUOTED_CELLS = re.compile(r'\s*"[^"]{0,200}"(?:[,;\t]"[^"]{0,200}")+\s*')
# Excel’s line before a list, which names its separator.
OF_SPREADSHEET = re.compile(r"\s*sep=.\s*")
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
    rest = line[start:].lstrip()
    return rest if visible(rest).strip() else line


def listed_names(text: str) -> Iterator[tuple[int, str]]:
    """Each line that shows something, as a name of a thing, with its number from 1. Numbers in it
    stay: 2. Stock is a floor. Without a line of headings above others."""
    lines = list(enumerate(_beside_each_other(whole_cells(text).splitlines()), start=1))
    shown = [(number, line) for number, line in lines if line.strip()]
    if len(shown) > 1 and _is_heading(shown[0][1]):
        del shown[0]
    for number, line in shown:
        plain = without_bullet(line).strip().rstrip(",;")
        name = visible(" ".join(_unquoted(plain).split()))
        if name and (len(name) == 1 or not _RULE.issuperset(name)):
            yield number, name


def _beside_each_other(lines: list[str]) -> list[str]:
    """Cells of a file of comma-separated values with tabs between them, as spreadsheets copy them:
    quoted ones, and where each line has as many semicolons."""
    if lines and OF_SPREADSHEET.fullmatch(lines[0]):
        lines = ["", *lines[1:]]
    counts = {line.count(";") for line in lines if line.strip()}
    is_table = len(lines) > 1 and len(counts) == 1 and 0 not in counts
    tabbed = [line.replace(";", "\t") for line in lines] if is_table else lines
    return [
        re.sub(r'"[,;\t]"', "\t", line.strip()[1:-1]) if _QUOTED_CELLS.fullmatch(line) else line
        for line in tabbed
    ]


def _is_heading(line: str) -> bool:
    """By one of its first cells: a number may stand before."""
    cells = [normal_word(cell) for cell in re.split(r"[\t|]", line)]
    return not PLACE_HEADINGS.isdisjoint(cells[:3])


def _unquoted(name: str) -> str:
    """Without the frame of a table, and quotes around all of it."""
    if name.startswith("|") and name.endswith("|"):
        name = " ".join(name.strip("|").split("|")).strip()
    inner = name[1:-1]
    is_quoted = f"{name[:1]}{name[-1:]}" in _QUOTES and not set(name[:1] + name[-1:]) & set(inner)
    return inner if is_quoted and inner.strip() else name
