"""A site's own texts in one more language: names of its places, what people may do there, and the
words that help."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from web.acts.core.tap import Unit
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.issues import Refusal
from web.rules.phrases import Moment, with_texts
from web.rules.site_texts import with_translation
from web.rules.text import name_key
from web.store.allowances import allowances_of
from web.store.errors import NotFound
from web.store.tables.accounts import Place, Site
from web.store.tables.phrases import SitePhrases

_TAKEN = N_("“%(name)s” is the name of two places then. Add a floor or number to one.")


@dataclass(frozen=True)
class Texts:
    """All of one language; None: shown as it is without a language."""

    allowances: Mapping[int, str | None]  # by id, as places
    places: Mapping[int, str | None]
    phrases: Mapping[Moment, str | None]


def set_texts(unit: Unit, site_id: int, code: str, wanted: Texts) -> Refusal | None:
    site = unit.session.get(Site, site_id)
    if site is None:
        raise NotFound
    query = select(Place).where(Place.site_id == site_id, col(Place.removed_at).is_(None))
    known = {place.id: place.name for place in unit.session.exec(query.order_by(col(Place.id)))}
    names = {known[id_]: name for id_, name in wanted.places.items() if name and id_ in known}
    twice = _twice({main: names.get(main, main) for main in known.values()})
    if twice:
        return Refusal(_(_TAKEN, name=twice))
    others = {its: theirs for its, theirs in (site.place_names or {}).items() if its != code}
    site.place_names = {**others, **({code: names} if names else {})} or None
    unit.session.add(site)
    for row in allowances_of(unit.session, site_id):
        row.translations = with_translation(row.translations, code, wanted.allowances.get(row.id))
        unit.session.add(row)
    phrases = unit.session.get(SitePhrases, site_id)
    if phrases:
        phrases.own = with_texts(phrases.own, code, wanted.phrases)
        unit.session.add(phrases)
    return None


def _twice(names: Mapping[str, str]) -> str | None:
    """A name of two places, with a language or without: whoever chooses it means one of them."""
    owners = {name_key(main): main for main in names}
    for main, name in names.items():
        if owners.setdefault(name_key(name), main) != main:
            return name
    return None
