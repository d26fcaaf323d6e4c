"""What the demo shows beside the product: its customers' pages, and what phones were sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from push.models import Delivery, DeliveryState, Message
from web.store.tables.accounts import Place, Site
from web.store.tables.issues import Issue, StatusLink

_MOST_NUDGES = 6


@dataclass(frozen=True)
class DemoNudge:
    title: str
    body: str
    path: str
    is_loud: bool
    at: datetime
    receipt: str


@dataclass(frozen=True)
class DemoCustomer:
    name: str
    issue_id: int
    site_name: str


@dataclass(frozen=True)
class DemoSign:
    place: str
    site_name: str
    code: str


def nudges_of(session: Session, person_id: int) -> tuple[DemoNudge, ...]:
    """What their phone shows, newest first; as there, one replaces another of its tag."""
    query = (
        select(Message, Delivery)
        .join(Delivery, col(Delivery.message_id) == col(Message.id))
        .where(Message.person == str(person_id), Delivery.state == DeliveryState.ACCEPTED)
        .order_by(col(Delivery.accepted_at).desc(), col(Delivery.id).desc())
        .limit(_MOST_NUDGES * 3)
    )
    shown: dict[str, DemoNudge] = {}
    for message, delivery in session.exec(query).all():
        words, at = message.content, delivery.accepted_at or message.created_at
        nudge = DemoNudge(
            words["title"], words["body"], words["path"], words["loud"], at, delivery.receipt
        )
        shown.setdefault(words["tag"], nudge)
    return tuple(shown.values())[:_MOST_NUDGES]


def customers(session: Session) -> tuple[DemoCustomer, ...]:
    """Those with a page that they can follow."""
    query = (
        select(Issue.id, Issue.customer_name, Site.name)
        .join(StatusLink, col(StatusLink.issue_id) == col(Issue.id))
        .join(Site, col(Site.id) == col(Issue.site_id))
        .where(col(StatusLink.revoked_at).is_(None), col(Issue.customer_name).is_not(None))
        .order_by(col(StatusLink.id))
    )
    rows = session.exec(query).all()
    return tuple(DemoCustomer(name or "", issue_id, site) for issue_id, name, site in rows)


def a_sign(session: Session) -> DemoSign | None:
    query = select(Place.name, Site.name, Place.code).join(Site, col(Site.id) == Place.site_id)
    row = session.exec(query.order_by(col(Place.id)).limit(1)).first()
    return DemoSign(*row) if row else None
