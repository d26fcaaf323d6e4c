"""What admins set for a site, and a number for what each of its forms was filled in from."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields

from sqlmodel import Session, select

from web.rules.seen import state_number
from web.rules.vocabulary import Role
from web.store.tables.accounts import Authority, Site


@dataclass(frozen=True)
class SiteSettings:
    """Named as the columns of the site."""

    name: str
    zone: str
    country: str | None
    phone: str | None
    language: str | None
    shows_text: bool
    near_minutes: int
    message_minutes: int
    reach_minutes: int


def settings_number(site: Site) -> int:
    current = SiteSettings(**{one.name: getattr(site, one.name) for one in fields(SiteSettings)})
    return state_number(*astuple(current))


def hours_number(site: Site) -> int:
    return state_number(site.opening_hours, site.urgent_waits)


def authorities_of(session: Session, site_id: int) -> dict[Role, Authority]:
    query = select(Authority).where(Authority.site_id == site_id)
    return {Role(row.role): row for row in session.exec(query)}


def authority_of(session: Session, site_id: int) -> dict[Role, str]:
    """What each role may do without asking; without those for whom nothing is said."""
    return {role: row.words for role, row in authorities_of(session, site_id).items()}


def texts_number(session: Session, site: Site, code: str) -> int:
    """Of its own texts in one language, and of what is translated there."""
    found = authorities_of(session, site.id)
    words = {role: (row.words, (row.translations or {}).get(code)) for role, row in found.items()}
    return state_number(words, (site.place_names or {}).get(code))


def authority_number(words: Mapping[Role, str]) -> int:
    return state_number(sorted(words.items()))
