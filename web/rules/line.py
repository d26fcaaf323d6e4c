"""The line: beside which stops a helper is drawn. Pure.

The owner is one unbroken line of stops in the order of time. A step begins at its own stop and
stays beside the later ones until it has ended, in one lane throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_LANES = 3  # what a phone has room for; further steps are drawn at their own stop only


class Part(StrEnum):
    """Which part of a helper's span is drawn at one stop."""

    WHOLE = "whole"  # it begins and ends here
    START = "start"
    THROUGH = "through"
    END = "end"


@dataclass(frozen=True)
class LineSpan:
    """One stop: its time, and for a step its end. `until` None: still going on."""

    at: datetime
    is_step: bool = False
    until: datetime | None = None


def lanes(stops: Sequence[LineSpan]) -> tuple[tuple[Part | None, ...], ...]:
    """For each stop the part in each lane, from the left; all rows have the same width."""
    grid: list[list[Part | None]] = [[] for _ in stops]
    free_from: list[int] = []  # by lane: the first stop at which it is free again
    for index, stop in enumerate(stops):
        if not stop.is_step:
            continue
        last = _last(stops, index)
        lane = next((n for n, free in enumerate(free_from) if free <= index), len(free_from))
        if lane == MOST_LANES:
            continue
        free_from[lane : lane + 1] = [last + 1]
        for row in range(index, last + 1):
            grid[row] += [None] * (lane + 1 - len(grid[row]))
            grid[row][lane] = _part(row, index, last)
    width = len(free_from)
    return tuple(tuple(row + [None] * (width - len(row))) for row in grid)


def _last(stops: Sequence[LineSpan], index: int) -> int:
    """Index of the last stop beside which the step of stop `index` is drawn."""
    until = stops[index].until
    inside = (row for row in range(index, len(stops)) if until is None or stops[row].at < until)
    return max(inside, default=index)


def _part(row: int, first: int, last: int) -> Part:
    if first == last:
        return Part.WHOLE
    if row == first:
        return Part.START
    return Part.END if row == last else Part.THROUGH
