"""People, sites and invites for *Settings* and sign-in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from push import subscriptions
from web.rules.countries import country_names
from web.rules.people import Viewer, is_on_shift
from web.rules.vocabulary import IssueState, Role
from web.store.reachability import reachable_people
from web.store.tables.accounts import Authority, Invite, Organisation, Person, Place, Site
from web.store.tables.issues import Issue


@dataclass(frozen=True)
class PersonRow:
    id: int
    name: str
    role: Role
    site_id: int
    site_name: str
    on_shift: bool
    rings: bool  # at least one device that can ring
    open_issues: int
    is_me: bool


@dataclass(frozen=True)
class InviteRow:
    id: int
    role: Role
    site_name: str
    for_name: str | None
    expires_at: datetime


@dataclass(frozen=True)
class PlaceRow:
    id: int
    code: str
    name: str


@dataclass(frozen=True)
class SiteRow:
    id: int
    name: str
    zone: str
    country: str  # its name, where one was chosen
    phone: str | None
    show_text_on_lock_screen: bool
    near_minutes: int  # to answer an ask in person or by call
    message_minutes: int  # to answer one by message
    reach_minutes: int  # for a phone to show a nudge
    places: tuple[PlaceRow, ...]
    authority: tuple[tuple[Role, str], ...]  # what each role may do without asking; "": not said


@dataclass(frozen=True)
class SettingsView:
    organisation: str
    sites: tuple[SiteRow, ...]
    people: tuple[PersonRow, ...]
    invites: tuple[InviteRow, ...]
    alarms: tuple[str, ...]  # sentences: a push service that refuses us, and the like
    countries: tuple[str, ...]  # names to choose from


def settings(session: Session, viewer: Viewer, now: datetime) -> SettingsView:
    organisation = session.get(Organisation, 1)
    sites = session.exec(select(Site).order_by(col(Site.name))).all()
    names = {site.id: site.name for site in sites}
    return SettingsView(
        organisation=organisation.name if organisation else "",
        sites=tuple(_site(session, site) for site in sites),
        people=everybody(session, now, viewer.id),
        invites=_invites(session, names, now),
        alarms=tuple(subscriptions.refused_phones(session)),
        countries=tuple(country_names().values()),
    )


def places(session: Session, site_id: int) -> tuple[PlaceRow, ...]:
    query = select(Place).where(Place.site_id == site_id, col(Place.removed_at).is_(None))
    rows = session.exec(query.order_by(col(Place.name))).all()
    return tuple(PlaceRow(row.id, row.code, row.name) for row in rows)


def sites(session: Session) -> tuple[tuple[int, str], ...]:
    rows = session.execute(select(Site.id, Site.name).order_by(col(Site.name))).all()
    return tuple((row.id, row.name) for row in rows)


def site_name(session: Session, site_id: int) -> str:
    site = session.get(Site, site_id)
    return site.name if site else ""


def place_by_code(session: Session, code: str) -> Place | None:
    query = select(Place).where(Place.code == code[:40], col(Place.removed_at).is_(None))
    return session.exec(query).first()


def _site(session: Session, site: Site) -> SiteRow:
    authority_of = {role: session.get(Authority, (site.id, role)) for role in Role}
    return SiteRow(
        id=site.id,
        name=site.name,
        zone=site.zone,
        country=country_names().get(site.country or "", ""),
        phone=site.phone,
        show_text_on_lock_screen=site.shows_text,
        near_minutes=site.near_minutes,
        message_minutes=site.message_minutes,
        reach_minutes=site.reach_minutes,
        places=places(session, site.id),
        authority=tuple(
            (role, authority.words if authority else "") for role, authority in authority_of.items()
        ),
    )


def everybody(
    session: Session, now: datetime, viewer_id: int | None = None
) -> tuple[PersonRow, ...]:
    """Open accounts, by name."""
    names = dict(sites(session))
    query = select(Person).where(col(Person.closed_at).is_(None))
    rows = session.exec(query.order_by(col(Person.first_name), col(Person.last_name))).all()
    ringing = reachable_people(session, [row.id for row in rows])
    owned = select(Issue.owner_id, func.count(col(Issue.id))).where(Issue.state == IssueState.OWNED)
    counts = {row[0]: row[1] for row in session.execute(owned.group_by(col(Issue.owner_id)))}
    return tuple(
        PersonRow(
            id=row.id,
            name=row.name,
            role=Role(row.role),
            site_id=row.site_id,
            site_name=names[row.site_id],
            on_shift=is_on_shift(row.on_shift_until, now),
            rings=row.id in ringing,
            open_issues=counts.get(row.id, 0),
            is_me=row.id == viewer_id,
        )
        for row in rows
    )


def _invites(session: Session, names: dict[int, str], now: datetime) -> tuple[InviteRow, ...]:
    query = select(Invite).where(
        col(Invite.claimed_at).is_(None),
        col(Invite.revoked_at).is_(None),
        col(Invite.expires_at) > now,
        col(Invite.site_id).is_not(None),
        col(Invite.person_id).is_(None),
    )
    rows = session.exec(query.order_by(col(Invite.id).desc()).limit(100)).all()
    return tuple(
        InviteRow(row.id, Role(row.role), names[row.site_id or 0], row.name, row.expires_at)
        for row in rows
    )
