"""How a database goes about what it is asked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from web.store.engine import Database

# PostgreSQL reads and sorts a small table whole, rightly; here only where no index does it.
_AS_IF_GROWN = ("enable_seqscan", "enable_sort", "enable_bitmapscan")


@contextmanager
def plans(database: Database) -> Iterator[list[str]]:
    """At the end, the plan of each SELECT of the block."""
    asked: list[tuple[str, Any]] = []

    def look(*call: Any) -> None:
        if re.match(r"\s*(SELECT|WITH)\b", str(call[2])):
            asked.append((str(call[2]), call[3]))

    found: list[str] = []
    event.listen(database.engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", look)
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    with database.read() as session:
        connection = session.connection()
        if not database.is_sqlite:
            for method in _AS_IF_GROWN:
                connection.exec_driver_sql(f"SET LOCAL {method} = off")
        for statement, values in asked:
            if "version_num" not in statement and "set_config" not in statement:
                rows = connection.exec_driver_sql(f"{explain} {statement}", values).all()
                found.append("\n".join(str(row[-1]) for row in rows))


def whole_reads(plan: str, table: str) -> list[str]:
    """Its steps that read all rows of the table."""
    pattern = rf"SCAN {table}(?! USING)\b|Seq Scan on {table}\b"
    return [step for step in plan.splitlines() if re.search(pattern, step)]


def whole_sorts(plan: str) -> list[str]:
    """Its steps that bring all that was found into order."""
    pattern = r"USE TEMP B-TREE FOR ORDER BY|(?<!Incremental )\bSort  \("
    return [step for step in plan.splitlines() if re.search(pattern, step)]
