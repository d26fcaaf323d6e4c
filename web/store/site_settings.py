"""What admins set for a site, and a number for what each of its forms was filled in from."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields

from sqlmodel import Session, select

from web.rules.phrases import Phrases, main_words, own_words
from web.rules.seen import state_number
from web.rules.vocabulary import Role
from web.store.phrases import phrases_of
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
    own = phrases_of(session, site.id) or {}
    phrases = {one: (text, own[one].get(code)) for one, text in own_words(own).items()}
    return state_number(words, (site.place_names or {}).get(code), phrases)


def phrases_number(own: Phrases | None) -> int:
    """Without its translations, which have a form of their own."""
    return state_number(sorted((one, main_words(texts)) for one, texts in (own or {}).items()))


def authority_number(words: Mapping[Role, str]) -> int:
    return state_number(sorted(words.items()))
