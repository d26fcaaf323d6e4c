"""The customer's page. A read model of its own: what is not chosen here cannot get out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from web.reads.views import StatusStop, StatusView
from web.rules.promises import is_late
from web.rules.words import Kind, State
from web.store.errors import NotThere
from web.store.tables import Event, Issue, Person, Site, StatusLink

ENDS_AFTER = timedelta(days=30)  # from the resolution on
_SHOWN = (
    Kind.REPORTED,
    Kind.OWNED,
    Kind.TOLD,
    Kind.RESOLVED,
    Kind.REOPENED,
    Kind.ORPHANED,
)
_MOST_STOPS = 30


@dataclass(frozen=True)
class StatusKey:
    """What a live link opens, and all that the page's ETag hangs on."""

    issue_id: int
    version: int
    is_late: bool


def open_link(session: Session, token_hash: str, now: datetime) -> StatusKey:
    """One cheap look. NotThere alike for an unknown, a revoked and an ended link."""
    row = session.execute(
        select(Issue.id, Issue.version, Issue.promise_at, Issue.resolved_at)
        .join(StatusLink, col(StatusLink.issue_id) == col(Issue.id))
        .where(StatusLink.token_hash == token_hash, col(StatusLink.revoked_at).is_(None))
    ).first()
    if row is None or (row.resolved_at and row.resolved_at + ENDS_AFTER <= now):
        raise NotThere
    return StatusKey(row.id, row.version, is_late(row.promise_at, now))


def status_page(session: Session, issue_id: int, now: datetime) -> StatusView:
    issue, site, owner = session.execute(
        select(Issue, Site, Person.first_name)
        .join(Site, col(Site.id) == col(Issue.site_id))
        .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
        .where(Issue.id == issue_id)
    ).one()
    return StatusView(
        state=State(issue.state),
        owner_first_name=owner,
        promise_at=issue.promise_at,
        is_late=is_late(issue.promise_at, now),
        site_name=site.name,
        site_phone=site.phone,
        stops=_stops(session, issue_id),
        updated_at=issue.touched_at,
        zone=site.zone,
    )


def _stops(session: Session, issue_id: int) -> tuple[StatusStop, ...]:
    query = (
        select(Event.kind, Event.at, Person.first_name)
        .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
        .where(Event.issue_id == issue_id, col(Event.kind).in_(_SHOWN))
        .order_by(col(Event.id).desc())
        .limit(_MOST_STOPS)
    )
    rows = session.execute(query).all()
    return tuple(StatusStop(Kind(row.kind), row.at, row.first_name) for row in reversed(rows))
