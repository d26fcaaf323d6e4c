"""What admins set up: the organisation, its sites, and the places in them."""

import secrets
from datetime import datetime

from sqlmodel import Session

from web.rules.refs import new_ref
from web.store.errors import NotThere
from web.store.tables import Organisation, Place, Site


def rename_organisation(session: Session, name: str) -> None:
    session.merge(Organisation(id=1, name=name))


def add_site(session: Session, name: str, zone: str, phone: str | None, now: datetime) -> None:
    session.add(Site(name=name, zone=zone, phone=phone, created_at=now))


def change_site(
    session: Session, site_id: int, name: str, zone: str, phone: str | None, shows_text: bool
) -> None:
    site = session.get(Site, site_id)
    if site is None:
        raise NotThere
    site.name, site.zone, site.phone, site.shows_text = name, zone, phone, shows_text
    session.add(site)


def add_place(session: Session, site_id: int, name: str) -> None:
    if session.get(Site, site_id) is None:
        raise NotThere
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
