"""The time of day, and how long ago, as people read them. Pure."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from web.language.dates import time_in_words
from web.language.messages import gettext as _

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_LONG = timedelta(days=2)  # from there on it is told in days


@cache
def time_zone(name: str) -> ZoneInfo:
    """UTC when this machine does not know it, such as a zone that a newer one has saved: times are
    then those of UTC, and no page fails."""
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        return ZoneInfo("UTC")


def time_of_day(local: datetime) -> str:
    """`10:28` in the zone of `local`. In the hour that clocks show twice also which of the two:
    `02:30 summer time`, an hour later `02:30 winter time`."""
    shown = time_in_words(local)
    if local.replace(fold=1 - local.fold).utcoffset() == local.utcoffset():
        return shown
    if local.fold:
        return _("%(time)s winter time", time=shown)
    return _("%(time)s summer time", time=shown)


def waited(since: datetime, now: datetime) -> timedelta | None:
    """How long somebody has waited, in whole minutes and at least one; after two days in whole
    hours. None: `since` is still to come."""
    if since > now:
        return None
    length = now - since
    return length // _HOUR * _HOUR if length >= _LONG else max(length // _MINUTE * _MINUTE, _MINUTE)
