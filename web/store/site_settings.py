"""What admins set for a site, and a number for what each of its forms was filled in from."""

from dataclasses import astuple, dataclass, fields

from sqlmodel import Session

from web.rules.phrases import Phrases, main_words, own_words
from web.rules.seen import state_number
from web.store.allowances import allowances_of
from web.store.phrases import phrases_of
from web.store.tables.accounts import Site


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


def texts_number(session: Session, site: Site, code: str) -> int:
    """Of its own texts in one language, and of what is translated there."""
    found = allowances_of(session, site.id)
    words = [(one.id, one.words, (one.translations or {}).get(code)) for one in found]
    own = phrases_of(session, site.id) or {}
    phrases = {one: (text, own[one].get(code)) for one, text in own_words(own).items()}
    return state_number(words, (site.place_names or {}).get(code), phrases)


def phrases_number(own: Phrases | None) -> int:
    """Without its translations, which have a form of their own."""
    return state_number(sorted((one, main_words(texts)) for one, texts in (own or {}).items()))
