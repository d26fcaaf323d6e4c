"""Random days of a store, and what the report makes of them: counted while they went on, counted
from nothing, and counted by hand."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import delete, select
from sqlmodel import col

from push.models import Escalation
from tests.model.machine import Machine
from web.acts import figures
from web.reads.figures.report import report, scope_of
from web.rules.figure_periods import Period
from web.rules.figures import Totals
from web.store.engine import Database
from web.store.tables.figures import FiguresOfIssue, FiguresProgress
from web.store.tables.issues import Event, Issue


class Counting(Machine):
    """The worker counts after each move; the end compares. What else holds is the matter of
    `test_issues`."""

    def everything_holds(self) -> None:
        self._learn()
        self.news, self.team.told = set(), set()
        self.count()

    def _clocks_run(self, running: Sequence[Escalation]) -> None:
        pass

    def count(self) -> None:
        more = True
        while more:
            with self.database.write() as session:
                more = figures.count(session, self.clock())

    def rows(self) -> Sequence[str]:
        query = select(FiguresOfIssue).order_by(col(FiguresOfIssue.issue_id))
        with self.database.read() as session:
            return [repr(one) for one in session.scalars(query)]

    def teardown(self) -> None:
        if getattr(self, "site", None):
            self.count()
            before = self.rows()
            with self.database.write() as session:
                session.execute(delete(FiguresOfIssue))
                session.execute(delete(FiguresProgress))
            self.count()
            assert self.rows() == before
            self.compare()
        super().teardown()

    def compare(self) -> None:
        """The report of the site, and its issues one by one, in plain words."""
        now = self.clock()
        with self.database.read() as session:
            viewer = self.people[-1]
            scope = scope_of(session, viewer, self.site, Period.YEAR, now)
            found = report(session, scope, now).totals
            issues = session.scalars(select(Issue).where(col(Issue.site_id) == self.site)).all()
            expected = Totals()
            for issue in issues:
                query = select(Event).where(col(Event.issue_id) == issue.id)
                events = session.scalars(query.order_by(col(Event.id))).all()
                expected += by_hand(
                    issue, events, late=bool(issue.promise_at and issue.promise_at <= now)
                )
        for name in ("issues", "owned", "resolved", "steps", "cold_steps", "reopened"):
            assert getattr(found, name) == getattr(expected, name), name
        assert found.promises_due == expected.promises_due
        assert found.promises_kept == expected.promises_kept


def by_hand(issue: Issue, events: Sequence[Event], *, late: bool) -> Totals:
    """What the row says, and one pass over the events that drops what an undo takes away."""
    asked: dict[int | None, str] = {}
    ends: dict[int | None, bool] = {}
    for event in events:
        was = (event.data.get("before") or {}).get("promise_at")
        at = event.tapped_at or event.at
        if event.kind == "undone":
            asked.pop(event.data["undid"], None)
            ends.pop(event.data["undid"], None)
        elif event.kind == "asked":
            asked[event.version] = event.data["introduction"]
        elif event.kind in ("customer_told", "postponed", "resolved") and was:
            ends[event.version] = at < datetime.fromisoformat(was)
        elif event.kind == "promised" and was and at >= datetime.fromisoformat(was):
            ends[event.version] = False
    return Totals(
        issues=1,
        promises_due=len(ends) + late,
        promises_kept=sum(ends.values()),
        owned=int(any(event.kind == "owned" for event in events)),
        resolved=int(issue.state == "resolved"),
        steps=len(asked),
        cold_steps=list(asked.values()).count("none"),
        reopened=sum(event.kind == "reopened" for event in events),
    )


@pytest.mark.timeout(600)
def test_the_report_is_what_the_days_add_up_to(database: Database) -> None:
    class OnThis(Counting):
        pass

    OnThis.database = database
    run_state_machine_as_test(
        OnThis,
        settings=settings(
            max_examples=10 if database.is_sqlite else 3,
            stateful_step_count=6,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
