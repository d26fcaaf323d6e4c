"""Finds the issue of an answer link or a follow link, by the nonce that its token holds."""

from datetime import datetime

from sqlmodel import Session, col, select

from web.rules.retention import link_end
from web.store.errors import Ended, NotFound
from web.store.tables.issues import Issue, StatusLink


def find_by_nonce(session: Session, nonce: str, now: datetime) -> tuple[Issue, StatusLink]:
    """Raises NotFound for an unknown link, and Ended for a revoked or expired one, as for the
    customer's page, with which it ends."""
    query = (
        select(Issue, StatusLink)
        .join(StatusLink, col(StatusLink.issue_id) == col(Issue.id))
        .where(StatusLink.nonce == nonce)
        .execution_options(populate_existing=True)
    )
    row = session.exec(query).first()
    if row is None:
        raise NotFound
    issue, link = row
    ends = [at for at in (link.ends_at, link_end(issue.resolved_at, link.ends_at)) if at]
    if link.revoked_at or any(at <= now for at in ends):
        raise Ended
    return issue, link
