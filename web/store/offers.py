"""Open offers to help with an issue, read from its events."""

from sqlmodel import Session, col, select

from web.rules.offers import KINDS, OfferEvent, open_offers
from web.rules.vocabulary import EventKind
from web.store.tables.issues import Event


def offers_of(session: Session, issue_id: int) -> tuple[int, ...]:
    """By person, in the order of offering."""
    return open_offers(offer_events(event) for event in _events(session, issue_id))


def offer_events(event: Event) -> OfferEvent:
    return OfferEvent(EventKind(event.kind), event.actor_id, event.data.get("helper"))


def _events(session: Session, issue_id: int) -> list[Event]:
    query = select(Event).where(Event.issue_id == issue_id, col(Event.kind).in_(KINDS))
    return list(session.exec(query.order_by(col(Event.id))))
