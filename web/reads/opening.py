"""When a site is open, as pages say it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from web.rules.clock import time_zone
from web.rules.opening import never_opens, open_span_at
from web.store.opening_hours import opening_of
from web.store.tables.accounts import Site

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OpenNow:
    """Until when a site is open, or when it opens, by its clock."""

    site_name: str
    is_open: bool
    at: datetime  # of its closing, or of its opening
    day: str  # of that: "today", "tomorrow"; "": another one


def open_now(site: Site, now: datetime) -> OpenNow | None:
    """None for a site that does not close or open in the time to come."""
    opening = opening_of(site)
    if opening is None or never_opens(opening, now):
        return None
    span, zone = open_span_at(opening, now), time_zone(site.zone)
    is_open = span.starts <= now
    at = span.ends if is_open else span.starts
    if is_open and at > now + 7 * _A_DAY:
        return None
    today, local = now.astimezone(zone).date(), at.astimezone(zone)
    days = (local.date() - today).days
    return OpenNow(site.name, is_open, local, {0: "today", 1: "tomorrow"}.get(days, ""))
