"""Weekly hours: when somebody works, or a site is open, by the site’s clock. Pure.

Computed from the calendar each time, so eight in the morning stays eight through clock changes. A
time that the clock skips becomes the same span after the gap; of a time that comes twice the first
is meant (PEP 495, `fold` 0).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_A_DAY = timedelta(days=1)
_MINUTES = 24 * 60  # of a day


@dataclass(frozen=True)
class Hours:
    """One shift of a weekday; a day may have several. `ends` at or before `starts` is on the next
    day; equal times are 24 hours."""

    weekday: int  # 0: Monday
    starts: time
    ends: time


@dataclass(frozen=True)
class Shift:
    """A shift, or an open span of a site, as instants in UTC; `ends` is exclusive."""

    starts: datetime
    ends: datetime


def overlaps(week: Sequence[Hours]) -> tuple[tuple[Hours, Hours], ...]:
    """Pairs of hours that overlap; they count as one shift. The last of Sunday may reach into
    Monday. Adjacent ones are not among them."""
    parts = sorted(week, key=lambda hours: (hours.weekday, hours.starts))
    return tuple(
        (hours, other)
        for hours in parts
        for other in parts
        if hours is not other and 0 <= _minutes_between(hours, other) < _length(hours)
    )


def _length(hours: Hours) -> int:
    """Minutes by the clock on the wall."""
    return (_of_day(hours.ends) - _of_day(hours.starts)) % _MINUTES or _MINUTES


def _minutes_between(hours: Hours, other: Hours) -> int:
    """Minutes from the beginning of one to that of the other, around the week."""
    days = (other.weekday - hours.weekday) * _MINUTES
    return (days + _of_day(other.starts) - _of_day(hours.starts)) % (7 * _MINUTES)


def _of_day(at: time) -> int:
    return at.hour * 60 + at.minute


def shift_after(week: Sequence[Hours], zone: ZoneInfo, after: datetime) -> Shift | None:
    """The first shift that begins after this instant; None without hours."""
    return next((shift for shift in _around(week, zone, after) if shift.starts > after), None)


def shift_covering(week: Sequence[Hours], zone: ZoneInfo, now: datetime) -> Shift | None:
    """The shift that `now` lies in; None off shift."""
    return next(
        (shift for shift in _around(week, zone, now) if shift.starts <= now < shift.ends), None
    )


def next_look(week: Sequence[Hours], zone: ZoneInfo, after: datetime) -> datetime | None:
    """When to check these hours again: at the next beginning. Hours that are adjacent all around
    the week never end; then each written beginning counts."""
    following = shift_after(week, zone, after)
    if following:
        return following.starts
    return min(
        (shift.starts for shift in _apart(week, zone, after) if shift.starts > after), default=None
    )


def _around(week: Sequence[Hours], zone: ZoneInfo, at: datetime) -> Sequence[Shift]:
    """Shifts of the last days and the coming two weeks, in order: a clock change may remove the
    only one of a week. Adjacent ones are merged: four to midnight and midnight to eight is four to
    eight."""
    joined: list[Shift] = []
    for shift in sorted(_apart(week, zone, at), key=lambda shift: shift.starts):
        if joined and shift.starts <= joined[-1].ends:
            joined[-1] = Shift(joined[-1].starts, max(shift.ends, joined[-1].ends))
        else:
            joined.append(shift)
    return joined


def _apart(week: Sequence[Hours], zone: ZoneInfo, at: datetime) -> Iterator[Shift]:
    today = at.astimezone(zone).date()
    for days in range(-2, 15):
        day = today + days * _A_DAY
        for hours in week:
            if hours.weekday == day.weekday():
                stretch = stretch_of(day, hours, zone)
                if stretch.starts < stretch.ends:  # not removed by a clock change
                    yield stretch


def stretch_of(day: date, hours: Hours, zone: ZoneInfo) -> Shift:
    """These hours on this day. It ends before it begins where a clock change has removed it."""
    last = day if hours.ends > hours.starts else day + _A_DAY
    return Shift(_instant(day, hours.starts, zone), _instant(last, hours.ends, zone))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)
