"""Push subscriptions of devices: at most one live subscription each.

What a browser hands in is validated before it is stored; only a push service's 404 or 410, the
device itself or its owner removes a subscription.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from push import locks
from push.browser_keys import decode, encode, is_on_curve
from push.endpoints import Endpoint, NotAllowed, PushServices, Removed
from push.errors import InvalidInput
from push.errors import gettext_noop as N_
from push.models import OPEN, Delivery, DeliveryState, GoneSubscription, Origin, Subscription

MOST_PER_PERSON = 10
HAS_ENDED = N_("This phone’s old connection has ended. Turn on notifications again.")
_TAKEN = N_("This browser already gets other notifications at that address. Try again.")


@dataclass(frozen=True)
class Offer:
    """A well-formed subscription, handed in by a browser."""

    endpoint: Endpoint
    p256dh: str
    auth: str


@dataclass(frozen=True)
class _Given:
    """An offer, and whose it becomes."""

    offer: Offer
    person: str
    device: str
    vapid_key: str
    takes_over: bool


def validate(services: PushServices, endpoint: str, p256dh: str, auth: str) -> Offer:
    """Raises Refused. Keys are base64url (RFC 8291, Push API)."""
    try:
        found = services.check(endpoint)
    except NotAllowed as refused:
        has_ended = isinstance(refused, Removed)
        raise InvalidInput(str(refused), resubscribe=has_ended) from None
    point, secret = decode(p256dh), decode(auth)
    if len(secret) != 16 or not is_on_curve(point):
        raise InvalidInput(
            N_("This browser’s keys for notifications cannot be used."), resubscribe=True
        )
    return Offer(found, encode(point), encode(secret))


def save(
    session: Session,
    offer: Offer,
    *,
    person: str,
    device: str,
    vapid_key: str,
    now: datetime,
    expires_at: datetime | None = None,
    takes_over: bool = True,
) -> Subscription:
    """Store it as this device's one live subscription; raises Refused.

    What waits for the device's older subscription goes to the new one. An endpoint that another
    person had on the same phone takes nothing of theirs along; without `takes_over` it stays
    theirs, and is refused: for whoever is not signed in, and so need not be at that phone.
    `expires_at`: the Push API's expirationTime, which most browsers leave out.
    """
    _refuse_ended(session, offer.endpoint.hash)
    given = _Given(offer, person, device, vapid_key, takes_over)
    try:
        with session.begin_nested():
            row = _save(session, given, now)
    except IntegrityError:
        # The same phone sent it in a transaction that this one could not see.
        row = _save(session, given, now)
    row.expires_at = expires_at
    session.add(row)
    session.flush()
    return row


def _save(session: Session, given: _Given, now: datetime) -> Subscription:
    person = given.person
    ours, other = _rows(session, given.offer.endpoint.hash, given.device)
    if other is not None and other.person != person and not given.takes_over:
        raise InvalidInput(_TAKEN, resubscribe=True)
    if ours is None:
        ours, other = other, None
    if other is not None:
        _merge(session, other, ours, person)
    if ours is None:
        _refuse_many(session, person)
        ours = _new(given.offer, now)
    elif ours.person != person:
        _silence(session, [ours])
    _point(ours, given.offer)
    ours.person, ours.device, ours.vapid_key = person, given.device, given.vapid_key
    session.add(ours)
    session.flush()
    return ours


def remove(session: Session, device: str) -> None:
    """This device signed out, or its notifications were turned off."""
    remove_many(session, [device])


def remove_many(session: Session, devices: Iterable[str]) -> None:
    """For several at once, in the order of locks."""
    query = _locked().where(col(Subscription.device).in_(list(devices)))
    rows = session.exec(query).all()
    if rows:
        _silence(session, rows)
        _delete(session, rows)


def of_device(session: Session, device: str) -> Subscription | None:
    """This device's live subscription; None without one, or when it was set aside."""
    row = session.exec(select(Subscription).where(Subscription.device == device)).first()
    return None if row is None or row.quarantined_at else row


def refused_phones(session: Session) -> list[str]:
    """Sentences for admins, such as a push service that refuses us. Usually none."""
    in_use = exists().where(col(Subscription.origin) == col(Origin.origin))
    sentences = session.exec(select(Origin.reason).where(in_use).distinct()).all()
    return sorted(sentence for sentence in sentences if sentence)


def _refuse_ended(session: Session, endpoint_hash: str) -> None:
    ended = session.get(GoneSubscription, endpoint_hash) is not None
    row = session.exec(
        select(Subscription).where(Subscription.endpoint_hash == endpoint_hash)
    ).first()
    if ended or (row is not None and row.quarantined_at):
        raise InvalidInput(HAS_ENDED, resubscribe=True)


def _rows(
    session: Session, endpoint_hash: str, device: str
) -> tuple[Subscription | None, Subscription | None]:
    """The device's row, and the row of another device with this endpoint."""
    rows = session.exec(
        _locked().where(
            (col(Subscription.device) == device)
            | (col(Subscription.endpoint_hash) == endpoint_hash)
        )
    ).all()
    ours = next((row for row in rows if row.device == device), None)
    return ours, next((row for row in rows if row.device != device), None)


def _locked() -> Any:
    """Locked in the order of ids, and before any delivery: see `locks`."""
    return select(Subscription).order_by(col(Subscription.id)).with_for_update(key_share=True)


def _merge(session: Session, other: Subscription, ours: Subscription | None, person: str) -> None:
    """The endpoint moves from `other` to this device; so does what waits for the same person."""
    if ours is not None and other.person == person == ours.person:
        _change_waiting(session, [other], subscription_id=ours.id)
    else:
        _silence(session, [other])
    _delete(session, [other])


def _silence(session: Session, rows: Sequence[Subscription]) -> None:
    _change_waiting(
        session, rows, state=DeliveryState.SUPERSEDED, next_at=None, reason="signed out"
    )


def _change_waiting(session: Session, rows: Sequence[Subscription], **values: Any) -> None:
    phones = [row.id for row in rows]
    locks.deliveries(session, [], phones)
    session.exec(
        update(Delivery)
        .where(col(Delivery.subscription_id).in_(phones), col(Delivery.state).in_(OPEN))
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _delete(session: Session, rows: Sequence[Subscription]) -> None:
    phones = [row.id for row in rows]
    locks.phones_to_delete(session, phones)
    session.exec(delete(Subscription).where(col(Subscription.id).in_(phones)))
    for row in rows:
        session.expunge(row)


def _refuse_many(session: Session, person: str) -> None:
    count = session.exec(
        select(func.count()).select_from(Subscription).where(Subscription.person == person)
    ).one()
    if count >= MOST_PER_PERSON:
        raise InvalidInput(
            N_("You have ten phones with notifications on. Sign out on one of them first.")
        )


def _new(offer: Offer, now: datetime) -> Subscription:
    endpoint = offer.endpoint
    return Subscription(
        person="",
        device="",
        endpoint=endpoint.url,
        endpoint_hash=endpoint.hash,
        origin=endpoint.origin,
        p256dh=offer.p256dh,
        auth=offer.auth,
        vapid_key="",
        created_at=now,
    )


def _point(row: Subscription, offer: Offer) -> None:
    """Set the row to this endpoint; another endpoint starts with a clean history."""
    endpoint = offer.endpoint
    if row.endpoint != endpoint.url:
        row.last_ok_at = row.last_shown_at = row.paused_until = row.struck_at = None
        row.strikes, row.quarantined_at, row.quarantine_reason = 0, None, None
    row.endpoint, row.endpoint_hash, row.origin = endpoint.url, endpoint.hash, endpoint.origin
    row.p256dh, row.auth = offer.p256dh, offer.auth
