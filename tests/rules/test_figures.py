"""The figures of one issue, by hand; and what several add up to."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from tests.rules.issue_events import MINUTE, REPORTED, START, Event, event, promised
from web.rules.figure_periods import Period
from web.rules.figure_words import DEFINITIONS, LABELS, PERIODS
from web.rules.figures import UNITS, Figure, IssueFigures, Totals, figures, value
from web.rules.hours import Hours
from web.rules.opening import OpeningHours
from web.rules.vocabulary import EventKind

OWNED = event(EventKind.OWNED, 0)


def counted(*events: Event) -> IssueFigures:
    return figures((REPORTED, *events), None)


def test_an_issue_that_was_only_reported() -> None:
    assert counted() == IssueFigures()


def test_the_time_to_an_owner_is_that_of_the_first_one() -> None:
    assert counted(OWNED).seconds_to_owner == 0
    later = event(EventKind.OWNED, 7)
    assert counted(later).seconds_to_owner == 420
    again = event(EventKind.OWNED, 30)
    assert counted(later, event(EventKind.ORPHANED, 20), again).seconds_to_owner == 420


@pytest.mark.parametrize(
    ("kind", "minute", "due", "in_time"),
    [
        (EventKind.CUSTOMER_TOLD, 29, 1, 1),
        (EventKind.CUSTOMER_TOLD, 30, 1, 0),  # a page says late from that moment on
        (EventKind.POSTPONED, 29, 1, 1),  # “No news yet” is an update
        (EventKind.POSTPONED, 31, 1, 0),
        (EventKind.RESOLVED, 29, 1, 1),
        (EventKind.RESOLVED, 31, 1, 0),
        (EventKind.PROMISED, 29, 0, 0),  # nobody had to hear anything yet
        (EventKind.PROMISED, 31, 1, 0),
        (EventKind.ACKNOWLEDGED, 31, 0, 0),
        (EventKind.ASKED, 31, 0, 0),
    ],
)
def test_what_keeps_a_promise(kind: EventKind, minute: float, due: int, in_time: int) -> None:
    found = counted(OWNED, event(kind, minute, before=promised(30)))
    assert (found.promises_due, found.promises_kept) == (due, in_time)


def test_what_waited_on_a_phone_counts_at_its_tap() -> None:
    late = event(EventKind.CUSTOMER_TOLD, 60, before=promised(30))
    in_time = replace(late, tapped_at=START + 20 * MINUTE)
    assert counted(late).promises_kept == 0
    assert counted(in_time).promises_kept == 1


def test_what_was_undone_counts_nowhere() -> None:
    used = event(EventKind.AUTHORITY_USED, 9, 5)
    resolved = event(EventKind.RESOLVED, 9, 5, before=promised(30), retold_count=2)
    asked = event(EventKind.ASKED, 5, 4, introduction="none", before=promised(30))
    everything = counted(OWNED, asked, used, resolved)
    assert (everything.steps, everything.cold_steps, everything.retold) == (1, 1, 2)
    assert (everything.authority_used, everything.seconds_to_resolved) == (1, 540)
    back = event(EventKind.UNDONE, 10, 6, undid=5, undone="resolved")
    left = counted(OWNED, asked, used, resolved, back)
    assert left == IssueFigures(seconds_to_owner=0, steps=1, cold_steps=1)


def test_reopened_is_open_until_it_is_resolved_again() -> None:
    first = event(EventKind.RESOLVED, 10, 2, before=promised(30), retold_count=1)
    again = event(EventKind.REOPENED, 20, 3)
    assert counted(OWNED, first, again).seconds_to_resolved is None
    last = event(EventKind.RESOLVED, 40, 4, before=promised(50))
    found = counted(OWNED, first, again, last)
    assert (found.seconds_to_resolved, found.reopened, found.retold) == (2400, 1, None)


def test_what_the_customer_answered() -> None:
    resolved = event(EventKind.RESOLVED, 10, 2, before=promised(30))
    settled = event(EventKind.CUSTOMER_ANSWERED, 11, 3, answer="settled")
    assert counted(OWNED, resolved).settled == 0
    assert counted(OWNED, resolved, settled).settled == 1
    again = event(EventKind.REOPENED, 20, 4)
    assert counted(OWNED, resolved, settled, again).settled == 0
    not_yet = event(EventKind.CUSTOMER_ANSWERED, 20, 4, answer="not_yet")
    last = event(EventKind.RESOLVED, 40, 5, before=promised(50))
    found = counted(OWNED, resolved, not_yet, again, last)
    assert (found.settled, found.not_yet, found.reopened) == (0, 1, 1)


def test_only_time_when_the_site_is_open_counts() -> None:
    week = tuple(Hours(day, time(9), time(18)) for day in range(7))
    opening = OpeningHours(ZoneInfo("UTC"), week)
    resolved = event(EventKind.RESOLVED, 23 * 60 + 30, before=promised(30))
    found = figures((REPORTED, resolved), opening)  # 10:00, and 9:30 on the next day
    assert found.seconds_to_resolved == (8 * 60 + 30) * 60


@pytest.mark.parametrize("was", ["", "yesterday", "2026-11-02T10:00:00", None, 7])
def test_a_promise_that_cannot_be_read_is_left_out(was: object) -> None:
    updated = event(EventKind.CUSTOMER_TOLD, 5, before={"promise_at": was})
    assert counted(OWNED, updated).promises_due == 0


# What they add up to


def test_nothing_to_count_is_not_zero() -> None:
    known = {one for one in Figure if value(one, Totals()) is not None}
    assert known == {Figure.ISSUES, Figure.CAUSES_FOUND}, "of none there is a number: none"
    three = Totals(issues=3)
    assert value(Figure.COLD_STEPS, three) == 0
    assert value(Figure.STEPS, three) == 0
    assert value(Figure.PROMISES_KEPT, three) is None
    assert value(Figure.RETOLD, three) is None
    assert value(Figure.PROMISES_KEPT, Totals(issues=3, promises_due=4, promises_kept=3)) == 0.75
    assert value(Figure.CAUSES_CLOSED, three) is None
    assert value(Figure.CAUSES_CLOSED, Totals(causes=1)) == 0


def test_each_figure_has_its_words() -> None:
    assert set(UNITS) == set(LABELS) == set(DEFINITIONS) == set(Figure)
    assert set(PERIODS) == set(Period)
