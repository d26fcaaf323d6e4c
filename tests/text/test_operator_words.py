"""What the program says on a terminal and to admins has the words of docs/words.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Sentences of the program; its logs, which speak of nudges, are left out.
SPOKEN = [
    *sorted((ROOT / "web/cli").glob("*.py")),
    *(ROOT / "push" / name for name in ("circuit_breaker.py", "subscriptions.py", "verdict.py")),
]
OLD = re.compile(
    r"\b(nudges?|rings?|ringing|look whether|look where|waits? on (a|this)? ?phones?|coming in"
    r"|this very|thrown away|closed to others|please)\b",
    re.IGNORECASE,
)


def sentences(source: str) -> Iterator[str]:
    """Texts of more than one word; neither docstrings nor what is logged."""
    tree = ast.parse(source)
    left_out: set[int] = set()
    for node in ast.walk(tree):
        is_log = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log.")
        if is_log or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            left_out |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and " " in text.strip() and id(node) not in left_out:
            yield text


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.name)
def test_no_old_word_is_said(path: Path) -> None:
    assert [one for one in sentences(path.read_text()) if OLD.search(one)] == []


def test_old_words_are_found_where_they_are_said() -> None:
    source = '''"""Sends a nudge."""
log.info("A nudge is sent.")
say(f"Old nudges: {many}.")
say("Reminders are sent.")
'''
    assert [one for one in sentences(source) if OLD.search(one)] == ["Old nudges: "]
