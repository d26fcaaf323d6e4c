"""Finds words of the interface that are in no catalogue: in templates, Python and scripts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
_JINJA = Environment()
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:alt|title|placeholder|aria-label|aria-description)="([^"]*)"')
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# A word, a space and another; or one word that begins with a capital and ends like a sentence.
_SENTENCE = re.compile(r"[^\W\d_]{2,}[,:’]? [^\W\d_]|^[A-Z][a-z]+[.:…]$")
_GETTEXT = {"_", "N_", "gettext", "ngettext", "pgettext", "gettext_noop", "ngettext_noop"}
_LOOKED_UP = {"_", "gettext", "ngettext", "pgettext"}
# Of static/js/lib/messages.js; `messages` has one for a single thing and one for several.
_MESSAGE = re.compile(
    r"\bmessage\(\s*(['\"]).*?\1|\bmessages\(\s*(['\"]).*?\2,\s*(['\"]).*?\3", re.DOTALL
)
# Selectors and media queries; names of classes.
_SELECTOR = re.compile(r"[\[\]#<>=]|--|^[.:(]")
_THROWN = re.compile(r"\bnew (?:\w*Error|DOMException)\(\s*(['\"`]).*?\1", re.DOTALL)
# What is read by operators and developers: logs, errors of programs, statements of a database.
_NOT_SHOWN = {
    "debug", "info", "warning", "error", "exception", "critical", "log", "text", "execute",
    "ValueError", "TypeError", "RuntimeError", "KeyError", "LookupError", "AssertionError",
    "NotImplementedError", "OSError", "CheckConstraint", "Index", "NewType", "cast", "compile",
}  # fmt: skip


def in_template(path: Path) -> list[str]:
    """Text and spoken attributes with letters outside of `{{ … }}`, and sentences inside of it that
    are given to none of gettext's functions."""
    source = _COMMENT.sub("", path.read_text())
    plain = _CODE.sub("", source)
    spoken = _SPOKEN.findall(plain)
    text = re.sub(r"<(script|style|code|kbd)\b.*?</\1>", "|", plain, flags=re.DOTALL)
    between = (part for part in _TAG.sub("|", text).split("|") if '="' not in part)
    found = [" ".join(part.split()) for part in (*spoken, *between) if _LETTERS.search(part)]
    parsed = _JINJA.parse(source)
    return found + [one for one in _printed(parsed) if not _SELECTOR.search(one)]


def in_module(path: Path) -> list[str]:
    """String literals that read like a sentence and are given to none of gettext's functions."""
    tree = ast.parse(path.read_text())
    return sorted(set(_literals(tree)))


def at_import(path: Path) -> list[str]:
    """Messages that are looked up when the module is imported, in the language of nobody."""
    return [ast.unparse(one) for one in _at_import(ast.parse(path.read_text()))]


def in_script(path: Path) -> list[str]:
    """String literals that read like a sentence and are no messages."""
    source = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    source = re.sub(r"(?m)(?:^|\s)//.*$", "", source)
    known = _THROWN.sub("", _MESSAGE.sub("", source))
    literals = re.findall(r"'([^'\n]*)'|\"([^\"\n]*)\"|`([^`]*)`", known)
    words = {re.sub(r"\$\{[^}]*\}", "…", "".join(one)) for one in literals}
    return sorted(one for one in words if _SENTENCE.search(one) and not _SELECTOR.search(one))


def _printed(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield from _sentence(node.value)
    called = node.node if isinstance(node, nodes.Call) else None
    is_message = isinstance(called, nodes.Name) and called.name in _LOOKED_UP
    for child in node.iter_child_nodes(only=("kwargs",) if is_message else None):
        yield from _printed(child)


def _at_import(node: ast.AST) -> Iterator[ast.Call]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return
    if isinstance(node, ast.Call) and _name(node.func) in _LOOKED_UP:
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _at_import(child)


def _literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _name(node.func) in _GETTEXT | _NOT_SHOWN:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.JoinedStr):
        yield from _sentence("".join(_part(one) for one in node.values))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _sentence(node.value)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)


def _part(value: ast.expr) -> str:
    return str(value.value) if isinstance(value, ast.Constant) else "…"


def _sentence(text: str) -> Iterator[str]:
    if _SENTENCE.search(text):
        yield " ".join(text.split())


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
