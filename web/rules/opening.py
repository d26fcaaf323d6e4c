"""Opening hours of a site: which time counts. Pure.

A week by the site's clock, and exceptions by date. Without any, as `None`, a site is always open;
a closure of more than two weeks counts as open, so that no issue waits for a site that never opens.
The moment of closing is still open: what is promised for it is in time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import takewhile
from zoneinfo import ZoneInfo

from web.rules.hours import Hours, Shift, stretch_of

LONGEST_CLOSURE = timedelta(days=14)
FOREVER = datetime.max.replace(tzinfo=UTC)
_A_DAY = timedelta(days=1)
_NO_TIME = timedelta(0)
# Enough to know whether a closure has lasted for longer than the longest.
_DAYS_BACK = LONGEST_CLOSURE + 2 * _A_DAY
_LONGEST_PIECE = 2 * LONGEST_CLOSURE


@dataclass(frozen=True)
class OtherHours:
    """An exception: the hours of one date, in place of those of its weekday. What began the day
    before goes on to its end. `starts` and `ends` as in `Hours`; None: closed."""

    day: date
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True)
class OpeningHours:
    zone: ZoneInfo
    week: tuple[Hours, ...]
    exceptions: tuple[OtherHours, ...] = ()

    @cached_property
    def by_date(self) -> dict[date, OtherHours]:
        return {one.day: one for one in self.exceptions}

    @cached_property
    def has_ended(self) -> date:
        """From this day on only the week counts."""
        return max(self.by_date, default=date.min)


def after(opening: OpeningHours | None, start: datetime, span: timedelta) -> datetime:
    """When the site has been open for `span` since `start`; for no time at all: the first open
    moment from `start` on."""
    if opening is None:
        return start + span
    left = span
    for open_span in _open_spans(opening, start):
        begins = max(open_span.starts, start)
        if open_span.ends - begins >= left:
            return begins + left
        left -= open_span.ends - begins
    raise AssertionError("the last span has no end")


def first_open(opening: OpeningHours | None, start: datetime) -> datetime:
    """`start` itself while the site is open, else its next opening."""
    return after(opening, start, _NO_TIME)


def time_open(opening: OpeningHours | None, start: datetime, end: datetime) -> timedelta:
    """For how long the site is open between two moments; none if `end` comes before `start`."""
    if opening is None or end <= start:
        return max(end - start, _NO_TIME)
    total = _NO_TIME
    for open_span in _open_spans(opening, start):
        if open_span.starts >= end:
            break
        total += min(open_span.ends, end) - max(open_span.starts, start)
    return total


def open_spans(opening: OpeningHours, since: datetime, until: datetime) -> tuple[Shift, ...]:
    """Those that lie between two moments, or partly; the last end may be FOREVER."""
    spans = takewhile(lambda one: one.starts < until, _open_spans(opening, since))
    return tuple(one for one in spans if one.ends > since)


def open_span_at(opening: OpeningHours, now: datetime) -> Shift:
    """The open span that `now` lies in, else the next one; its end may be FOREVER."""
    spans = _open_spans(opening, now)
    return next(one for one in spans if one.ends > now)


def never_opens(opening: OpeningHours, now: datetime) -> bool:
    """Whether it is closed for more than two weeks on end from now on, which counts as open."""
    spans = _written_spans(opening, _day_of(opening, now - _A_DAY))
    first = next((one for one in spans if one.ends > now), None)
    return first is None or first.starts > now + LONGEST_CLOSURE


def _open_spans(opening: OpeningHours, since: datetime) -> Iterator[Shift]:
    """Those that end at `since` or later, in order; the last may end FOREVER. Written ones are
    joined where they touch, and over closures that are too long to wait for. Long ones come in
    pieces, since some weeks never close."""
    begins = since - _DAYS_BACK
    current = Shift(begins, begins)
    for span in _written_spans(opening, _day_of(opening, begins)):
        is_closed_between = current.ends < span.starts <= current.ends + LONGEST_CLOSURE
        if not is_closed_between and current.ends - current.starts <= _LONGEST_PIECE:
            current = Shift(current.starts, max(current.ends, span.ends))
            continue
        if current.ends >= since and current.starts < current.ends:
            yield current
        current = span if is_closed_between else Shift(current.ends, max(current.ends, span.ends))
    yield Shift(current.starts, FOREVER)


def _written_spans(opening: OpeningHours, first: date) -> Iterator[Shift]:
    """As they are written, from this day on, in order of their beginning."""
    day = first
    while opening.week or day <= opening.has_ended:
        spans = (stretch_of(day, hours, opening.zone) for hours in _hours_of(opening, day))
        # A clock change may remove one.
        yield from sorted((one for one in spans if one.starts < one.ends), key=_begins)
        day += _A_DAY


def _hours_of(opening: OpeningHours, day: date) -> Iterable[Hours]:
    other = opening.by_date.get(day)
    if other is None:
        return (hours for hours in opening.week if hours.weekday == day.weekday())
    if other.starts is None or other.ends is None:
        return ()
    return (Hours(day.weekday(), other.starts, other.ends),)


def _day_of(opening: OpeningHours, at: datetime) -> date:
    return at.astimezone(opening.zone).date()


def _begins(span: Shift) -> datetime:
    return span.starts
