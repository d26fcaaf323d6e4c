"""Opening hours of a site, as its admins read and change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from web.reads.accounts.settings import sites
from web.reads.accounts.weekly_hours import DayHours, Overlap, days_of, overlaps_of
from web.reads.opening import OpenNow, open_now
from web.rules.opening import OtherHours, never_opens
from web.store.errors import NotFound
from web.store.opening_hours import opening_of, week_of_site
from web.store.site_settings import hours_number
from web.store.tables.accounts import Site


@dataclass(frozen=True)
class ExceptionRow:
    """One row of the form, as typed."""

    day: str = ""  # "2026-12-24"
    starts: str = ""  # both empty: closed
    ends: str = ""


@dataclass(frozen=True)
class OpeningPage:
    site_id: int
    site_name: str
    zone: str
    days: tuple[DayHours, ...]  # seven
    exceptions: tuple[ExceptionRow, ...]  # from today on, by date
    urgent_waits: bool
    overlaps: tuple[Overlap, ...]
    has_hours: bool
    never_opens: bool  # closed for so long that it counts as open
    now: OpenNow | None
    other_sites: tuple[tuple[int, str], ...]  # to which they can be copied
    seen: int  # of these hours, for the form


def opening_page(session: Session, site_id: int, now: datetime) -> OpeningPage:
    """Raises NotFound."""
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound
    opening = opening_of(site)
    week = week_of_site(site)
    others = [one for one in sites(session) if one[0] != site.id]
    return OpeningPage(
        site_id=site.id,
        site_name=site.name,
        zone=site.zone,
        days=days_of(week),
        exceptions=_to_come(opening.exceptions, now.astimezone(opening.zone)) if opening else (),
        urgent_waits=site.urgent_waits,
        overlaps=overlaps_of(week),
        has_hours=opening is not None,
        never_opens=opening is not None and never_opens(opening, now),
        now=open_now(site, now),
        other_sites=tuple(others),
        seen=hours_number(site),
    )


def _to_come(exceptions: Sequence[OtherHours], local: datetime) -> tuple[ExceptionRow, ...]:
    return tuple(
        ExceptionRow(
            other.day.isoformat(),
            other.starts.strftime("%H:%M") if other.starts else "",
            other.ends.strftime("%H:%M") if other.ends else "",
        )
        for other in sorted(exceptions, key=lambda other: other.day)
        if other.day >= local.date()
    )
