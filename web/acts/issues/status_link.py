"""The status link: made, shown again and revoked by the issue's owner."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from web.acts.core.events import append_event
from web.acts.core.issue_rows import load_for_act, update_issue
from web.acts.core.tap import Outcome, Tap
from web.acts.core.tokens import derived_token, hash_of
from web.rules.vocabulary import EventKind, IssueAct, IssueState
from web.store.tables.issues import StatusLink


def share(tap: Tap, ref: str, known: Sequence[bytes]) -> Outcome:
    """Make the link; a live one stays. `known`: the secrets in use; the first makes new links."""
    issue, refused = load_for_act(tap, ref, IssueAct.SHARE)
    if refused is None and live_token(tap.session, issue.id, known, tap.now) is None:
        nonce = secrets.token_urlsafe(16)
        tap.session.add(
            StatusLink(
                issue_id=issue.id,
                nonce=nonce,
                token_hash=hash_of(derived_token(known[0], nonce)),
                person_id=tap.actor.id,
                created_at=tap.now,
            )
        )
        if issue.state == IssueState.RESOLVED:
            update_issue(tap, issue)  # so that the link is deleted in its time as well
        append_event(tap, issue, EventKind.SHARED)
    return Outcome(issue.ref, refused)


def revoke(tap: Tap, ref: str) -> Outcome:
    """End the link; its address is a 404 afterwards."""
    issue, refused = load_for_act(tap, ref, IssueAct.SHARE)
    link = live_link(tap.session, issue.id, tap.now)
    if refused is None and link is not None:
        link.revoked_at = tap.now
        tap.session.add(link)
        append_event(tap, issue, EventKind.UNSHARED)
    return Outcome(issue.ref, refused)


def live_token(
    session: Session, issue_id: int, known: Sequence[bytes], now: datetime
) -> str | None:
    """The token of the issue's live link; None for a link made with a lost secret."""
    link = live_link(session, issue_id, now)
    tokens = [derived_token(secret, link.nonce) for secret in known] if link else []
    return next((one for one in tokens if link and hash_of(one) == link.token_hash), None)


def live_link(session: Session, issue_id: int, now: datetime) -> StatusLink | None:
    query = select(StatusLink).where(
        StatusLink.issue_id == issue_id,
        col(StatusLink.revoked_at).is_(None),
        or_(col(StatusLink.ends_at).is_(None), col(StatusLink.ends_at) > now),
    )
    return session.exec(query.order_by(col(StatusLink.id).desc()).limit(1)).first()
