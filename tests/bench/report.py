"""How fast the report of 100,000 issues is: `python -m tests.bench.report [DATABASE_URL]`.

Without an address on an SQLite file of its own; else on an empty PostgreSQL database. Prints the
milliseconds and statements of each page: the median and the slowest of ten calls.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert, text

from push.model_fields import table_of
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.web.world import World
from web.store import migrate
from web.store.engine import Database
from web.store.tables.allowances import Allowance, AllowanceUse
from web.store.tables.figures import FiguresOfIssue, FiguresProgress
from web.store.tables.issues import Issue

ISSUES, SITES, DAYS = 100_000, 2, 730
_BATCH = 5000
PAGES = (
    "/site/report",
    "/site/report?period=year",
    "/site/report/issues?period=year",
    "/site/report/cold?period=year",
    "/site/report.csv?period=year",
    "/site/used?period=year",
    "/site/used/1?period=year",
    "/site/used/1?period=year&first=30000",
)


def fill(world: World) -> None:
    """Two years of two sites; nothing of an issue but its row, its figures and what was used."""
    sites = (world.site.id, world.elsewhere.id)
    with world.database.write() as session:
        connection = session.connection()
        for rows in _batches(world, sites):
            connection.execute(insert(table_of(Issue)), [issue for issue, _figures in rows])
            connection.execute(insert(table_of(FiguresOfIssue)), [one for _issue, one in rows])
        allowances = [_allowance(world, n) for n in range(1, 21)]
        connection.execute(insert(table_of(Allowance)), allowances)
        for rows in _batches(world, sites):
            uses = [_use(issue) for issue, figures in rows if figures["authority_used"]]
            connection.execute(insert(table_of(AllowanceUse)), uses)
        session.add(FiguresProgress(id=1, event_id=10**9, at=world.clock()))
    with world.database.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        connection.execute(text("ANALYZE"))


def _batches(world: World, sites: tuple[int, int]) -> Iterator[list[tuple[Any, Any]]]:
    for first in range(0, ISSUES, _BATCH):
        yield [_rows(world, n, sites[n % SITES]) for n in range(first, first + _BATCH)]


def _rows(world: World, n: int, site: int) -> tuple[dict[str, Any], dict[str, Any]]:
    at = world.clock() - timedelta(minutes=n * DAYS * 24 * 60 // ISSUES)
    issue = {
        "id": 1000 + n, "ref": f"R{n:06}", "site_id": site, "reporter_id": world.id("owner"),
        "owner_id": world.id("owner"), "state": "resolved", "urgency": "today", "version": 4,
        "words": f"Till {n % 40} is dead", "resolved_at": at, "created_at": at, "touched_at": at,
    }  # fmt: skip
    figures = {
        "issue_id": 1000 + n, "event_id": n, "site_id": site, "day": at.toordinal(),
        "place_id": world.place.id if n % 3 else None, "promise_at": None,
        "promises_due": 1 + n % 3, "promises_kept": 1, "seconds_to_owner": n % 600,
        "seconds_to_resolved": n % 9000, "steps": n % 4, "cold_steps": n % 7 == 0,
        "retold": n % 2 or None, "reopened": n % 11 == 0, "settled": n % 2, "not_yet": 0,
        "sent_away": n % 97 == 0, "authority_used": n % 5 == 0,
    }  # fmt: skip
    return issue, {
        name: int(one) if one is True or one is False else one for name, one in figures.items()
    }


def _allowance(world: World, n: int) -> dict[str, Any]:
    site = world.site if n % SITES else world.elsewhere
    return {
        "id": n, "site_id": site.id, "role": "employee", "words": f"Taxi {n}", "position": n,
        "limit_amount": 2000, "currency": "EUR",
    }  # fmt: skip


def _use(issue: dict[str, Any]) -> dict[str, Any]:
    n = issue["id"]
    kind = n // 5 % 10 * SITES + (1 if issue["site_id"] == 1 else 2)
    return {
        "id": n, "issue_id": n, "site_id": issue["site_id"], "allowance_id": kind,
        "amount": n % 4000, "currency": "EUR", "above_limit": n % 4000 > 2000,
        "at": issue["created_at"], "event_version": 3,
    }  # fmt: skip


def measure(world: World) -> None:
    for name in ("lead", "admin"):
        browser = world.browser_of(name)
        for path in PAGES:
            browser.get(path)
            spans = []
            for _ in range(10):
                began = time.perf_counter()
                browser.get(path)
                spans.append(time.perf_counter() - began)
            with statements(world.database) as asked:
                browser.get(path)
            middle, most = median(spans) * 1000, max(spans) * 1000
            print(f"{name:6} {path:34} {middle:4.0f} {most:4.0f} ms, {len(asked)} statements")


def main(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database)
    world = World(database, Clock())
    fill(world)
    measure(world)
    database.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'report.sqlite3'}")
