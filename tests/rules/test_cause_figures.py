"""The figures of causes with random histories, against a model that lives through them.

The model goes forward and restores what it was; the rule looks back from all events.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.issue_events import REPORTED, START, Event
from web.rules.cause_figures import cause_figures
from web.rules.figures import IssueFigures
from web.rules.vocabulary import EventKind

A_DAY = timedelta(days=1)


def at(days: float) -> datetime:
    return START + days * A_DAY


@dataclass
class CauseLife:
    """Each day is asked for itself whether it is watched."""

    day: int = 0
    version: int = 1
    resolved_on: int | None = None
    came_back: bool = False
    events: list[Event] = field(default_factory=lambda: [REPORTED])
    reported: list[datetime] = field(default_factory=list)
    before: tuple[int | None, bool] | None = None  # what an undo restores

    def write(self, kind: EventKind, **data: Any) -> None:
        self.version += 1
        self.events.append(Event(kind, at(self.day), version=self.version, data=data))

    def act(self, name: str) -> None:
        if name == "report":
            self.reported.append(at(self.day))
            since = self.resolved_on
            self.came_back |= since is not None and 0 < self.day - since <= 60
        elif name == "resolve" and self.resolved_on is None:
            self.before = (self.resolved_on, self.came_back)
            self.resolved_on = self.day
            self.write(EventKind.RESOLVED)
        elif name == "reopen" and self.resolved_on is not None:
            self.before = None
            self.resolved_on = None
            self.write(EventKind.REOPENED)
        elif name == "undo" and self.before is not None:
            undid = self.version
            self.resolved_on, self.came_back = self.before
            self.before = None
            self.write(EventKind.UNDONE, undid=undid, undone=EventKind.RESOLVED.value)
        elif name == "tell":
            self.before = None
            self.write(EventKind.CUSTOMER_TOLD)


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("resolve", "report", "reopen", "undo", "tell")),
            st.sampled_from((1, 7, 30, 59, 60, 61, 90)),
        ),
        max_size=20,
    )
)
def test_random_histories_have_the_figures_of_the_model(moves: list[tuple[str, int]]) -> None:
    life = CauseLife()
    for name, days in moves:
        life.day += days
        life.act(name)
        assert cause_figures(life.events, life.reported) == IssueFigures(
            causes=1,
            causes_closed=int(life.resolved_on is not None),
            causes_back=int(life.came_back),
        )


@pytest.mark.parametrize(
    ("days", "back"),
    [((), 0), ((-1,), 0), ((0,), 0), ((0.1,), 1), ((60,), 1), ((60.1,), 0), ((-5, 70, 9), 1)],
)
def test_it_comes_back_within_sixty_days_of_its_resolution(
    days: tuple[float, ...], back: int
) -> None:
    resolved = Event(EventKind.RESOLVED, at(10), version=2)
    found = cause_figures([REPORTED, resolved], [at(10 + one) for one in days])
    assert (found.causes_closed, found.causes_back) == (1, back)


def test_a_tap_that_waited_on_a_phone_counts_from_when_it_was_made() -> None:
    resolved = Event(EventKind.RESOLVED, at(10), tapped_at=at(8), version=2)
    assert cause_figures([REPORTED, resolved], [at(9)]).causes_back == 1


def test_what_is_reported_while_it_is_open_again_is_no_comeback() -> None:
    events = [
        REPORTED,
        Event(EventKind.RESOLVED, at(1), version=2),
        Event(EventKind.REOPENED, at(2), version=3),
    ]
    assert cause_figures(events, [at(3)]) == IssueFigures(causes=1)
