"""Patterns read ASCII: without the flag a class like `\\d` also takes digits of other scripts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [path for room in ("web", "push") for path in sorted((ROOT / room).rglob("*.py"))]
_CLASS = re.compile(r"\\[dwsbDWSB]")
# What people write is in every script.
OF_ANY_SCRIPT = {
    "web/rules/address_books.py",
    "web/rules/contacts.py",
    "web/rules/mailboxes.py",
    "web/rules/pasted_lists.py",
    "web/rules/people_list.py",
    "web/rules/search.py",
    "web/rules/suggestions.py",
    "web/rules/text.py",
}


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def is_ascii(call: ast.Call) -> bool:
    flags = {
        node.attr for part in call.args[1:] for node in ast.walk(part) if hasattr(node, "attr")
    }
    return bool(flags & {"A", "ASCII"})


def reads_every_script(call: ast.Call) -> bool:
    if ast.unparse(call.func).partition(".")[0] != "re" or not call.args:
        return False
    has_class = bool(_CLASS.search(ast.unparse(call.args[0]).replace("\\\\", "\\")))
    is_text = not isinstance(getattr(call.args[0], "value", ""), bytes)
    return has_class and is_text and not is_ascii(call)


def test_patterns_read_ascii_unless_they_read_what_people_write() -> None:
    strict = [path for path in FILES if str(path.relative_to(ROOT)) not in OF_ANY_SCRIPT]
    found = [(path, call) for path in strict for call in calls(path) if reads_every_script(call)]
    assert [(path.name, ast.unparse(call)) for path, call in found] == []


def test_the_check_sees_what_it_looks_for() -> None:
    bad, good = ast.parse(r"re.compile(r'\d+', re.I); re.compile(r'\d+', re.I | re.ASCII)").body
    assert isinstance(bad, ast.Expr)
    assert isinstance(good, ast.Expr)
    assert isinstance(bad.value, ast.Call)
    assert isinstance(good.value, ast.Call)
    assert reads_every_script(bad.value)
    assert not reads_every_script(good.value)
