"""The code as text: sizes that can be read, and no ways around the rooms' walls."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 10
LONGEST_FILE = 300
ROOMS = [path for room in ("web", "push") for path in sorted((ROOT / room).rglob("*.py"))]
CODE = [*ROOMS, *sorted((ROOT / "tests").rglob("*.py"))]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Lines from `def` on, without the docstring: saying more must not cost anything."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


# A migration is a list of columns, written once and never touched again.
SHORT = [path for path in CODE if path.parent.name != "versions"]


@pytest.mark.parametrize("path", SHORT, ids=name_of)
def test_functions_and_files_stay_short(path: Path) -> None:
    long = [f"{one.name}: {length(one)}" for one in functions(path)]
    long = [one for one in long if int(one.rpartition(" ")[2]) > LONGEST_FUNCTION]
    lines = len(path.read_text().splitlines())
    assert not long, f"functions of more than {LONGEST_FUNCTION} lines: {long}"
    assert lines <= LONGEST_FILE, f"{lines} lines; is there a natural seam?"


def test_most_functions_can_be_read_at_a_glance() -> None:
    lengths = [length(one) for path in ROOMS for one in functions(path)]
    assert statistics.median(lengths) < MEDIAN_FUNCTION


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_each_module_says_what_it_does(path: Path) -> None:
    source = path.read_text()
    assert ast.get_docstring(ast.parse(source)) or not source.strip()


def test_only_one_module_imports_an_sqlite_driver() -> None:
    """Two SQLite libraries in one process would release each other's POSIX locks on a file."""
    imports = [
        name_of(path)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in [*(alias.name for alias in node.names), getattr(node, "module", "") or ""]
        if module.partition(".")[0] in ("sqlite3", "pysqlite3")
    ]
    assert set(imports) == {"web/store/sqlite.py"}


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_only_the_edge_reads_the_clock(path: Path) -> None:
    edge = ("web/cli", "web/http", "push/worker.py")
    calls = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    }
    read = [
        call
        for call in calls
        if call.startswith(("datetime.now(", "datetime.utcnow(", "time.time("))
    ]
    assert not read or name_of(path).startswith(edge), read


@pytest.mark.parametrize("path", [one for one in CODE if one.stem.startswith("test_")], ids=name_of)
def test_no_test_waits_by_sleeping_for_long(path: Path) -> None:
    """A short nap between two looks is a poll; a long one hopes that something has happened."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    naps = [one for one in calls if ast.unparse(one.func) in ("time.sleep", "asyncio.sleep")]
    assert not [ast.unparse(nap) for nap in naps if not _is_short(nap.args[0])]


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
    assert found == ["web/acts/history.py"]
