"""Opening hours as a site's row has them: minutes after midnight by the site's clock."""

from datetime import date, time
from typing import Any, Protocol

from web.rules.clock import time_zone
from web.rules.hours import Hours
from web.rules.opening import OpeningHours, OtherHours

_ALL_WEEK = tuple(Hours(day, time(0), time(0)) for day in range(7))


class HasOpeningHours(Protocol):
    """A site, or these columns of it."""

    @property
    def zone(self) -> str: ...
    @property
    def opening_hours(self) -> dict[str, Any] | None: ...
    @property
    def urgent_waits(self) -> bool: ...


def opening_of(site: HasOpeningHours) -> OpeningHours | None:
    """None: always open. Exceptions without a week are those of a site that is open all week."""
    if site.opening_hours is None:
        return None
    week = week_of_site(site) or _ALL_WEEK
    return OpeningHours(time_zone(site.zone), week, exceptions_of(site))


def week_of_site(site: HasOpeningHours) -> tuple[Hours, ...]:
    """As it is written."""
    week = site.opening_hours["week"] if site.opening_hours else ()
    return tuple(Hours(day, _time(starts), _time(ends)) for day, starts, ends in week)


def exceptions_of(site: HasOpeningHours) -> tuple[OtherHours, ...]:
    others = site.opening_hours["exceptions"] if site.opening_hours else ()
    return tuple(_other(date.fromisoformat(day), *pair) for day, *pair in others)


def as_data(opening: OpeningHours) -> dict[str, Any]:
    """Plain JSON; the inverse of `opening_of`, without the zone."""
    week = [[one.weekday, _minutes(one.starts), _minutes(one.ends)] for one in opening.week]
    others = [
        [one.day.isoformat()]
        + (
            [_minutes(one.starts), _minutes(one.ends)]
            if one.starts is not None and one.ends is not None
            else []
        )
        for one in opening.exceptions
    ]
    return {"week": week, "exceptions": others}


def _other(day: date, starts: int | None = None, ends: int | None = None) -> OtherHours:
    if starts is None or ends is None:
        return OtherHours(day)
    return OtherHours(day, _time(starts), _time(ends))


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
