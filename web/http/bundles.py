"""Joins what a `.bundle` lists into one file, so that a page asks for few: without a build step.

Knows the text of scripts and style sheets, and nothing of requests. What the parts of a script may
not do stands in decision 49, and tests/web/test_bundles.py tries it.
"""

import re
from pathlib import Path

_BLOCK = re.compile(r"/\*.*?\*/", re.DOTALL)
# Comments on lines of their own; and types for editors, inside of lines.
_JS_BLOCK = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n?", re.DOTALL | re.MULTILINE)
_JS_LINE = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
_JS_TYPE = re.compile(r"/\*\* @\w[^\n]*?\*/ ?")
_ENDS = re.compile(r"\s*([{};])\s*")
_IMPORT = re.compile(r"^import\s[^;]*?from\s+'([^']+)';\n?", re.MULTILINE)
_EXPORT = re.compile(r"^export\s+", re.MULTILINE)
_FROM = re.compile(r"(\bfrom\s+'|\bimport\(')\./([\w-]+\.js)'")


class NotJoinable(Exception):
    """A part that cannot stand in this bundle; the message says which, and why."""


def parts_of(listing: Path) -> list[Path]:
    """The files that it lists, beside it or below it, in their order."""
    return [listing.parent / name for name in listing.read_text().split()]


def joined_css(listing: Path) -> str:
    return _tight("\n".join(path.read_text() for path in parts_of(listing)))


def joined_module(listing: Path) -> str:
    """One module with all that its parts export; what they import of each other is there."""
    return _redirected(_joined(listing), parts_of(listing), listing.stem)


def joined_worker(listing: Path) -> str:
    """One classic script: Firefox knows no modules in service workers."""
    return _EXPORT.sub("", _joined(listing))


def alone(script: str, listing: Path) -> str:
    """A module outside of the bundle: what it imports of a member comes from the bundle."""
    return _redirected(without_comments(script), parts_of(listing), listing.stem)


def without_comments(script: str) -> str:
    """Without blanks at the ends of lines, either: no text of ours goes over lines."""
    code = _JS_TYPE.sub("", _JS_LINE.sub("", _JS_BLOCK.sub("", script)))
    lines = (_without_tail(line).strip() for line in code.splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def _without_tail(line: str) -> str:
    """Without the comment behind the code; where it may be inside a string it stays."""
    code, found, _ = line.partition(" // ")
    is_text = any(code.count(quote) % 2 for quote in "'\"`")
    return line if is_text or not found else code


def _redirected(script: str, members: list[Path], bundle: str) -> str:
    names = {path.name for path in members}

    def to(match: re.Match[str]) -> str:
        name = f"{bundle}.js" if match[2] in names else match[2]
        return f"{match[1]}./{name}'"

    return _FROM.sub(to, script)


def _joined(listing: Path) -> str:
    parts = parts_of(listing)
    return "".join(_part(path, parts) for path in parts)


def _part(path: Path, parts: list[Path]) -> str:
    script = path.read_text()
    for name in _IMPORT.findall(script):
        if (path.parent / name).resolve() not in [part.resolve() for part in parts]:
            raise NotJoinable(f"{path.name} imports {name}, which is not in its bundle.")
    return without_comments(_IMPORT.sub("", script)).strip() + "\n"


def _tight(css: str) -> str:
    """Without comments, nor blanks where something ends: the customer's page is weighed
    unpacked."""
    lines = (line.strip() for line in _BLOCK.sub("", css).splitlines())
    return _ENDS.sub(r"\1", "\n".join(line for line in lines if line))
