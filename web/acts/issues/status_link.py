"""The status link: made, shown again and revoked by the issue's owner, and what it lets read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from web.acts.core.events import append_event
from web.acts.core.issue_rows import load_for_act, update_issue
from web.acts.core.tap import Outcome, Tap
from web.acts.core.tokens import derived_token, hash_of, new_nonce
from web.acts.core.undoable import before
from web.rules.released import RELEASES, UPDATES, released_updates
from web.rules.vocabulary import EventKind, IssueAct
from web.store.rule_inputs import release_events
from web.store.tables.issues import Event, Issue, StatusLink


@dataclass(frozen=True)
class Release:
    """What the owner lets the customer read."""

    subject: str  # what the issue is about, in one line
    updates: frozenset[int]  # ids of events


def share(
    tap: Tap,
    ref: str,
    known: Sequence[bytes],
    release: Release | None = None,
    language: str | None = None,
) -> Outcome:
    """Make the link, or change what it lets read; a live one stays. `known`: the secrets in use;
    the first makes new links. `release` None: nothing of it changes; `language` None: nor does
    that, and empty: the page goes by the browser."""
    issue, refused = load_for_act(tap, ref, IssueAct.SHARE)
    if refused:
        return Outcome(issue.ref, refused)
    if live_token(tap.session, issue.id, known, tap.now) is not None:
        if release:
            _change_release(tap, issue, release)
        if language is not None:
            _change_language(tap, issue.id, language or None)
        return Outcome(issue.ref)
    nonce = new_nonce()
    tap.session.add(
        StatusLink(
            issue_id=issue.id,
            nonce=nonce,
            token_hash=hash_of(derived_token(known[0], nonce)),
            person_id=tap.actor.id,
            language=language or None,
            created_at=tap.now,
        )
    )
    # Of a resolved issue: so that the link is deleted in its time as well.
    update_issue(tap, issue)
    _append_release(tap, issue, EventKind.SHARED, release)
    return Outcome(issue.ref)


def revoke(tap: Tap, ref: str) -> Outcome:
    """End the link; its address is a 404 afterwards."""
    issue, refused = load_for_act(tap, ref, IssueAct.SHARE)
    link = live_link(tap.session, issue.id, tap.now)
    if refused is None and link is not None:
        was = before(issue)
        link.revoked_at = tap.now
        tap.session.add(link)
        update_issue(tap, issue)
        append_event(tap, issue, EventKind.UNSHARED, link=link.id, before=was)
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


def _change_release(tap: Tap, issue: Issue, release: Release) -> None:
    """The version grows, so that the customer's phone gets the page anew."""
    events = release_events(tap.session, issue.id)
    subject = next((event.text for event in reversed(events) if event.kind in RELEASES), None)
    updates = _chosen(tap, events, release)
    if (subject, updates) != (release.subject, released_updates(events)):
        update_issue(tap, issue)
        _append_release(tap, issue, EventKind.RELEASED, release)


def _change_language(tap: Tap, issue_id: int, language: str | None) -> None:
    link = live_link(tap.session, issue_id, tap.now)
    if link is not None:
        link.language = language
        tap.session.add(link)


def _append_release(tap: Tap, issue: Issue, kind: EventKind, release: Release | None) -> None:
    data: dict[str, Any] = {}
    if release:
        data = {"updates": sorted(_chosen(tap, release_events(tap.session, issue.id), release))}
    append_event(tap, issue, kind, release.subject if release else None, **data)


def _chosen(tap: Tap, events: Sequence[Event], release: Release) -> frozenset[int]:
    """Of the issue's updates alone. One that came after the form keeps its own mark."""
    released = released_updates(events)
    return frozenset(
        event.id
        for event in events
        if event.kind in UPDATES
        and event.text
        and event.id in (released if _is_unseen(event, tap) else release.updates)
    )


def _is_unseen(event: Event, tap: Tap) -> bool:
    return tap.seen is not None and (event.version or 0) > tap.seen
