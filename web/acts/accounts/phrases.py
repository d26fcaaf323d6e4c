"""A site's own words that help, in the place of those that Own It brings."""

from collections.abc import Mapping

from web.acts.core.tap import Unit
from web.rules.phrases import Moment, with_words
from web.store.errors import NotFound
from web.store.tables.accounts import Site
from web.store.tables.phrases import SitePhrases


def set_phrases(unit: Unit, site_id: int, wanted: Mapping[Moment, str | None]) -> None:
    """None: the words of Own It; empty: none are shown."""
    if unit.session.get(Site, site_id) is None:
        raise NotFound
    row = unit.session.get(SitePhrases, site_id)
    own = row.own if row else None
    for moment, words in wanted.items():
        own = with_words(own, moment, words)
    if own:
        row = row or SitePhrases(site_id=site_id, own=own)
        row.own = own
        unit.session.add(row)
    elif row:
        unit.session.delete(row)
