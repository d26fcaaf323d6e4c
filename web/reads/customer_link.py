"""A live link to a customer's page, and what that page's ETag depends on."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session, col

from web.rules.promises import is_late
from web.rules.retention import link_end
from web.store.errors import Ended, NotFound
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Issue, StatusLink

# Every customer's phone asks every half minute. Built once: SQLAlchemy takes longer to build a
# statement than the database to answer it.
_OPEN = (
    select(
        col(Issue.id),
        col(Issue.version),
        col(Issue.promise_at),
        col(Issue.resolved_at),
        col(StatusLink.ends_at),
        col(StatusLink.language),
        col(StatusLink.nonce),
        col(Issue.customer_answer),
        col(Site.zone),
        col(Site.name),
        col(Site.phone),
        col(Site.country),
        col(Person.first_name),
    )
    .join(StatusLink, col(StatusLink.issue_id) == col(Issue.id))
    .join(Site, col(Site.id) == col(Issue.site_id))
    .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
    .where(
        col(StatusLink.token_hash) == bindparam("token_hash"),
        col(StatusLink.revoked_at).is_(None),
        or_(col(StatusLink.ends_at).is_(None), col(StatusLink.ends_at) > bindparam("now")),
    )
)
_KNOWN = select(col(StatusLink.id)).where(col(StatusLink.token_hash) == bindparam("token_hash"))


@dataclass(frozen=True)
class StatusKey:
    """What a live link opens, and everything that the page's ETag depends on."""

    issue_id: int
    version: int
    is_late: bool
    ends_at: datetime | None
    zone: str
    nonce: str = field(repr=False)  # of which its answer link is made; same for all its versions
    answer: str | None  # of the customer, to the newest resolution
    language: str | None  # that the owner has chosen for the customer
    owner: str | None  # the first name, which may be corrected
    site: tuple[str | None, ...]  # name, phone, and the country for that number


def find_link(session: Session, token_hash: str, now: datetime) -> StatusKey:
    """One cheap query. Raises NotFound for an unknown link, Ended for a revoked or expired one:
    people get the same page for all three, but only the first was a guess."""
    row = session.connection().execute(_OPEN, {"token_hash": token_hash, "now": now}).first()
    if row is None:
        is_known = session.connection().execute(_KNOWN, {"token_hash": token_hash}).first()
        raise Ended if is_known else NotFound
    ends_at = link_end(row.resolved_at, row.ends_at)
    if ends_at and ends_at <= now:
        raise Ended
    late, site = is_late(row.promise_at, now), (row.name, row.phone, row.country)
    return StatusKey(
        issue_id=row.id,
        version=row.version,
        is_late=late,
        ends_at=ends_at,
        zone=row.zone,
        nonce=row.nonce,
        answer=row.customer_answer,
        language=row.language,
        owner=row.first_name,
        site=site,
    )
