"""A site's own texts beside those of one language, for the page where admins write them."""

from dataclasses import dataclass

from sqlmodel import Session

from web.language.known import Language
from web.reads.accounts.settings import places
from web.rules.phrases import Moment, own_words
from web.rules.site_texts import to_translate
from web.rules.vocabulary import Role
from web.store.errors import NotFound
from web.store.phrases import phrases_of
from web.store.site_settings import authorities_of, texts_number
from web.store.tables.accounts import Site


@dataclass(frozen=True)
class PlaceText:
    id: int
    name: str
    translation: str


@dataclass(frozen=True)
class RoleText:
    role: Role
    words: str
    translation: str


@dataclass(frozen=True)
class PhraseText:
    moment: Moment
    words: str
    translation: str


@dataclass(frozen=True)
class SiteTexts:
    site_id: int
    site_name: str
    language: Language
    places: tuple[PlaceText, ...]
    roles: tuple[RoleText, ...]  # that may do something without asking
    phrases: tuple[PhraseText, ...]  # that the site has instead of those of Own It
    seen: int


def site_texts(session: Session, site_id: int, language: Language) -> SiteTexts:
    """Raises NotFound."""
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound
    names = (site.place_names or {}).get(language.code, {})
    authorities, own = authorities_of(session, site_id), phrases_of(session, site_id) or {}
    return SiteTexts(
        site_id=site.id,
        site_name=site.name,
        language=language,
        places=tuple(
            PlaceText(one.id, one.name, names.get(one.name, "")) for one in places(session, site_id)
        ),
        roles=tuple(
            RoleText(
                role,
                authorities[role].words,
                to_translate(language.code, authorities[role].translations),
            )
            for role in Role
            if role in authorities
        ),
        phrases=tuple(
            PhraseText(moment, words, to_translate(language.code, own[moment]))
            for moment, words in own_words(own).items()
        ),
        seen=texts_number(session, site, language.code),
    )
