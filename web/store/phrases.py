"""A site's own words that help: with the site, in one statement, for pages that show them."""

from sqlmodel import Session, col, select

from web.rules.phrases import Phrases
from web.store.tables.accounts import Site
from web.store.tables.phrases import SitePhrases

IS_OF_SITE = col(SitePhrases.site_id) == col(Site.id)


def site_with_phrases(session: Session, site_id: int) -> tuple[Site, Phrases | None]:
    query = select(Site, SitePhrases.own).outerjoin(SitePhrases, IS_OF_SITE)
    site, own = session.exec(query.where(Site.id == site_id)).one()
    return site, own


def phrases_of(session: Session, site_id: int) -> Phrases | None:
    row = session.get(SitePhrases, site_id)
    return row.own if row else None
