"""Counts what a reader follows: how many of our modules a unit of work enters, how often it comes
back from one into another, and which functions take many parameters.

What Jinja and SQLAlchemy call by themselves (filters, types of columns, hooks) is not counted:
nobody who follows a call from the route on comes upon it. Nor are messages: a sentence is read
where it stands, whatever `web/language` makes of it.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]
OURS = ("web", "push")
_BY_THEMSELVES = ("/jinja2/", "/sqlalchemy/", "/sqlmodel/")
_MESSAGES = (str(ROOT / "web" / "language"), str(ROOT / "web" / "http" / "languages.py"))
_TEMPLATES = str(ROOT / "templates")


@dataclass
class Trail:
    modules: set[str] = field(default_factory=set)
    returns: int = 0  # from one module into another


def follow(run: Callable[[], object], start: str = "") -> Trail:
    """`start`: only what is called below a function of this name."""
    trail = Trail()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event not in ("call", "return") or not (here := _module(frame)):
            return
        above = list(_above(frame))
        if any(_is_apart(one) for one in above):
            return
        if start and all(one.f_code.co_name != start for one in above):
            return
        trail.modules.add(here)
        caller = next((name for name in map(_module, above) if name), here)
        trail.returns += event == "return" and caller != here

    sys.setprofile(look)
    try:
        run()
    finally:
        sys.setprofile(None)
    return trail


def with_many_parameters(most: int) -> list[str]:
    """Functions of ours that take more than so many, without `self` and `cls`."""
    found: list[str] = []
    for path in sorted(one for name in OURS for one in (ROOT / name).rglob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text()))
        names = [getattr(one, "name", "") for one in nodes if _parameters(one) > most]
        found += [f"{path.relative_to(ROOT)}: {name}" for name in names]
    return found


def _parameters(node: ast.AST) -> int:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return 0
    given = node.args
    several = [one for one in (given.vararg, given.kwarg) if one]
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *several]
    return len([one for one in every if one.arg not in ("self", "cls")])


def _above(frame: FrameType) -> Iterator[FrameType]:
    above = frame.f_back
    while above:
        yield above
        above = above.f_back


def _module(frame: FrameType) -> str | None:
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(ROOT) or str(path).startswith(_MESSAGES):
        return None
    name = path.relative_to(ROOT)
    return str(name) if name.parts[0] in OURS else None


def _is_apart(frame: FrameType) -> bool:
    name = frame.f_code.co_filename
    return name.startswith(_TEMPLATES) or any(one in name for one in _BY_THEMSELVES)
