"""The words that help at a site, for the page where admins write them."""

from dataclasses import dataclass

from sqlmodel import Session

from web.rules.phrases import Moment, shipped, written
from web.store.errors import NotFound
from web.store.phrases import phrases_of
from web.store.site_settings import phrases_number
from web.store.tables.accounts import Site


@dataclass(frozen=True)
class MomentRow:
    moment: Moment
    words: str  # without a language; empty: none are shown
    shipped: str
    is_own: bool


@dataclass(frozen=True)
class PhrasesPage:
    site_id: int
    site_name: str
    moments: tuple[MomentRow, ...]
    seen: int


def phrases_page(session: Session, site_id: int) -> PhrasesPage:
    """Raises NotFound."""
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound
    own = phrases_of(session, site_id)
    return PhrasesPage(
        site_id=site.id,
        site_name=site.name,
        moments=tuple(
            MomentRow(one, written(one, own), shipped(one), one in (own or {})) for one in Moment
        ),
        seen=phrases_number(own),
    )
