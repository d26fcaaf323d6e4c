"""Lanes beside the line: who stands where, for how long, and that no two stand in one place."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.line import MOST_LANES, LineSpan, Part, lanes

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
LETTERS = {Part.WHOLE: "o", Part.START: "^", Part.THROUGH: "|", Part.END: "v", None: "."}


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def event(minute: int) -> LineSpan:
    return LineSpan(at(minute))


def step(minute: int, until: int | None = None) -> LineSpan:
    return LineSpan(at(minute), is_step=True, until=None if until is None else at(until))


def drawn(stops: list[LineSpan]) -> str:
    """`.. ^. v.`: a word for each stop, a letter for each lane."""
    return " ".join("".join(LETTERS[part] for part in row) for row in lanes(stops))


@pytest.mark.parametrize(
    ("stops", "expected"),
    [
        ([], ""),
        ([event(0)], ""),
        ([event(0), event(1)], " "),
        # Asked and done between two other stops.
        ([event(0), step(1, 2), event(3)], ". o ."),
        # It goes on beside later stops until it is over.
        ([event(0), step(1, 3), event(2), event(4)], ". ^ v ."),
        ([event(0), step(1, 9), event(2), event(3), event(4)], ". ^ | | v"),
        ([event(0), step(1), event(2), event(3)], ". ^ | v"),
        ([event(0), step(1)], ". o"),
        # The end is not of the stretch: what happened then stands alone.
        ([event(0), step(1, 2), event(2)], ". o ."),
        # Nobody said yes: it was over when it began.
        ([event(0), step(1, 1), event(1)], ". o ."),
        ([step(1, 0), event(2)], "o ."),
        # One after the other share a lane, two at a time do not.
        ([event(0), step(1, 2), step(3, 4)], ". o o"),
        ([event(0), step(1, 4), step(2, 3), event(5)], ".. ^. vo .."),
        ([step(0, 3), step(1, 5), event(2), event(4)], "^. |^ v| .v"),
        # The leftmost lane that is free again is taken.
        ([step(0, 2), step(1), step(3), event(4)], "^. v^ ^| vv"),
        # No room for a fourth: at its own stop alone, and who comes after it finds a lane.
        ([step(0, 5), step(1), step(2), step(3), event(4)], "^.. |^. ||^ ||| vvv"),
        ([step(0, 4), step(1), step(2), step(3), step(5)], "^.. |^. ||^ v|| ovv"),
    ],
)
def test_who_stands_where(stops: list[LineSpan], expected: str) -> None:
    assert drawn(stops) == expected


minutes = st.integers(0, 30)
steps = st.builds(step, minutes, st.one_of(st.none(), st.integers(0, 40)))
walks = st.lists(st.one_of(steps, minutes.map(event)), max_size=25).map(
    lambda stops: sorted(stops, key=lambda one: one.at)
)


def stretches(stops: list[LineSpan]) -> list[tuple[int, int, int]]:
    """Each step that is drawn: its lane, its first row and its last, read off the picture."""
    found = []
    grid = lanes(stops)
    for lane in range(len(grid[0]) if grid else 0):
        first = None
        for row, parts in enumerate(grid):
            part = parts[lane]
            if part in (Part.START, Part.WHOLE):
                assert first is None, "one begins where another still stands"
                first = row
            assert (part is None) == (first is None), "a gap, or a piece without a beginning"
            if part in (Part.END, Part.WHOLE):
                assert first is not None
                found.append((lane, first, row))
                first = None
        assert first is None, "a stretch without an end"
    return found


@given(walks)
def test_each_stretch_is_whole_and_has_its_lane_to_itself(stops: list[LineSpan]) -> None:
    for _, first, last in stretches(stops):
        until = stops[first].until
        assert stops[first].is_step
        beside = [row for row in range(first, len(stops)) if until is None or stops[row].at < until]
        assert last == max(beside, default=first)


@given(walks)
def test_each_step_is_drawn_unless_all_lanes_are_taken(stops: list[LineSpan]) -> None:
    grid, drawn_at = lanes(stops), {first for _, first, _ in stretches(stops)}
    for row, stop in enumerate(stops):
        if not stop.is_step:
            assert row not in drawn_at
        elif row not in drawn_at:
            assert len(grid[row]) == MOST_LANES
            assert None not in grid[row]


@given(walks)
def test_all_rows_are_of_one_width_and_none_is_too_wide(stops: list[LineSpan]) -> None:
    grid = lanes(stops)
    assert len(grid) == len(stops)
    assert len({len(row) for row in grid}) <= 1
    assert all(len(row) <= MOST_LANES for row in grid)
    assert not grid or (len(grid[0]) == 0) == (not any(stop.is_step for stop in stops))
