"""An escalation that cannot be read, or whose plan fails on the data, costs only itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from push import escalation
from push.errors import is_transient
from push.escalation import FAILED_PLAN_DELAY
from push.plan import Advance, DueEscalation
from tests.push.bench import Bench

WRONG = {
    "sqlite": "SELECT json_extract('{', '$.title')",  # OperationalError, as a busy database is
    "postgresql": "SELECT CAST('{' AS JSON)",
}


class Rests:
    """Puts every ladder to rest at its first step, and knows whom it was asked about."""

    def __init__(self) -> None:
        self.asked = list[str]()

    def tell(self, session: Session, found: DueEscalation, now: datetime) -> Advance:
        self.asked.append(found.subject)
        return Advance((), found.step + 1, None)

    def bundle(self, contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        raise AssertionError


class Poisoned(Rests):
    """Fails for one subject with an error of the database."""

    def tell(self, session: Session, found: DueEscalation, now: datetime) -> Advance:
        rest = super().tell(session, found, now)
        if found.subject == "issue:bad":
            session.connection().execute(text(WRONG[session.get_bind().dialect.name]))
        return rest


def start(bench: Bench, *subjects: str) -> None:
    now = bench.clock()
    with bench.database.write() as session:
        for minutes, subject in enumerate(reversed(subjects)):
            at = now - timedelta(minutes=minutes)
            escalation.restart(session, subject, "unowned", at, at, now=at)


def running(bench: Bench) -> dict[str, datetime]:
    with bench.database.read() as session:
        found = escalation.running(session, ["issue:bad", "issue:1", "issue:2"])
    return {one.subject: one.next_at for one in found}


def test_what_a_plan_meets_in_the_data_is_no_database_that_is_away(bench: Bench) -> None:
    plan = bench.worker.plan = Poisoned()
    start(bench, "issue:bad", "issue:1", "issue:2")
    for _ in range(3):
        bench.worker.once()
    assert plan.asked == ["issue:bad", "issue:1", "issue:2"]
    assert running(bench) == {"issue:bad": bench.clock() + FAILED_PLAN_DELAY}


SPOIL = "UPDATE push_escalation SET {} = 'next Tuesday' WHERE subject = 'issue:bad'"


def test_a_row_whose_time_is_none_stops_no_other(bench: Bench) -> None:
    """Only SQLite keeps such a row."""
    if not bench.database.is_sqlite:
        return
    plan = bench.worker.plan = Poisoned()
    start(bench, "issue:bad", "issue:1", "issue:2")
    with bench.database.write() as session:
        session.connection().execute(text(SPOIL.format("step_at")))
    for _ in range(3):
        bench.worker.once()
    assert plan.asked == ["issue:1", "issue:2"]
    bench.clock.forward(minutes=11)
    with bench.database.write() as session:
        mend = "UPDATE push_escalation SET step_at = started_at WHERE subject = 'issue:bad'"
        session.connection().execute(text(mend))
    with bench.database.read() as session:
        assert [one.subject for one in escalation.due(session, bench.clock(), 9)] == ["issue:bad"]


@pytest.mark.parametrize("column", ["started_at", "checked_at"])
def test_a_start_or_a_look_at_no_time_is_planned_anew(bench: Bench, column: str) -> None:
    """As after a clock that was ahead: SQLite puts such a text behind every time."""
    if not bench.database.is_sqlite:
        return
    plan = bench.worker.plan = Rests()
    start(bench, "issue:bad", "issue:1", "issue:2")
    with bench.database.write() as session:
        session.connection().execute(text(SPOIL.format(column)))
    for _ in range(3):
        bench.worker.once()
    assert sorted(plan.asked) == ["issue:1", "issue:2", "issue:bad"]


def test_only_the_database_s_own_trouble_is_waited_for(bench: Bench) -> None:
    wrong = WRONG[bench.database.engine.dialect.name]
    with bench.database.read() as session, pytest.raises(Exception) as caught:
        session.connection().execute(text(wrong))
    assert not is_transient(caught.value)
    assert not is_transient(ValueError())
