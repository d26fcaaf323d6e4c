"""What admins set up: the organisation, its sites, and the places in them."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlmodel import Session

from web.acts import hours
from web.rules.refs import new_ref
from web.rules.words import Role
from web.store.errors import NotThere
from web.store.tables import Authority, Organisation, Place, Site


def rename_organisation(session: Session, name: str) -> None:
    session.merge(Organisation(id=1, name=name))


@dataclass(frozen=True)
class NewSite:
    name: str
    zone: str
    country: str | None  # None: that of the zone
    phone: str | None


def add_site(session: Session, wanted: NewSite, now: datetime) -> None:
    session.add(Site(**asdict(wanted), created_at=now))


@dataclass(frozen=True)
class SiteSettings:
    name: str
    zone: str
    country: str | None
    phone: str | None
    shows_text: bool
    near_minutes: int
    message_minutes: int
    reach_minutes: int


def change_site(session: Session, site_id: int, wanted: SiteSettings, now: datetime) -> None:
    site = _site(session, site_id)
    has_moved = wanted.zone != site.zone
    for field in fields(wanted):
        setattr(site, field.name, getattr(wanted, field.name))
    session.add(site)
    session.flush()
    if has_moved:
        hours.plan_all(session, site_id, now)


def set_authority(session: Session, site_id: int, words: Mapping[Role, str | None]) -> None:
    """What each role may do for a customer there without asking; None: nothing is said."""
    _site(session, site_id)
    for role, said in words.items():
        if said:
            session.merge(Authority(site_id=site_id, role=role, words=said))
            continue
        old = session.get(Authority, (site_id, role))
        if old:
            session.delete(old)


def _site(session: Session, site_id: int) -> Site:
    site = session.get(Site, site_id)
    if site is None:
        raise NotThere
    return site


def add_place(session: Session, site_id: int, name: str) -> None:
    _site(session, site_id)
    # Long enough that two never meet; it is scanned, not typed.
    code = new_ref(4) + secrets.token_hex(3).upper()
    session.add(Place(site_id=site_id, name=name, code=code))


def remove_place(session: Session, place_id: int, now: datetime) -> None:
    """The sign on the wall may hang on: its code then only names no place any more."""
    place = session.get(Place, place_id)
    if place is None or place.removed_at:
        raise NotThere
    place.removed_at = now
    session.add(place)
