"""Deletes by age: a read that costs what is due, then bounded batches.

Idempotent, and safe in several workers at once. The outbox has its own: `push.pruning`.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, or_, select, tuple_
from sqlmodel import Session, col

from push.errors import is_transient
from web.acts.core import devices
from web.acts.core.guess_limit import WINDOW
from web.acts.core.tap import Unit
from web.acts.privacy.erasure import erase, erase_photos
from web.rules.phones import IDLE
from web.rules.retention import Extent, Retention
from web.rules.vocabulary import IssueState
from web.store.tables.accounts import Device, Invite
from web.store.tables.guesses import Guess
from web.store.tables.issues import AppliedTap, Issue, Photo

ISSUES = 10  # in one transaction: some ten milliseconds of SQLite's write lock
ROWS = 500

log = logging.getLogger(__name__)


def finds(session: Session, keep: Retention, now: datetime) -> bool:
    """Whether anything is due; takes no lock."""
    queries = (_issues(keep, now), _photos(keep, now), *_rows(keep, now).values(), _expired(now))
    return any(session.connection().execute(one.limit(1)).first() for one in queries)


def forget(session: Session, keep: Retention, now: datetime) -> bool:
    """Deletes a batch of each kind; whether more may be left. A row that cannot be read is logged
    and skipped."""
    erased = _each(session, _issues(keep, now), lambda id_: _erase(session, id_, keep, now))
    photos = _each(session, _photos(keep, now), lambda id_: erase_photos(session, id_))
    counts = [_delete(session, keys, query) for keys, query in _rows(keep, now).items()]
    devices.end_all_expired(session, now, ROWS)
    return ISSUES in (erased, photos) or ROWS in counts


def _each(session: Session, due: Select[Any], act: Callable[[int], object]) -> int:
    """The number of issues of a batch that it succeeded for."""
    locked = due.limit(ISSUES).with_for_update(skip_locked=True, key_share=True, of=Issue)
    done = 0
    for issue_id in session.connection().execute(locked).scalars().all():
        try:
            with session.begin_nested():
                act(issue_id)
            done += 1
        except Exception as error:
            if is_transient(error):
                raise
            log.exception("Of issue %d not all can be erased.", issue_id)
    return done


def _erase(session: Session, issue_id: int, keep: Retention, now: datetime) -> None:
    issue = session.get_one(Issue, issue_id)
    photos_stay = issue.resolved_at is not None and issue.resolved_at > now - keep.photos
    erase(Unit(session, now), issue, Extent.ALL, with_photos=not photos_stay)


def _issues(keep: Retention, now: datetime) -> Select[Any]:
    """Never an open issue; one that was opened again counts from its newest resolution."""
    since = col(Issue.retention_from)
    return select(col(Issue.id)).where(since <= now - keep.customer).order_by(since)


def _photos(keep: Retention, now: datetime) -> Select[Any]:
    """Issues with photos that are due. A photo is older than its issue's resolution, so old photos
    are read, few of which belong to open issues."""
    until = now - keep.photos
    old = select(col(Photo.issue_id)).where(col(Photo.at) <= until)
    resolved = (col(Issue.state) == IssueState.RESOLVED) & (col(Issue.resolved_at) <= until)
    return select(col(Issue.id)).where(col(Issue.id).in_(old), resolved)


def _rows(keep: Retention, now: datetime) -> dict[Any, Select[Any]]:
    """By kind: the rows to delete; invites before the devices that they name."""
    until = now - keep.access
    invites = select(col(Invite.id)).where(
        or_(
            col(Invite.claimed_at) <= until,
            col(Invite.revoked_at) <= until,
            col(Invite.expires_at) <= until,
        )
    )
    named = exists().where(col(Invite.device_id) == col(Device.id))
    ended = select(col(Device.id)).where(col(Device.ended_at) <= until, ~named)
    taps: Any = select(col(AppliedTap.person_id), col(AppliedTap.key)).where(
        col(AppliedTap.at) < until
    )
    guesses = select(col(Guess.source)).where(col(Guess.until) <= now - WINDOW)
    return {
        (Invite, (col(Invite.id),)): invites,
        (Device, (col(Device.id),)): ended,
        (AppliedTap, (col(AppliedTap.person_id), col(AppliedTap.key))): taps,
        (Guess, (col(Guess.source),)): guesses,
    }


def _expired(now: datetime) -> Select[Any]:
    """Expired sessions are ended first, and deleted later."""
    ran_out = or_(col(Device.expires_at) <= now, col(Device.seen_at) <= now - IDLE)
    return select(col(Device.id)).where(col(Device.ended_at).is_(None), ran_out)


def _delete(session: Session, what: Any, query: Select[Any]) -> int:
    model, keys = what
    locked = query.limit(ROWS).with_for_update(skip_locked=True, of=model)
    found = session.connection().execute(locked).all()
    if found:
        key = keys[0] if len(keys) == 1 else tuple_(*keys)
        values = [row[0] if len(keys) == 1 else tuple(row) for row in found]
        session.connection().execute(delete(model).where(key.in_(values)))
    return len(found)
