"""Who is signed in on the device with this session token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    select,
)
from sqlmodel import Session, col

from push.models import Subscription
from web.rules.people import Rings, Viewer
from web.rules.vocabulary import Role
from web.store.identity import Installation
from web.store.tables.accounts import Device, Organisation, Person, Site
from web.store.tables.practice import Practice


@dataclass(frozen=True)
class SignedIn:
    viewer: Viewer
    organisation: str
    seen_at: datetime


def signed_in(
    session: Session, token_hash: str, now: datetime, idle_since: datetime
) -> SignedIn | None:
    """None when the session was ended or has expired, or its account is closed."""
    values = {"token_hash": token_hash, "now": now, "idle_since": idle_since}
    row = session.connection().execute(_SIGNED_IN, values).first()
    return SignedIn(_viewer(row, now), row.organisation, row.seen_at) if row else None


def _rings() -> ColumnElement[str]:
    is_live = col(Subscription.quarantined_at).is_(None)
    here = col(Subscription.device) == cast(col(Device.id), String)
    theirs = col(Subscription.person) == cast(col(Person.id), String)
    return case(
        (exists().where(here, is_live), Rings.HERE.value),
        (exists().where(theirs, is_live), Rings.ELSEWHERE.value),
        else_=Rings.NOWHERE.value,
    )


# Every request of a signed-in person runs it, so it is built only once: SQLAlchemy takes longer to
# build a statement than SQLite to answer it.
_SIGNED_IN: Executable = (
    select(
        col(Device.id).label("device_id"),
        col(Device.seen_at),
        col(Person.id),
        col(Person.first_name),
        col(Person.last_name),
        col(Person.role),
        col(Person.on_shift_until),
        col(Person.storage_key_version),
        col(Device.storage_key_version).label("vault_since"),
        col(Person.tag),
        func.coalesce(col(Installation.rotations), 0).label("rotations"),
        col(Person.site_id),
        col(Site.name).label("site_name"),
        col(Site.zone),
        col(Person.language).label("own_language"),
        col(Site.language).label("site_language"),
        col(Organisation.name).label("organisation"),
        _rings().label("rings"),
        func.coalesce(col(Practice.finished_at), col(Practice.hidden_at)).label("practised_at"),
    )
    .join(Person, col(Person.id) == col(Device.person_id))
    .join(Site, col(Site.id) == col(Person.site_id))
    .join(Organisation, col(Organisation.id) == 1)
    .join(Practice, col(Practice.person_id) == col(Person.id), isouter=True)
    .join(Installation, col(Installation.id) == 1, isouter=True)
    .where(
        col(Device.token_hash) == bindparam("token_hash"),
        col(Device.ended_at).is_(None),
        col(Device.expires_at) > bindparam("now"),
        col(Device.seen_at) > bindparam("idle_since"),
        col(Person.closed_at).is_(None),
    )
)


def _viewer(row: Row[Any], now: datetime) -> Viewer:
    until = row.on_shift_until
    return Viewer(
        id=row.id,
        device_id=row.device_id,
        site_id=row.site_id,
        first_name=row.first_name,
        name=f"{row.first_name} {row.last_name}".strip(),
        role=Role(row.role),
        site_name=row.site_name,
        zone=row.zone,
        own_language=row.own_language,
        site_language=row.site_language,
        on_shift_until=until if until and until > now else None,
        rings=Rings(row.rings),
        storage_key_version=row.storage_key_version,
        vault_since=row.vault_since,
        rotations=row.rotations,
        tag=row.tag,
        offers_practice=row.practised_at is None,
    )
