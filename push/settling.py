"""Carries out verdicts: on the deliveries first, then on their phones and push services.

Results of channels are recorded there; they have no push service to judge.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from push import channels, delivery_updates, locks, totals
from push.circuit_breaker import judge
from push.leased import Leased, ToChannel, ToPhone
from push.models import (
    OPEN,
    Delivery,
    DeliveryState,
    GoneSubscription,
    Origin,
    Subscription,
)
from push.undeliverable import mark_dead
from push.upsert import insert_into
from push.verdict import DeliveryResult, SubscriptionAction, Verdict

Result = tuple[Leased, Verdict]
OfPhone = tuple[ToPhone, Verdict]
STRIKES = 3


def settle(session: Session, results: Sequence[Result], now: datetime) -> set[str]:
    """Record the results of these leases, all in the caller's transaction.

    Returns the subjects of messages that nothing can reach any more: their escalations have to be
    checked.
    """
    of_phones = [(lease, verdict) for lease, verdict in results if isinstance(lease, ToPhone)]
    of_channels = [(lease, verdict) for lease, verdict in results if isinstance(lease, ToChannel)]
    phones = _lock_phones(session, of_phones)
    of_phones = [(lease, _of_today(lease, verdict, phones)) for lease, verdict in of_phones]
    rows = delivery_updates.each([*of_phones, *of_channels])
    _lock_deliveries(session, rows, of_phones)
    lost = delivery_updates.move_all(session, rows, now)
    lost |= _settle_phones(session, of_phones, phones, now)
    channels.note(session, of_channels, now)
    totals.note_answers(session, [verdict for _, verdict in rows])
    totals.write(session)
    return lost


def _settle_phones(
    session: Session,
    results: Sequence[OfPhone],
    phones: dict[int, Subscription],
    now: datetime,
) -> set[str]:
    judge(session, results, phones, now)
    _note_accepted(results, phones, now)
    for lease, verdict in results:
        phone = phones.get(lease.subscription_id)
        if phone is not None:
            until = min(now + timedelta(seconds=verdict.wait), lease.expires_at)
            _carry_out(session, phone, verdict, now, until)
    gone = {lease.subscription_id: verdict.reason for lease, verdict in results if _ends(verdict)}
    ended = [(phones[id_], gone[id_]) for id_ in sorted(gone) if id_ in phones]
    return _delete_all(session, ended, now)


def _lock_phones(session: Session, results: Sequence[OfPhone]) -> dict[int, Subscription]:
    """In the order of ids, and before deliveries: see `locks`."""
    phone_ids = {lease.subscription_id for lease, _ in results}
    phones = session.exec(
        select(Subscription)
        .where(col(Subscription.id).in_(phone_ids))
        .order_by(col(Subscription.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    return {phone.id: phone for phone in phones}


def _lock_deliveries(
    session: Session, rows: Sequence[delivery_updates.Judged], results: Sequence[OfPhone]
) -> None:
    """Those that were sent, and those of phones that end or are paused."""
    phones = {
        lease.subscription_id
        for lease, verdict in results
        if _ends(verdict) or verdict.pause_subscription
    }
    locks.deliveries(session, [row.id for row, _ in rows], phones)


def _ends(verdict: Verdict) -> bool:
    return verdict.subscription is SubscriptionAction.DELETE


def _of_today(lease: ToPhone, verdict: Verdict, phones: dict[int, Subscription]) -> Verdict:
    """False when the phone has subscribed anew while its old endpoint was sent to: what went wrong
    is past."""
    phone = phones.get(lease.subscription_id)
    if phone is None or phone.endpoint == lease.endpoint or verdict.row is DeliveryResult.ACCEPTED:
        return verdict
    return Verdict(DeliveryResult.RETRY, "new endpoint")


def _note_accepted(
    results: Sequence[OfPhone], phones: dict[int, Subscription], now: datetime
) -> None:
    for lease, verdict in results:
        phone = phones.get(lease.subscription_id)
        if phone is not None and verdict.row is DeliveryResult.ACCEPTED:
            phone.last_ok_at, phone.strikes, phone.struck_at = now, 0, None
            phone.paused_until = None


def _carry_out(
    session: Session, phone: Subscription, verdict: Verdict, now: datetime, until: datetime
) -> None:
    """What the verdict means for a phone that stays."""
    if verdict.subscription is SubscriptionAction.QUARANTINE:
        _set_aside(phone, verdict.reason, now)
    elif verdict.subscription is SubscriptionAction.STRIKE:
        _strike(session, phone, verdict.reason, now)
    if verdict.pause_subscription:
        _pause(session, phone, until)


def _delete_all(
    session: Session, gone: Sequence[tuple[Subscription, str]], now: datetime
) -> set[str]:
    """Once for each phone, after everything else."""
    lost = set[str]()
    if not gone:
        return lost
    session.flush()
    locks.phones_to_delete(session, [phone.id for phone, _ in gone])
    for phone, why in gone:
        lost |= _delete(session, phone, why, now)
    return lost


def _delete(session: Session, phone: Subscription, why: str, now: datetime) -> set[str]:
    """Its push service ended it; a tombstone remains in case the browser offers it again."""
    waiting = session.exec(_waiting(phone)).all()
    lost = mark_dead(session, dict.fromkeys(waiting, why))
    tombstone = insert_into(session, GoneSubscription).values(
        endpoint_hash=phone.endpoint_hash, at=now, reason=why
    )
    session.exec(tombstone.on_conflict_do_nothing())
    session.exec(delete(Subscription).where(col(Subscription.id) == phone.id))
    session.expunge(phone)
    return lost


def _waiting(phone: Subscription) -> Any:
    return (
        select(Delivery.id)
        .where(col(Delivery.subscription_id) == phone.id, col(Delivery.state).in_(OPEN))
        .order_by(col(Delivery.id))
    )


def _set_aside(phone: Subscription, why: str, now: datetime) -> None:
    """Kept, but not sent to: its deliveries are marked dead when they are due."""
    phone.quarantined_at, phone.quarantine_reason = now, why


def _strike(session: Session, phone: Subscription, why: str, now: datetime) -> None:
    """Refused. The third time in a row is the phone's own fault, if others are accepted."""
    phone.strikes += 1
    phone.struck_at = phone.struck_at or now
    service = session.get(Origin, phone.origin, populate_existing=True)
    others_at = service.last_ok_at if service else None
    if phone.strikes >= STRIKES and others_at and others_at > phone.struck_at:
        _set_aside(phone, why, now)


def _pause(session: Session, phone: Subscription, until: datetime) -> None:
    phone.paused_until = until
    session.exec(
        update(Delivery)
        .where(
            col(Delivery.subscription_id) == phone.id,
            col(Delivery.state) == DeliveryState.PENDING,
            col(Delivery.next_at) < until,
        )
        .values(next_at=until)
        .execution_options(synchronize_session=False)
    )
