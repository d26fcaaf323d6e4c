"""People, sites and invites for *Settings* and sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from push import subscriptions
from web.language.known import LANGUAGES
from web.language.messages import gettext as _
from web.reads.accounts.allowances import AllowanceRow, allowance_row
from web.rules.countries import country_at, country_in_words
from web.rules.money import currency_at
from web.rules.phrases import Phrases, own_words
from web.rules.text import name_key, natural_key
from web.rules.vocabulary import Role
from web.store.allowances import allowances_of
from web.store.errors import NotFound
from web.store.phrases import phrases_of
from web.store.reachability import how_many_unreachable
from web.store.site_settings import settings_number
from web.store.tables.accounts import Invite, Person, Place, Site
from web.store.tables.allowances import Allowance

SITES = 50  # that *Settings* shows unless asked for all


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
    has_hours: bool  # opening hours; without, it is always open
    places: tuple[PlaceRow, ...]
    allowances: tuple[AllowanceRow, ...]  # what people may do without asking
    currency: str  # that of its country; "" where none is known
    seen: int  # of these settings, for their form
    languages: tuple[tuple[str, str, int], ...]  # with texts: code, its own name, how many texts
    other_languages: tuple[tuple[str, str], ...]
    texts: int  # that can be given in another language


@dataclass(frozen=True)
class SiteSummary:
    id: int
    name: str
    zone: str
    places: int


@dataclass(frozen=True)
class Overview:
    """The first page of *Settings*."""

    sites: tuple[SiteSummary, ...]
    all_sites: int  # how many there are, also beyond those shown
    people: int
    not_reachable: int  # of the people: no device that can ring
    invites: int  # that nobody has used yet
    alarms: tuple[str, ...]  # sentences: a push service that refuses us, and the like


def overview(session: Session, now: datetime, most_sites: int | None = SITES) -> Overview:
    named = sites(session)
    everyone = select(func.count(col(Person.id))).where(col(Person.closed_at).is_(None))
    invites = select(func.count(col(Invite.id))).where(*open_invite(now))
    return Overview(
        sites=_summaries(session, named[:most_sites]),
        all_sites=len(named),
        people=session.exec(everyone).one(),
        not_reachable=how_many_unreachable(session),
        invites=session.exec(invites).one(),
        alarms=tuple(subscriptions.refused_phones(session)),
    )


def _summaries(session: Session, named: Sequence[tuple[int, str]]) -> tuple[SiteSummary, ...]:
    ids = [site_id for site_id, _name in named]
    is_there = (col(Place.site_id) == col(Site.id)) & col(Place.removed_at).is_(None)
    query = (
        select(Site.id, Site.zone, func.count(col(Place.id)))
        .join(Place, is_there, isouter=True)
        .where(col(Site.id).in_(ids))
        .group_by(col(Site.id), col(Site.zone))
    )
    found = {site_id: (zone, places) for site_id, zone, places in session.execute(query)}
    return tuple(SiteSummary(site_id, name, *found[site_id]) for site_id, name in named)


def places(session: Session, site_id: int) -> tuple[PlaceRow, ...]:
    query = select(Place).where(Place.site_id == site_id, col(Place.removed_at).is_(None))
    rows = sorted(session.exec(query), key=lambda row: natural_key(row.name))
    return tuple(PlaceRow(row.id, row.code, row.name) for row in rows)


def removed_place(session: Session, site_id: int, place_id: int) -> str | None:
    """Its name, while it can be put back: it is no place of the site now."""
    place = session.get(Place, place_id)
    is_ours = place is not None and place.site_id == site_id and place.removed_at is not None
    return place.name if place and is_ours else None


def sites(session: Session) -> tuple[tuple[int, str], ...]:
    rows = session.execute(select(Site.id, Site.name))
    return tuple(sorted(((row.id, row.name) for row in rows), key=lambda it: natural_key(it[1])))


def site_name(session: Session, site_id: int) -> str:
    site = session.get(Site, site_id)
    return site.name if site else ""


def place_by_code(session: Session, code: str) -> Place | None:
    query = select(Place).where(Place.code == code[:40], col(Place.removed_at).is_(None))
    return session.exec(query).first()


def site_page(session: Session, site_id: int) -> SiteRow:
    """Raises NotFound."""
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound
    allowances, at = allowances_of(session, site.id), places(session, site.id)
    phrases = phrases_of(session, site.id)
    counts = _counts(site, allowances, at, phrases)
    return SiteRow(
        id=site.id,
        name=site.name,
        zone=site.zone,
        country=country_in_words(site.country),
        phone=site.phone,
        show_text_on_lock_screen=site.shows_text,
        near_minutes=site.near_minutes,
        message_minutes=site.message_minutes,
        reach_minutes=site.reach_minutes,
        has_hours=site.opening_hours is not None,
        places=at,
        allowances=tuple(map(allowance_row, allowances)),
        currency=currency_at(country_at(site.country, site.zone)) or "",
        seen=settings_number(site),
        languages=tuple(
            (one.code, one.own_name, counts[one.code]) for one in LANGUAGES if counts[one.code]
        ),
        other_languages=tuple(
            (one.code, one.own_name) for one in LANGUAGES if not counts[one.code]
        ),
        texts=len(at) + len(allowances) + len(own_words(phrases)),
    )


def _counts(
    site: Site, allowances: Sequence[Allowance], at: Sequence[PlaceRow], phrases: Phrases | None
) -> dict[str, int]:
    """How many texts there are in each language."""
    names, own = site.place_names or {}, {place.name for place in at}
    return {
        code: len(own & set(names.get(code, {})))
        + sum(code in (row.translations or {}) for row in allowances)
        + sum(code in texts for texts in (phrases or {}).values())
        for code in (one.code for one in LANGUAGES)
    }


def open_invites(session: Session, now: datetime) -> tuple[InviteRow, ...]:
    """The newest that nobody has used yet, at most 300."""
    names = dict(sites(session))
    query = select(Invite).where(*open_invite(now))
    rows = session.exec(query.order_by(col(Invite.id).desc()).limit(300)).all()
    return tuple(
        InviteRow(row.id, Role(row.role), names[row.site_id or 0], row.name, row.expires_at)
        for row in rows
    )


def known_names(session: Session, now: datetime) -> dict[str, str]:
    """Who has an account or an open invite: a sentence for each, by `name_key`."""
    invited = session.exec(select(Invite.name).where(*open_invite(now))).all()
    names = select(Person.first_name, Person.last_name).where(col(Person.closed_at).is_(None))
    return {
        **{name_key(name): _("Already has an open invite.") for name in invited if name},
        **{
            name_key(f"{first} {last}"): _("Already has an account.")
            for first, last in session.execute(names)
        },
    }


def open_invite(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Invite.claimed_at).is_(None),
        col(Invite.revoked_at).is_(None),
        col(Invite.expires_at) > now,
        col(Invite.site_id).is_not(None),
        col(Invite.person_id).is_(None),
    )
