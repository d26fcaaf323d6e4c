"""What the page says on which a customer lets their phone follow. Nothing of the issue."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from web.store.nonce_links import find_by_nonce
from web.store.tables.accounts import Site


@dataclass(frozen=True)
class FollowView:
    issue_id: int  # for their other link; not shown
    ref: str
    site_name: str
    language: str | None  # that the owner chose for the customer


def follow_page(session: Session, nonce: str, now: datetime) -> FollowView:
    """Raises NotFound and Ended, as `find_by_nonce` does."""
    issue, link = find_by_nonce(session, nonce, now)
    site = session.get_one(Site, issue.site_id)
    return FollowView(issue.id, issue.ref, site.name, link.language)
