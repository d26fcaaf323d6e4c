"""What it costs to ask "is anything due?", with few rows and with a million of them.

The worker asks twice a second, so that it must cost what is due and not what exists.
"""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from push import escalation, leases
from push.batches import BATCH
from push.escalation_runner import AT_ONCE
from tests.bench.table import Row, print_table
from tests.support.tables import make_tables
from web.store.engine import Database

SIZES = (1_000, 100_000, 1_000_000)
MOST_MS = 5.0
DUE = 100
_TIMES = 30

# Columns without a value here: see push.models. Of what exists, one row in a hundred waits for
# its time, which is far away; the others are at rest, as they are in a store that has been
# open for years.
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size) "
_NEXT = "CASE WHEN i <= :due THEN :past WHEN i % 100 = 0 THEN :far END"
_LADDERS = (
    'INSERT INTO push_escalation (subject, "trigger", cycle, step, anchor_at, next_at, started_at)'
    f" {_NUMBERS} SELECT 'issue:' || i, 'promise', 1, 0, :past, {_NEXT}, :past FROM n"
)
_MESSAGE = (
    "INSERT INTO push_message (id, key, person, subject, content, expires_at, created_at)"
    " VALUES (1, 'k', '1', 'issue:1', '{}', :far, :past)"
)
_DELIVERIES = (
    "INSERT INTO push_delivery (message_id, state, attempt, next_at, is_minimal, receipt)"
    f" {_NUMBERS} SELECT 1, CASE WHEN i <= :due OR i % 100 = 0 THEN 'pending'"
    f" ELSE 'accepted' END, 0, {_NEXT}, 0, 'r' || i FROM n"
)


def measure() -> list[Row]:
    return [_row(size, due) for size in SIZES for due in (0, DUE)]


def _row(size: int, due: int) -> Row:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="ownit-bench-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'sweep.sqlite3'}")
        make_tables(database)
        _fill(database, size, due, now)
        took = min(_sweep(database, now, due) for _ in range(_TIMES)) * 1000
        database.close()
    goal = f"< {MOST_MS:.0f} ms"
    return Row(f"{size:,} rows, {due} due", (f"{took:.2f} ms",), goal, took < MOST_MS)


def _fill(database: Database, size: int, due: int, now: datetime) -> None:
    form = "%Y-%m-%d %H:%M:%S.%f"  # as SQLAlchemy stores an instant in SQLite
    past = (now - timedelta(minutes=1)).strftime(form)
    far = (now + timedelta(days=365)).strftime(form)
    values = {"size": size, "due": due, "past": past, "far": far}
    with database.write() as session:
        for statement in (_LADDERS, _MESSAGE, _DELIVERIES):
            _run(session, statement, values)


def _run(session: Session, statement: str, values: dict[str, object]) -> None:
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    session.connection().execute(text(statement), used)


def _sweep(database: Database, now: datetime, due: int) -> float:
    """Seconds of one look of the worker: which ladders, and is there anything to send?"""
    began = time.perf_counter()
    with database.read() as session:
        found = escalation.due(session, now, AT_ONCE)
    with database.read() as session:
        waits = leases.find(session, now, BATCH, escalation.oldest_due(session, now))
    took = time.perf_counter() - began
    if len(found) != due or bool(waits) is not bool(due):
        raise AssertionError(f"{len(found)} ladders due instead of {due}")
    return took


def show(rows: list[Row]) -> None:
    print_table("One look for what is due, SQLite", ("best",), rows)
