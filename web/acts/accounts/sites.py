"""Settings by admins: the organisation, its sites, and their places."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from sqlmodel import Session, col, select

from web.acts.accounts import opening_hours
from web.acts.core.tap import Unit
from web.acts.shifts import weekly_hours
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.issues import Refusal
from web.rules.refs import new_ref
from web.rules.site_texts import without_names
from web.rules.text import name_key
from web.store.errors import NotFound
from web.store.site_settings import SiteSettings
from web.store.tables.accounts import Organisation, Place, Site

_SITE_TAKEN = N_("There is a site “%(name)s” already. Add its town or street to the name.")
_PLACE_TAKEN = N_("There is a place “%(name)s” already. Add its floor or number to the name.")


def rename_organisation(unit: Unit, name: str) -> None:
    unit.session.merge(Organisation(id=1, name=name))


@dataclass(frozen=True)
class NewSite:
    name: str
    zone: str
    country: str | None  # None: that of the zone
    phone: str | None
    language: str | None  # None: that of each browser


def add_site(unit: Unit, wanted: NewSite) -> Refusal | None:
    """`session`: of the one admin who changes something now."""
    refused = _refuse_taken(_SITE_TAKEN, wanted.name, _sites(unit.session))
    if refused is None:
        unit.session.add(Site(**asdict(wanted), created_at=unit.now))
    return refused


def change_site(unit: Unit, site_id: int, wanted: SiteSettings) -> Refusal | None:
    site = _site(unit.session, site_id)
    if name_key(wanted.name) != name_key(site.name):
        refused = _refuse_taken(_SITE_TAKEN, wanted.name, _sites(unit.session))
        if refused:
            return refused
    has_moved = wanted.zone != site.zone
    for field in fields(wanted):
        setattr(site, field.name, getattr(wanted, field.name))
    unit.session.add(site)
    unit.session.flush()
    if has_moved:
        weekly_hours.plan_all(unit, site_id)
        if site.opening_hours is not None:
            opening_hours.replan(unit, site_id)
    return None


def _site(session: Session, site_id: int) -> Site:
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound
    return site


def add_places(unit: Unit, site_id: int, names: Iterable[str]) -> Refusal | None:
    """All of them, or none when a name is taken in any language, or in the list twice. One that was
    removed comes back with its code: its sign on the wall works again."""
    site = _site(unit.session, site_id)
    query = select(Place).where(Place.site_id == site_id).order_by(col(Place.id))
    places = unit.session.exec(query).all()
    present = [one.name for one in places if one.removed_at is None]
    texts = (site.place_names or {}).values()
    taken = [*present, *(names[one] for names in texts for one in present if one in names)]
    removed = {name_key(one.name): one for one in places if one.removed_at}
    added: dict[str, str] = {}
    for name in names:
        refused = _refuse_taken(_PLACE_TAKEN, name, taken)
        if refused:
            return refused
        key = name_key(name)
        if key in added:
            return Refusal(_("“%(name)s” is in your list twice. Write it once.", name=name))
        added[key] = name
    for key, name in added.items():
        place = removed.get(key) or Place(site_id=site_id, name=name, code=_new_code())
        place.name, place.removed_at = name, None
        unit.session.add(place)
    site.place_names = without_names({*map(name_key, present), *added}, site.place_names)
    unit.session.add(site)
    return None


def _new_code() -> str:
    """Long enough against collisions; it is scanned, seldom typed."""
    return new_ref(4) + secrets.token_hex(3).upper()


def _sites(session: Session) -> Iterable[str]:
    return session.exec(select(Site.name))


def _refuse_taken(message: str, name: str, taken: Iterable[str]) -> Refusal | None:
    """Two of one name are confused wherever one is chosen, or named to a customer."""
    same = next((one for one in taken if name_key(one) == name_key(name)), None)
    if same is None:
        return None
    return Refusal(_(message, name=same))


def remove_place(unit: Unit, place_id: int) -> None:
    """The sign may stay on the wall: its code then names no place."""
    place = unit.session.get(Place, place_id)
    if place is None or place.removed_at:
        raise NotFound
    place.removed_at = unit.now
    unit.session.add(place)
