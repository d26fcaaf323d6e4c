"""A site's own texts beside those of one language, for the page where admins write them."""

from dataclasses import dataclass

from sqlmodel import Session

from web.language.known import Language
from web.reads.accounts.settings import places
from web.rules.phrases import Moment, own_words
from web.rules.site_texts import to_translate
from web.store.allowances import allowances_of
from web.store.errors import NotFound
from web.store.phrases import phrases_of
from web.store.site_settings import texts_number
from web.store.tables.accounts import Site


@dataclass(frozen=True)
class SiteText:
    id: int | Moment  # of the place, or of what may be done; or the moment
    words: str
    translation: str


@dataclass(frozen=True)
class SiteTexts:
    site_id: int
    site_name: str
    language: Language
    places: tuple[SiteText, ...]
    allowances: tuple[SiteText, ...]  # what may be done without asking
    phrases: tuple[SiteText, ...]  # that the site has instead of those of Own It
    seen: int


def site_texts(session: Session, site_id: int, language: Language) -> SiteTexts:
    """Raises NotFound."""
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound
    names = (site.place_names or {}).get(language.code, {})
    own = phrases_of(session, site_id) or {}
    return SiteTexts(
        site_id=site.id,
        site_name=site.name,
        language=language,
        places=tuple(
            SiteText(one.id, one.name, names.get(one.name, "")) for one in places(session, site_id)
        ),
        allowances=tuple(
            SiteText(one.id, one.words, to_translate(language.code, one.translations))
            for one in allowances_of(session, site_id)
        ),
        phrases=tuple(
            SiteText(moment, words, to_translate(language.code, own[moment]))
            for moment, words in own_words(own).items()
        ),
        seen=texts_number(session, site, language.code),
    )
