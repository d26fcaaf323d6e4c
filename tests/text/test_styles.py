"""Style sheets as text: where a line begins and ends, not left and right: then a page can turn."""

import re
from pathlib import Path

import pytest

STYLES = sorted(Path("static/css").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+);")
SIDE = re.compile(r"(?:^|-)(?:left|right)(?:$|-)")
BOTH_SIDES = re.compile(r"^(?:margin|padding|inset|border-width|border-style|border-color)$")
# Neither: as wide as its parent; and what is drawn, then turned by 45 degrees.
MEANT = {
    "escalation.css": ["float: left"],
    "button.css": ["border-width: 0 0 2px 2px"],
    "disclosure.css": ["border-width: 0 2px 2px 0"],
    "stop.css": ["border-width: 0 2px 2px 0"],
    "card.css": ["border-width: 0 2.5px 2.5px 0"],
}


def sides(css: str) -> list[str]:
    """The declarations that speak of left or right, or that set them differently."""
    found = DECLARATION.findall(COMMENT.sub("", css))
    return [f"{name}: {value}" for name, value in found if has_side(name, value)]


def has_side(name: str, value: str) -> bool:
    parts: list[str] = re.findall(r"(?:[\w-]*\((?:[^()]|\([^()]*\))*\)|\S)+", value)
    if BOTH_SIDES.match(name) and len(parts) == 4:
        return parts[1] != parts[3]
    if name == "border-radius" and len(parts) > 1:
        return True
    return bool(
        SIDE.search(name) or (name in ("float", "clear", "text-align") and SIDE.match(value))
    )


def test_no_declaration_speaks_of_left_or_right() -> None:
    found = {path.name: sides(path.read_text()) for path in STYLES}
    assert {name: these for name, these in found.items() if these} == MEANT


@pytest.mark.parametrize(
    "css",
    [
        "left: 0;",
        "padding-left: 1px;",
        "border-top-right-radius: 1px;",
        "text-align: right;",
        "margin: 0 1px 0 calc((1px + 2px) * 3);",
        "border-radius: 6px 1px 1px 6px;",
    ],
)
def test_what_speaks_of_a_side_is_found(css: str) -> None:
    assert len(sides(f"a {{ color: red; {css} }}")) == 1


def test_what_is_the_same_on_both_sides_is_not_found() -> None:
    assert sides("a { inset-inline-start: 0; margin: 0 1px 2px; padding: 0 1px 3px 1px; }") == []
