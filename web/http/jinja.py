"""Jinja’s environment, faster in two places that a page passes some hundred times.

Neither changes what a template says; `make bench` shows what they are worth.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask.templating import Environment as FlaskEnvironment
from jinja2 import nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

_MESSAGES = ("_", "ngettext", "pgettext")
_OF_TEXT = "isolate_text"  # leaves markup as it is (web/http/direction.py)


class Environment(FlaskEnvironment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dictionary: each import of macros compares the keys, which takes long with Jinja’s
        own `ChainMap`. All globals are there before the first template is loaded."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        found: nodes.Template = _MessagesAsFilters().visit(parsed)
        return found

    def add_messages(self, *looking_up: Callable[..., Markup]) -> None:
        """What `_`, `ngettext` and `pgettext` do in templates."""
        functions = dict(zip(_MESSAGES, looking_up, strict=True))
        self.globals |= functions
        self.filters |= {name: _as_filter(one) for name, one in functions.items()}


class _MessagesAsFilters(NodeTransformer):
    """`{{ _("…") }}` is compiled as if it were `{{ "…"|_ }}`: a filter is called directly, while
    Jinja looks at each function before it calls it, which takes as long as the message."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 as Jinja calls it
        self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name in _MESSAGES and node.args):
            return node
        first, *others = node.args
        return nodes.Filter(
            first,
            node.node.name,
            others,
            node.kwargs,
            node.dyn_args,
            node.dyn_kwargs,
            lineno=node.lineno,
        )

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        inner = node.node
        is_message = isinstance(inner, nodes.Filter) and inner.name in _MESSAGES
        return inner if is_message and node.name == _OF_TEXT and inner else node


def _as_filter(function: Callable[..., Markup]) -> Callable[..., Markup]:
    @pass_context  # not a constant, which Jinja would look up when it compiles
    def found(_context: Context, /, *args: object, **values: object) -> Markup:
        return function(*args, **values)

    return found
