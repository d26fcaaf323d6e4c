"""What a page of settings was filled in from, as one number for its form (`rules.seen`)."""

from sqlmodel import Session, col, select

from web.rules.seen import state_number
from web.store.tables.accounts import Authority, Site


def settings_number(site: Site) -> int:
    return state_number(
        site.name,
        site.zone,
        site.country,
        site.phone,
        site.shows_text,
        site.near_minutes,
        site.message_minutes,
        site.reach_minutes,
    )


def hours_number(site: Site) -> int:
    return state_number(site.opening_hours, site.urgent_waits)


def authority_number(session: Session, site_id: int) -> int:
    query = select(Authority).where(Authority.site_id == site_id).order_by(col(Authority.role))
    return state_number([(row.role, row.words) for row in session.exec(query).all()])
