"""The recipes of the documentation: its fenced blocks, by language, as a reader copies them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
OPERATING = "docs/operating.md"
_FENCE = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    page: str  # its path in the repository
    language: str
    text: str


def blocks(page: str = "") -> list[Block]:
    """Of one page, or of README.md and all of docs."""
    everywhere = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        Block(str(path.relative_to(ROOT)), language.strip(), dedent(text))
        for path in ([ROOT / page] if page else everywhere)
        for _, language, text in _FENCE.findall(path.read_text())
    ]


def recipe(language: str, of: str = "") -> str:
    """The only one in this language on the page for operators; `of`: that has these words."""
    found = [one for one in blocks(OPERATING) if one.language == language and of in one.text]
    assert len(found) == 1, f"{len(found)} blocks of {language} {of} in {OPERATING}"
    return found[0].text


def with_replaced(text: str, replacements: Mapping[str, str]) -> str:
    """Each must be there: one that is not is a recipe that the test does not run as written."""
    for old, new in replacements.items():
        assert old in text, f"{old!r} is not in:\n{text}"
        text = text.replace(old, new)
    return text
