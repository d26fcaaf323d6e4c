"""Opening hours as a site's row has them: minutes after midnight by the site's clock."""

from datetime import date, time
from typing import Any, Protocol

from web.rules.clock import time_zone
from web.rules.hours import Hours
from web.rules.opening import OpeningHours, OtherHours

_Written = tuple[tuple[Hours, ...], tuple[OtherHours, ...]]
_NOTHING: _Written = ((), ())
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
    week, exceptions = _written(site)
    if not week and not exceptions:
        return None
    return OpeningHours(time_zone(site.zone), week or _ALL_WEEK, exceptions)


def week_of_site(site: HasOpeningHours) -> tuple[Hours, ...]:
    """As it is written."""
    return _written(site)[0]


def exceptions_of(site: HasOpeningHours) -> tuple[OtherHours, ...]:
    return _written(site)[1]


def are_unreadable(site: HasOpeningHours) -> bool:
    return site.opening_hours is not None and _written(site) == _NOTHING


def _written(site: HasOpeningHours) -> _Written:
    """Nothing where it cannot be read: the site is then always open, and its page can be saved."""
    if site.opening_hours is None:
        return _NOTHING
    try:
        week, others = site.opening_hours["week"], site.opening_hours["exceptions"]
        return (
            tuple(Hours(range(7)[day], _time(starts), _time(ends)) for day, starts, ends in week),
            tuple(_other(date.fromisoformat(day), *pair) for day, *pair in others),
        )
    except (LookupError, TypeError, ValueError):
        return _NOTHING


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
