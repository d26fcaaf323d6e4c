"""Classes: each one that is written is styled or looked for, and each that is styled is written."""

import re
from collections.abc import Iterable
from pathlib import Path

from web.rules.line import Part

STYLES = sorted(Path("static/css").glob("*.css"))
TEMPLATES = sorted(Path("templates").rglob("*.html"))
SCRIPTS = [path for room in ("js", "sw") for path in sorted(Path("static", room).rglob("*.js"))]
NAME = re.compile(r"[a-z][\w-]*")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
# An attribute, or an argument of a macro; inside, quotes of the other kind may stand in Jinja.
CLASS = re.compile(r"""\bclass=(?:"((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"|'([^']*)')""", re.DOTALL)
# Where a macro puts classes together: “card--other” and “is-asked” are nothing else.
PART = re.compile(r"(?<![\w-])(?:[a-z]+(?:-[a-z]+)*(?:--|__)[\w-]*\w|is-[a-z]+)")
SET = re.compile(r"(?:className:|classList\.(?:add|toggle)\()\s*['`\"]([^'`\"]*)")
LOOKED_FOR = re.compile(r"(?:querySelector(?:All)?|closest|matches)\(\s*['`\"]([^'`\"]*)")
ASKED_OF = re.compile(r"classList\.contains\(\s*['`\"]([^'`\"]*)")


def styled(css: str) -> set[str]:
    rules = re.sub(r"/\*.*?\*/|@import [^;]*;", "", css, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", rules)
    return {name for one in selectors for name in re.findall(r"\.([a-z][\w-]*)", one)}


def written(template: str) -> set[str]:
    """In class attributes; a name that ends with a hyphen is put together there."""
    texts = ("".join(one) for one in CLASS.findall(template))
    return {name for one in texts for name in NAME.findall(VALUE.sub(" ", JINJA.sub(" ", one)))}


def in_scripts(*patterns: re.Pattern[str]) -> set[str]:
    sources = [path.read_text() for path in SCRIPTS]
    texts = [one for pattern in patterns for text in sources for one in pattern.findall(text)]
    return {name for one in texts for name in NAME.findall(one)}


def all_of(paths: Iterable[Path]) -> str:
    return "\n".join(path.read_text() for path in paths)


def test_each_class_that_is_written_is_styled_or_looked_for() -> None:
    known = styled(all_of(STYLES)) | in_scripts(LOOKED_FOR, ASKED_OF)
    used = written(all_of(TEMPLATES)) | in_scripts(SET)
    assert len(used) > 100
    assert {one for one in used if not one.endswith("-")} - known == set()


def test_each_class_that_is_styled_is_written() -> None:
    templates = re.sub(r"\{#.*?#\}", "", all_of(TEMPLATES), flags=re.DOTALL)
    used = written(templates) | set(PART.findall(templates)) | in_scripts(SET)
    used |= {*Part, "on"}  # what stands beside the line (macros/line.html)
    begun = tuple(one for one in used if one.endswith("-"))
    unused = styled(all_of(STYLES)) - used
    assert {one for one in unused if not one.startswith(begun)} == set()


def test_classes_are_found_where_they_stand() -> None:
    html = """<p class="card{% if it == "a" %} card--b{% endif %} is-{{ state }} x{{ look() }}">"""
    assert written(html) == {"card", "card--b", "is-", "x"}
    assert written("{{ field(class='input--code') }}") == {"input--code"}
    css = "/* .no */ .a:has(.b__c) > d { margin: .5rem } @media print { .e { f: 1.5s } }"
    assert styled(css) == {"a", "b__c", "e"}
