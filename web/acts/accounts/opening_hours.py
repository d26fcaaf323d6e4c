"""Admins set when a site is open: promises and escalations count inside these hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from push import replanning
from web.acts.core.tap import Unit
from web.rules.clock import time_zone
from web.rules.hours import Hours
from web.rules.opening import OpeningHours, OtherHours
from web.rules.policies import INSIDE_OPENING
from web.store.errors import NotFound
from web.store.opening_hours import as_data, exceptions_of, week_of_site
from web.store.policies import numbers_of
from web.store.row_cache import locked
from web.store.tables.accounts import Site

_REMEMBERED = timedelta(days=60)  # of dates that have passed


@dataclass(frozen=True)
class SiteHours:
    """Without a week it is open all week, except for the exceptions."""

    week: tuple[Hours, ...]
    exceptions: tuple[OtherHours, ...]
    urgent_waits: bool


def set_hours(unit: Unit, site_id: int, wanted: SiteHours) -> None:
    _write(unit, _locked(unit.session, site_id), wanted)


def copy(unit: Unit, site_id: int, to_sites: Sequence[int]) -> None:
    """The hours of this site hold at the others too, by their own clocks."""
    # In one order, whoever copies from where to where.
    sites = {id_: _locked(unit.session, id_) for id_ in sorted({site_id, *to_sites})}
    site = sites[site_id]
    wanted = SiteHours(week_of_site(site), exceptions_of(site), urgent_waits=site.urgent_waits)
    for other in to_sites:
        _write(unit, sites[other], wanted)


def replan(unit: Unit, site_id: int) -> None:
    """After its hours or its clock have changed: reminders on their way come at other times.
    Promises stay as they were given."""
    numbers = numbers_of(unit.session, site_id)
    replanning.replan(unit.session, INSIDE_OPENING, numbers, unit.now)


def _write(unit: Unit, site: Site, wanted: SiteHours) -> None:
    data, urgent_waits = _data(site, wanted, unit.now), wanted.urgent_waits
    if (data, urgent_waits) == (site.opening_hours, site.urgent_waits):
        return
    site.opening_hours, site.urgent_waits = data, urgent_waits
    unit.session.add(site)
    unit.session.flush()
    replan(unit, site.id)


def _data(site: Site, wanted: SiteHours, now: datetime) -> dict[str, object] | None:
    """Dates that have passed are not in the form, but reminders that are under way count from
    before them."""
    zone = time_zone(site.zone)
    today = now.astimezone(zone).date()
    coming = tuple(one for one in wanted.exceptions if one.day >= today)
    if not wanted.week and not coming:
        return None
    passed = tuple(one for one in exceptions_of(site) if today - _REMEMBERED <= one.day < today)
    return as_data(OpeningHours(zone, wanted.week, passed + coming))


def _locked(session: Session, site_id: int) -> Site:
    site = session.exec(locked(select(Site).where(Site.id == site_id), key_share=True)).first()
    if site is None:
        raise NotFound
    return site
