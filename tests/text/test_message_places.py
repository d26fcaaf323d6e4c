"""Messages are looked up when they are shown, not when a module or a file of macros is loaded: that
happens once, in the language of whoever came first."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.support.literals import ROOT

_LOOK_UP = {"_", "gettext", "ngettext", "pgettext"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
TEMPLATES = ROOT / "templates"
MODULES = sorted(str(one.relative_to(ROOT)) for one in (ROOT / "web").rglob("*.py"))


def parsed(path: Path) -> nodes.Template:
    return Environment().parse(path.read_text())


def imported() -> list[str]:
    """Without context: such a file is loaded once."""
    trees = [parsed(path) for path in TEMPLATES.rglob("*.html")]
    found: list[nodes.FromImport | nodes.Import] = []
    for tree in trees:
        found += [*tree.find_all(nodes.FromImport), *tree.find_all(nodes.Import)]
    names = {one.template.as_const() for one in found if not one.with_context}
    return sorted(str(name) for name in names)


def in_template(node: nodes.Node) -> Iterator[int]:
    """The lines of look-ups outside of macros."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Macro):
            continue
        if isinstance(child, nodes.Call) and getattr(child.node, "name", "") in _LOOK_UP:
            yield child.lineno
        yield from in_template(child)


def in_module(source: str) -> list[int]:
    """The lines of look-ups outside of functions."""
    tree = ast.parse(source)
    imports = (one for one in tree.body if isinstance(one, ast.ImportFrom))
    known = (alias for one in imports for alias in one.names)
    names = {one.asname or one.name for one in known if one.name in _LOOK_UP}
    return [call.lineno for call in _calls(tree) if getattr(call.func, "id", "") in names]


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """That are made when the module is loaded."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTIONS):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _calls(child)


@pytest.mark.parametrize("name", imported())
def test_a_file_of_macros_looks_nothing_up_when_it_is_loaded(name: str) -> None:
    assert list(in_template(parsed(TEMPLATES / name))) == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_looks_nothing_up_when_it_is_loaded(name: str) -> None:
    assert in_module((ROOT / name).read_text()) == []


def test_they_are_found() -> None:
    source = "{% set a = [_('One')] %}{% macro b(c=_('Two')) %}{{ _('Three') }}{% endmacro %}"
    assert list(in_template(Environment().parse(source))) == [1]
    module = (
        "from web.language.messages import gettext as _\n"
        'A = {"b": _("One")}\n'
        'def c():\n    return _("Two")\n'
        'class D:\n    e = _("Three")\n'
    )
    assert in_module(module) == [2, 6]
    assert in_module(module.replace("gettext", "gettext_noop")) == []
