"""The number by which a colleague is called: their own choice, else their site's."""

from sqlmodel import Session

from web.rules.contacts import ContactPart, dial_parts
from web.rules.countries import country_at
from web.store.tables.accounts import Person, Site


def call_of(session: Session, person: Person | None) -> tuple[ContactPart, ...]:
    """Empty where no number is known."""
    if person is None or person.closed_at:
        return ()
    return number_of(person.phone, session.get_one(Site, person.site_id))


def number_of(phone: str | None, site: Site) -> tuple[ContactPart, ...]:
    return dial_parts(phone or site.phone or "", country_at(site.country, site.zone))
