"""What anybody may read of a site: a read model of its own, as the customer's page is."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from web.rules.contacts import ContactPart, contact_parts
from web.rules.countries import country_at
from web.store.tables.accounts import Place, Site

_PUBLIC = (
    select(col(Site.name), col(Site.phone), col(Site.country), col(Site.zone))
    .join(Place, col(Place.site_id) == col(Site.id))
    .where(col(Place.code) == bindparam("code"), col(Place.removed_at).is_(None))
)


@dataclass(frozen=True)
class PublicSite:
    """What anybody reads who scans a sign, and nothing else."""

    name: str
    phone: tuple[ContactPart, ...]


def public_site(session: Session, place_code: str) -> PublicSite | None:
    """Of the place with this code; None: there is no such place any more."""
    row = session.connection().execute(_PUBLIC, {"code": place_code}).first()
    if row is None:
        return None
    phone = contact_parts(row.phone or "", country_at(row.country, row.zone))
    return PublicSite(row.name, phone)
