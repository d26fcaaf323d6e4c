"""The code as text: sizes that can be read, and no ways around the rooms' walls."""

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 10
LONGEST_FILE = 300
ROOMS = [path for room in ("web", "push") for path in sorted((ROOT / room).rglob("*.py"))]
CODE = [*ROOMS, *sorted((ROOT / "tests").rglob("*.py"))]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


def functions(path: Path) -> Iterator[Function]:
    for node in nodes(path):
        if isinstance(node, Function):
            yield node


def calls(path: Path) -> list[ast.Call]:
    return [node for node in nodes(path) if isinstance(node, ast.Call)]


def length(function: Function) -> int:
    """Lines from `def` on, without the docstring: saying more must not cost anything."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


# A migration is a list of columns, written once and never touched again.
SHORT = [path for path in CODE if path.parent.name != "versions"]


def test_functions_stay_short() -> None:
    lengths = {
        f"{name_of(path)}:{one.name}": length(one) for path in SHORT for one in functions(path)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_files_stay_short() -> None:
    """Is there a natural seam?"""
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in SHORT}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_most_functions_can_be_read_at_a_glance() -> None:
    lengths = [length(one) for path in ROOMS for one in functions(path)]
    assert statistics.median(lengths) < MEDIAN_FUNCTION


def test_each_module_says_what_it_does() -> None:
    modules = [path for path in ROOMS if path.read_text().strip()]
    assert [
        name_of(one) for one in modules if not ast.get_docstring(ast.parse(one.read_text()))
    ] == []


def test_only_one_module_imports_an_sqlite_driver() -> None:
    """Two SQLite libraries in one process would release each other's POSIX locks on a file."""
    imports = [
        name_of(path)
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in [*(alias.name for alias in node.names), getattr(node, "module", "") or ""]
        if module.partition(".")[0] in ("sqlite3", "pysqlite3")
    ]
    assert set(imports) == {"web/store/sqlite.py"}


def test_only_the_edge_reads_the_clock() -> None:
    edge = ("web/cli", "web/http", "web/store/shared_clock.py", "push/worker.py")
    clocks = ("datetime.now(", "datetime.utcnow(", "time.time(")
    inside = [path for path in ROOMS if not name_of(path).startswith(edge)]
    read = [(name_of(path), ast.unparse(call)) for path in inside for call in calls(path)]
    assert [one for one in read if one[1].startswith(clocks)] == []


def test_no_test_waits_by_sleeping_for_long() -> None:
    """A short nap between two looks is a poll; a long one hopes that something has happened."""
    tests = [path for path in CODE if path.stem.startswith("test_")]
    naps = [
        (name_of(path), ast.unparse(one))
        for path in tests
        for one in calls(path)
        if ast.unparse(one.func) in ("time.sleep", "asyncio.sleep") and not _is_short(one.args[0])
    ]
    assert naps == []


def _is_short(span: ast.expr) -> bool:
    return not isinstance(span, ast.Constant) or float(str(span.value)) <= 0.1


def test_events_are_written_in_one_place() -> None:
    """Whatever else wrote an event would break the hash chain. Migrations keep their own copies."""
    orm = r"(?<!class )\bEvent\(|(insert|update|delete)\w*\((\w+, |table_of\()?(Event|_EVENT)\b"
    sql = r"(INSERT\s[^\"]*INTO|UPDATE|DELETE FROM) event\b"
    written = re.compile(f"{orm}|{sql}")
    rooms = [path for path in ROOMS if path.parent.name != "versions"]
    texts = {name_of(path): path.read_text().replace("threading.Event(", "") for path in rooms}
    texts = {name: one for name, one in texts.items() if "from threading import Event" not in one}
    found = [name for name, one in texts.items() if written.search(one)]
    assert found == ["web/acts/core/events.py"]
