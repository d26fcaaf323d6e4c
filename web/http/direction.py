"""Isolates what people write wherever a template prints it among other words.

Templates do not ask for it. At compile time each `{{ … }}` gets the filter of its place: `<bdi>` in
text, U+2068 … U+2069 in attributes, buttons, and elements that hold words without markup. Form
values, addresses and data for scripts stay as they are, and so does an element with `dir="auto"`.
Only text of the other direction is marked (UAX #9).
"""

import re
from collections.abc import Iterable, Iterator

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from web.language.direction import FIRST_STRONG_ISOLATE, POP_ISOLATE, isolate, turns_direction

# Attributes that people see or hear.
_SPOKEN = re.compile(
    r'(?:^|\s)(?:alt|title|placeholder|aria-(?:label|description))="[^"]*$', re.ASCII
)
_ATTRIBUTE = re.compile(r'[\w-]="[^"]*$', re.ASCII)
_OPEN_TAG = re.compile(r"<[^<>]*$", re.ASCII)
_WITHOUT_MARKUP = re.compile(r"<(?:option|title)\b[^<>]*>[^<]*$", re.ASCII)
# Flex boxes: an element among their words would be an item of its own, on a line of its own.
_BOX = re.compile(r"<(?:button|summary|a class=\"button)\b[^<>]*>[^<]*$", re.ASCII)
_RAW = re.compile(r"<(?:script|style|textarea)\b[^<>]*>[^<]*$", re.ASCII)
_OWN_DIRECTION = re.compile(r'(?:<bdi>|<[^<>]*\bdir="auto"[^<>]*>)\s*$', re.ASCII)
_NO_MARKS = str.maketrans("", "", FIRST_STRONG_ISOLATE + POP_ISOLATE)
_VALUE = "\0"  # stands for a printed value in the source text before a place


class IsolateDirection(Extension):
    """Adds the filter of its place to each printed value."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters |= {one.__name__: one for one in _FILTERS}

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        before, name = "", None
        for token in stream:
            if token.type == "data":
                before += token.value
            elif token.type == "variable_end":
                yield from _filtered(name, token.lineno)
                before, name = before + _VALUE, None
            yield token
            if token.type == "variable_begin":
                name = filter_at(before)
                yield from [Token(token.lineno, "lparen", "(")] if name else []


def filter_at(before: str) -> str | None:
    """The filter for a value that is printed after this source text; None: unchanged."""
    here = before[before.rfind(">") + 1 :]
    if _ATTRIBUTE.search(here):
        return "isolate_plain" if _SPOKEN.search(here) else "without_isolates"
    if _OPEN_TAG.search(here):
        return None
    element = before[before.rfind("<") :]
    if _RAW.search(element) or _OWN_DIRECTION.search(element):
        return "without_isolates"
    is_plain = _WITHOUT_MARKUP.search(element) or _BOX.search(element)
    return "isolate_plain" if is_plain else "isolate_text"


def isolate_text(value: object) -> object:
    """In HTML text. Leaves markup, and sentences with isolates, unchanged."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    if not turns_direction(value) or FIRST_STRONG_ISOLATE in value:
        return value
    return Markup("<bdi>{}</bdi>").format(value)


def isolate_plain(value: object) -> object:
    """Where no markup can stand; the output of a macro there may have some."""
    if isinstance(value, Markup):
        if "<bdi>" not in value:
            return value
        marked = value.replace("<bdi>", FIRST_STRONG_ISOLATE)
        return marked.replace("</bdi>", POP_ISOLATE)
    return isolate(value) if isinstance(value, str) else value


def without_isolates(value: object) -> object:
    """For places where only the bare words count: also of a macro's output and of pasted text."""
    if not isinstance(value, str):
        return value
    if value.isascii() and "<bdi>" not in value:
        return value
    bare = value.translate(_NO_MARKS)
    return bare.replace("<bdi>", "").replace("</bdi>", "") if isinstance(bare, Markup) else bare


_FILTERS = (isolate_text, isolate_plain, without_isolates)


def _filtered(name: str | None, line: int) -> Iterator[Token]:
    if name:
        yield Token(line, "rparen", ")")
        yield Token(line, "pipe", "|")
        yield Token(line, "name", name)
