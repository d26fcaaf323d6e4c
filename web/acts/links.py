"""The customer's status link: made, shown again and revoked by the issue's owner."""

import secrets
from datetime import datetime

from sqlmodel import Session, col, select

from web.acts.guard import load
from web.acts.history import record
from web.acts.outcome import Outcome
from web.acts.tokens import derived_token, hash_of
from web.rules.people import Viewer
from web.rules.words import Act, Kind
from web.store.tables import StatusLink


def share(session: Session, who: Viewer, ref: str, secret: bytes, now: datetime) -> Outcome:
    """Make the link; where there is a live one already, that one stays."""
    issue, refused = load(session, who, ref, Act.SHARE)
    if refused is None and live_token(session, issue.id, secret) is None:
        nonce = secrets.token_urlsafe(16)
        session.add(
            StatusLink(
                issue_id=issue.id,
                nonce=nonce,
                token_hash=hash_of(derived_token(secret, nonce)),
                person_id=who.id,
                created_at=now,
            )
        )
        record(session, issue, Kind.SHARED, who.id, now)
    return Outcome(issue.ref, refused)


def revoke(session: Session, who: Viewer, ref: str, now: datetime) -> Outcome:
    """End the link; whoever opens it afterwards finds nothing."""
    issue, refused = load(session, who, ref, Act.SHARE)
    link = live_link(session, issue.id)
    if refused is None and link is not None:
        link.revoked_at = now
        session.add(link)
        record(session, issue, Kind.UNSHARED, who.id, now)
    return Outcome(issue.ref, refused)


def live_token(session: Session, issue_id: int, secret: bytes) -> str | None:
    """The token of the issue's live link. A link made with a secret since lost is not live."""
    link = live_link(session, issue_id)
    token = derived_token(secret, link.nonce) if link else None
    return token if link and token and hash_of(token) == link.token_hash else None


def live_link(session: Session, issue_id: int) -> StatusLink | None:
    query = select(StatusLink).where(
        StatusLink.issue_id == issue_id, col(StatusLink.revoked_at).is_(None)
    )
    return session.exec(query.order_by(col(StatusLink.id).desc()).limit(1)).first()
