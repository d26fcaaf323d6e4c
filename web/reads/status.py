"""The customer's page. A read model of its own: what is not chosen here cannot get out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

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

# Every customer's phone asks every half minute. Built once: SQLAlchemy takes longer to build a
# statement than the database to answer it.
_OPEN = (
    select(
        col(Issue.id),
        col(Issue.version),
        col(Issue.promise_at),
        col(Issue.resolved_at),
        col(Site.zone),
        col(Site.name),
        col(Site.phone),
    )
    .join(StatusLink, col(StatusLink.issue_id) == col(Issue.id))
    .join(Site, col(Site.id) == col(Issue.site_id))
    .where(
        col(StatusLink.token_hash) == bindparam("token_hash"), col(StatusLink.revoked_at).is_(None)
    )
)
_PAGE = (
    select(
        col(Issue.state),
        col(Issue.promise_at),
        col(Issue.touched_at),
        col(Site.name),
        col(Site.phone),
        col(Site.zone),
        col(Person.first_name),
    )
    .join(Site, col(Site.id) == col(Issue.site_id))
    .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
    .where(col(Issue.id) == bindparam("issue_id"))
)
_STOPS = (
    select(col(Event.kind), col(Event.at), col(Person.first_name))
    .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
    .where(col(Event.issue_id) == bindparam("issue_id"), col(Event.kind).in_(_SHOWN))
    .order_by(col(Event.id).desc())
    .limit(_MOST_STOPS)
)


@dataclass(frozen=True)
class StatusKey:
    """What a live link opens, and all that the page's ETag hangs on."""

    issue_id: int
    version: int
    is_late: bool
    zone: str
    site: tuple[str, str | None]  # name and phone


def open_link(session: Session, token_hash: str, now: datetime) -> StatusKey:
    """One cheap look. NotThere alike for an unknown, a revoked and an ended link."""
    row = session.connection().execute(_OPEN, {"token_hash": token_hash}).first()
    if row is None or (row.resolved_at and row.resolved_at + ENDS_AFTER <= now):
        raise NotThere
    late = is_late(row.promise_at, now)
    return StatusKey(row.id, row.version, late, row.zone, (row.name, row.phone))


def status_page(session: Session, issue_id: int, now: datetime) -> StatusView:
    row = session.connection().execute(_PAGE, {"issue_id": issue_id}).one()
    stops = _stops(session, issue_id)
    return StatusView(
        state=State(row.state),
        owner_first_name=row.first_name,
        promise_at=row.promise_at,
        is_late=is_late(row.promise_at, now),
        site_name=row.name,
        site_phone=row.phone,
        stops=stops,
        # Not when the issue was touched: a note is not the customer's news.
        updated_at=stops[-1].at if stops else row.touched_at,
        zone=row.zone,
    )


def _stops(session: Session, issue_id: int) -> tuple[StatusStop, ...]:
    rows = session.connection().execute(_STOPS, {"issue_id": issue_id}).all()
    return tuple(StatusStop(Kind(row.kind), row.at, row.first_name) for row in reversed(rows))
