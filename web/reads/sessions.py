"""Who is signed in on the device that holds this session token."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, exists, select
from sqlmodel import Session, col

from push.models import Subscription
from web.rules.people import Viewer
from web.rules.words import Role
from web.store.tables import Device, Organisation, Person, Site


@dataclass(frozen=True)
class SignedIn:
    viewer: Viewer
    organisation: str
    seen_at: datetime


def signed_in(
    session: Session, token_hash: str, now: datetime, idle_since: datetime
) -> SignedIn | None:
    """None when the session was ended, has run out, idled too long, or its account is closed."""
    row = session.execute(
        select(Device, Person, Site, col(Organisation.name), _rings())
        .join(Person, col(Person.id) == col(Device.person_id))
        .join(Site, col(Site.id) == col(Person.site_id))
        .join(Organisation, col(Organisation.id) == 1)
        .where(
            col(Device.token_hash) == token_hash,
            col(Device.ended_at).is_(None),
            col(Device.expires_at) > now,
            col(Device.seen_at) > idle_since,
            col(Person.closed_at).is_(None),
        )
    ).first()
    if row is None:
        return None
    device, person, site, organisation, rings = row
    return SignedIn(_viewer(device, person, site, rings, now), organisation, device.seen_at)


def _rings() -> ColumnElement[bool]:
    return exists().where(
        col(Subscription.device) == cast(col(Device.id), String),
        col(Subscription.quarantined_at).is_(None),
    )


def _viewer(device: Device, person: Person, site: Site, rings: bool, now: datetime) -> Viewer:
    until = person.on_shift_until
    return Viewer(
        id=person.id,
        device_id=device.id,
        site_id=site.id,
        first_name=person.first_name,
        name=person.name,
        role=Role(person.role),
        site_name=site.name,
        zone=site.zone,
        on_shift_until=until if until and until > now else None,
        device_rings=rings,
    )
