"""Weekly hours: when somebody works, by their site's clock. Pure.

Reckoned anew each time, so that a change of the clock is followed: eight in the morning stays
eight in the morning. A time that the clock skips is the moment after the gap as far as it lies in
it; of a time that comes twice the first is meant (PEP 495, `fold` 0).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """One stretch of work, of which a day may have several. `ends` not after `starts` means the
    next day; equal to it, 24 hours."""

    weekday: int  # 0: Monday
    starts: time
    ends: time


@dataclass(frozen=True)
class Stretch:
    """From when until when, as instants in UTC."""

    starts: datetime
    ends: datetime


def next_stretch(week: Sequence[Hours], zone: ZoneInfo, after: datetime) -> Stretch | None:
    """The first one that begins after this instant; None where there are no hours."""
    return next((one for one in _around(week, zone, after) if one.starts > after), None)


def stretch_at(week: Sequence[Hours], zone: ZoneInfo, now: datetime) -> Stretch | None:
    """The one that `now` lies in."""
    return next((one for one in _around(week, zone, now) if one.starts <= now < one.ends), None)


def next_look(week: Sequence[Hours], zone: ZoneInfo, after: datetime) -> datetime | None:
    """When to look at these hours again: at the next beginning. Of work that never ends, since it
    touches all around the week, each written beginning is one."""
    following = next_stretch(week, zone, after)
    if following:
        return following.starts
    return min(
        (one.starts for one in _apart(week, zone, after) if one.starts > after), default=None
    )


def _around(week: Sequence[Hours], zone: ZoneInfo, at: datetime) -> Sequence[Stretch]:
    """Those of the last days and the coming two weeks, in order: a gap of the clock may swallow the
    only one of a week. What touches is one: who works from four to midnight and from midnight to
    eight works from four to eight."""
    joined: list[Stretch] = []
    for one in sorted(_apart(week, zone, at), key=lambda one: one.starts):
        if joined and one.starts <= joined[-1].ends:
            joined[-1] = Stretch(joined[-1].starts, max(one.ends, joined[-1].ends))
        else:
            joined.append(one)
    return joined


def _apart(week: Sequence[Hours], zone: ZoneInfo, at: datetime) -> Iterator[Stretch]:
    today = at.astimezone(zone).date()
    for days in range(-2, 15):
        day = today + days * _A_DAY
        for hours in week:
            if hours.weekday == day.weekday():
                stretch = _on(day, hours, zone)
                if stretch.starts < stretch.ends:  # not swallowed by a gap of the clock
                    yield stretch


def _on(day: date, hours: Hours, zone: ZoneInfo) -> Stretch:
    last = day if hours.ends > hours.starts else day + _A_DAY
    return Stretch(_instant(day, hours.starts, zone), _instant(last, hours.ends, zone))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)
