"""A customer's phone begins and stops to follow: by whoever has the follow link, without an actor.

Its push subscription belongs to it alone: one that a colleague or another customer has is refused,
for whoever is not signed in might know the address of a phone that is not theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, func, literal, or_
from sqlmodel import Session, col, delete, select

from push import pruning, subscriptions
from push.errors import InvalidInput
from push.errors import gettext_noop as N_
from push.models import Subscription
from push.subscriptions import Offer
from web.acts.core import guess_limit
from web.acts.core.tap import Unit
from web.rules.retention import LINK_ENDS_AFTER
from web.rules.undo import WITHIN
from web.store.nonce_links import find_by_nonce
from web.store.subjects import FOLLOWER, follower
from web.store.tables.followers import Follower
from web.store.tables.issues import Event, Issue, StatusLink

MOST = 5  # phones of one link
_FULL = N_("Five phones follow this already. Stop on one of them first.")
_TOO_OFTEN = N_("That was too often. Try again in ten minutes.")
_LIMIT = "follow"  # new phones of one link, counted as guesses are
_NAME = literal(FOLLOWER) + cast(col(Follower.id), String)


@dataclass(frozen=True)
class Phone:
    """A phone that asks to follow."""

    offer: Offer
    vapid_key: str  # id of the key of its subscription
    expires_at: datetime | None
    language: str  # code


def is_told(session: Session, nonce: str, phone: Phone, now: datetime) -> bool:
    """Whether this phone follows as it asks to: a read, so that repeating it writes nothing. Raises
    NotFound and Ended, as `find_by_nonce` does."""
    _issue, link = find_by_nonce(session, nonce, now)
    row = _at(session, link.id, phone.offer.endpoint.hash)
    if row is None:
        return False
    found, subscription = row
    kept = (subscription.p256dh, subscription.auth, subscription.vapid_key, found.language)
    return kept == (phone.offer.p256dh, phone.offer.auth, phone.vapid_key, phone.language)


def follow(unit: Unit, nonce: str, phone: Phone) -> None:
    """Begins, or goes on with what has changed. Raises InvalidInput with a sentence, NotFound and
    Ended."""
    session = unit.session
    issue, link = find_by_nonce(session, nonce, unit.now)
    lock = select(StatusLink.id).where(col(StatusLink.id) == link.id)
    session.exec(lock.with_for_update(key_share=True)).first()
    find_by_nonce(session, nonce, unit.now)  # as it is after the wait
    row = _at(session, link.id, phone.offer.endpoint.hash)
    theirs = row[0] if row else _new(unit, issue, link)
    theirs.language = phone.language
    session.add(theirs)
    session.flush()
    name = follower(theirs.id)
    subscriptions.save(
        session,
        phone.offer,
        person=name,
        device=name,
        vapid_key=phone.vapid_key,
        now=unit.now,
        expires_at=phone.expires_at,
        takes_over=False,
    )


def find_at(session: Session, nonce: str, endpoint_hash: str, now: datetime) -> int | None:
    """The follower of this link with this endpoint. Raises NotFound and Ended."""
    _issue, link = find_by_nonce(session, nonce, now)
    row = _at(session, link.id, endpoint_hash)
    return row[0].id if row else None


def remove(session: Session, ids: Sequence[int]) -> None:
    """Their subscriptions, what waits for them and was sent to them, and themselves."""
    rows = select(Follower.id).where(col(Follower.id).in_(ids)).order_by(col(Follower.id))
    session.exec(rows.with_for_update()).all()  # before their phones: see push.locks
    names = [follower(one) for one in ids]
    subscriptions.remove_many(session, names)
    pruning.forget_subjects(session, names)
    session.exec(delete(Follower).where(col(Follower.id).in_(ids)))


def has_ended(now: datetime) -> Any:
    """A condition on `Follower`, `StatusLink` and `Issue`, the latter two joined from outside. A
    link that was revoked can come back within a minute: until then its phones only rest."""
    has_phone = select(Subscription.id).where(col(Subscription.device) == _NAME).exists()
    return or_(
        col(Follower.link_id).is_(None),
        col(StatusLink.revoked_at) <= now - WITHIN - timedelta(seconds=5),
        col(StatusLink.ends_at) <= now,
        col(Issue.resolved_at) <= now - LINK_ENDS_AFTER,
        ~has_phone,
    )


def _new(unit: Unit, issue: Issue, link: StatusLink) -> Follower:
    session, source = unit.session, str(link.id)
    if guess_limit.wait_seconds(session, _LIMIT, source, unit.now):
        raise InvalidInput(_TOO_OFTEN)
    guess_limit.count_wrong(session, _LIMIT, source, unit.now)
    live = select(func.count()).where(
        col(Follower.link_id) == link.id, col(Subscription.device) == _NAME
    )
    if session.exec(live).one() >= MOST:
        raise InvalidInput(_FULL)
    newest = select(func.max(Event.id)).where(Event.issue_id == issue.id)
    return Follower(
        link_id=link.id,
        language="",
        event_id=session.exec(newest).one() or 0,
        created_at=unit.now,
    )


def _at(session: Session, link_id: int, endpoint_hash: str) -> tuple[Follower, Subscription] | None:
    query = (
        select(Follower, Subscription)
        .join(Subscription, col(Subscription.device) == _NAME)
        .where(Follower.link_id == link_id, Subscription.endpoint_hash == endpoint_hash)
    )
    return session.exec(query).first()
