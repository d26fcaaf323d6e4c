"""What it costs to suggest whom to ask, with 10,000 steps done and 300 people, on both databases.

The steps are those of the tests' fixture, each many times over with words left out, others put
in, and a long tail of words that few of them have, as in a store that has been open for years.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from tests.bench.table import Row, print_table
from tests.support.postgres import Postgres
from tests.support.tables import make_tables
from tests.web.past_steps import DONE, HELPERS, QUESTIONS
from web.reads.handoffs.suggestions import search, suggested
from web.rules.people import Viewer
from web.rules.vocabulary import Role
from web.store.engine import Database
from web.store.similar_steps import remember
from web.store.tables.accounts import Person, Site, Skill
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue

STEPS = 10_000
PEOPLE = 300
MOST_MS = 50.0
_SITES = 3
_ON_SHIFT = 0.4
_TURNS = 8  # of all questions
_TAIL = [f"word{number}" for number in range(4_000)]
_LONG = " ".join(f"{one.words} {one.need}" for one in DONE)[:2_000]
_QUESTIONS = [(one.words, one.need) for one in QUESTIONS] + [(_LONG, _LONG)]


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="ownit-bench-") as folder:
        path = Path(folder) / "suggesting.sqlite3"
        rows = _rows("SQLite", f"sqlite:///{path}")
    with Postgres().new_database() as url:
        return rows + _rows("PostgreSQL", url)


def _rows(name: str, url: str) -> list[Row]:
    database = Database(url)
    make_tables(database)
    now = datetime.now(UTC)
    with database.write() as session:
        _Filling(session, now, random.Random(7)).fill()
    rows = [_row(f"{name}, suggest", list(_suggesting(database, now)))]
    rows += [_row(f"{name}, search", list(_searching(database, now)))]
    database.close()
    return rows


def _row(name: str, taken: list[float]) -> Row:
    ordered = sorted(taken)
    median, p95 = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
    cells = (f"{median:.1f} ms", f"{p95:.1f} ms", f"{ordered[-1]:.1f} ms")
    return Row(name, cells, f"p95 < {MOST_MS:.0f} ms", p95 < MOST_MS)


def _suggesting(database: Database, now: datetime) -> Iterator[float]:
    viewer = _viewer(now)
    for words, need in _QUESTIONS * _TURNS:

        def look(session: Session, issue: Issue, need: str = need) -> object:
            return suggested(session, viewer, issue, need, now)

        yield _timed(database, words, look)


def _searching(database: Database, now: datetime) -> Iterator[float]:
    for find in ("an", "Person 2", "till", "Store 2 carpets", "zzz", "") * _TURNS:

        def look(session: Session, issue: Issue, find: str = find) -> object:
            return search(session, issue, find, now)

        yield _timed(database, "", look)


def _timed(database: Database, words: str, look: Callable[[Session, Issue], object]) -> float:
    """Milliseconds of one look, its transaction included."""
    began = time.perf_counter()
    with database.read() as session:
        issue = session.exec(select(Issue).order_by(col(Issue.id).desc()).limit(1)).one()
        session.expunge(issue)
        issue.words = words
        look(session, issue)
    return (time.perf_counter() - began) * 1000


def _viewer(now: datetime) -> Viewer:
    return Viewer(1, 0, 1, "Person", "Person 1", Role.EMPLOYEE, "Store 1", "Europe/Berlin", now)


class _Filling:
    """Rows as they are: ten thousand steps by the acts themselves would take a minute."""

    def __init__(self, session: Session, now: datetime, dice: random.Random) -> None:
        self.session, self.now, self.dice = session, now, dice
        self.tail_weights = [1 / (rank + 1) for rank in range(len(_TAIL))]

    def fill(self) -> None:
        sites = [
            {"name": f"Store {one}", "zone": "Europe/Berlin", "created_at": self.now}
            for one in range(1, _SITES + 1)
        ]
        self.session.execute(insert(Site), sites)
        self.session.execute(insert(Person), [self._person(one) for one in range(1, PEOPLE + 1)])
        self.session.execute(insert(Skill), list(self._skills()))
        steps = [self._step(number) for number in range(1, STEPS + 1)]
        self.session.execute(insert(Issue), [issue for issue, _ in steps])
        self.session.execute(insert(Step), [step for _, step in steps])
        for issue, step in steps:
            remember(self.session, step["id"], step["need"], issue["words"], "en")

    def _person(self, number: int) -> dict[str, Any]:
        until = self.now + timedelta(hours=4) if self.dice.random() < _ON_SHIFT else None
        return {
            "id": number,
            "site_id": number % _SITES + 1,
            "first_name": "Person",
            "last_name": str(number),
            "role": Role.EMPLOYEE,
            "on_shift_until": until,
            "created_at": self.now,
        }

    def _skills(self) -> Iterator[dict[str, Any]]:
        words = ("till repair", "carpets", "refunds", "bicycles", "lost property", "bookings")
        for person in range(1, PEOPLE + 1):
            for word in self.dice.sample(words, 3):
                yield {"person_id": person, "word": word}

    def _step(self, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
        past = self.dice.choice(DONE)
        # A specialist at each site, and others who step in.
        helper = 2 + HELPERS.index(past.helper) * _SITES + self.dice.randrange(_SITES * 4)
        asked = self.now - timedelta(minutes=30 * (STEPS - number) + 60)
        done = asked + timedelta(minutes=past.minutes)
        issue = {
            "id": number,
            "ref": f"R{number}",
            "site_id": helper % _SITES + 1,
            "reporter_id": 1,
            "state": "owned",
            "urgency": "today",
            "words": self._varied(past.words, 6),
            "owner_id": 1,
            "promise_at": done,
            "created_at": asked,
            "touched_at": done,
            "version": 1,
        }
        step = {
            "id": number,
            "issue_id": number,
            "asked_by": 1,
            "helper_id": helper,
            "need": self._varied(past.need, 2),
            "introduction": "call",
            "state": "done",
            "asked_at": asked,
            "answer_by": done,
            "accepted_at": asked,
            "ended_at": done,
        }
        return issue, step

    def _varied(self, text: str, more: int) -> str:
        words = [word for word in text.split() if self.dice.random() < 0.85]
        return " ".join(words + self.dice.choices(_TAIL, self.tail_weights, k=more))


def show(rows: list[Row]) -> None:
    title = f"Whom to ask, {STEPS:,} steps done, {PEOPLE} people at {_SITES} sites"
    print_table(title, ("median", "p95", "most"), rows)
