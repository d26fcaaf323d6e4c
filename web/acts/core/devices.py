"""Signed-in devices: server-side sessions as rows. Signing out ends the row, and its
subscription."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from push import clock_skew, locks, subscriptions
from web.acts.core.security_log import SecurityEvent, report_on_commit
from web.acts.core.tap import Tap
from web.acts.core.tokens import hash_of, new_token
from web.rules.people import Viewer
from web.rules.phones import ABSOLUTE, IDLE
from web.store.errors import NotFound
from web.store.tables.accounts import Device, Invite, Person

# Minimum interval of last-seen updates: reading pages should not write each time.
SEEN_EVERY = timedelta(minutes=15)
_AT_ONCE = 500  # the number of parameters of a statement is limited


def sign_in(session: Session, person_id: int, label: str, now: datetime) -> str:
    """Creates a session for this person. Returns its token, which is stored as a hash only."""
    token = new_token()
    session.add(
        Device(
            person_id=person_id,
            token_hash=hash_of(token),
            label=label[:80],
            storage_key_version=session.get_one(Person, person_id).storage_key_version,
            created_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE,
        )
    )
    return token


def end(session: Session, device: Device, now: datetime) -> None:
    """The cookie is invalid from now on, and no nudge is sent to the device."""
    _end_all(session, [device.id], now)


def _end_all(session: Session, ids: Sequence[int], now: datetime) -> None:
    """`ids` in order. All rows first, then all phones: the order of locks.

    By id, so that an unreadable row is ended as well.
    """
    if not ids:
        return
    rows = select(Device.id).where(col(Device.id).in_(ids)).order_by(col(Device.id))
    session.exec(rows.with_for_update(key_share=True)).all()
    session.exec(
        update(Device)
        .where(col(Device.id).in_(ids), col(Device.ended_at).is_(None))
        .values(ended_at=now)
    )
    subscriptions.remove_many(session, [str(id_) for id_ in ids])


def end_mine(tap: Tap, device_id: int) -> None:
    """Revokes one of the viewer's own devices, and renews the storage key of the others."""
    device = tap.session.get(Device, device_id)
    if device is None or device.person_id != tap.actor.id:
        raise NotFound
    report_on_commit(tap.session, SecurityEvent.DEVICE_ENDED, person=tap.actor.id, device=device_id)
    if device.id != tap.actor.device_id:
        _shut_out(tap.session, tap.actor.id, tap.now)
    end(tap.session, device, tap.now)


def end_others(tap: Tap) -> None:
    """Signs this person out everywhere but here."""
    _shut_out(tap.session, tap.actor.id, tap.now)
    others = tap.session.exec(
        _open_devices(tap.actor.id).where(Device.id != tap.actor.device_id)
    ).all()
    for id_ in others:
        report_on_commit(tap.session, SecurityEvent.DEVICE_ENDED, person=tap.actor.id, device=id_)
    _end_all(tap.session, others, tap.now)


def _shut_out(session: Session, person_id: int, now: datetime) -> None:
    """An ended device may be in other hands: no key that it had seals anything more, and no link
    that it made or used signs it in again."""
    renewed = {"storage_key_version": col(Person.storage_key_version) + 1}
    session.exec(update(Person).where(col(Person.id) == person_id).values(renewed))
    theirs = or_(
        col(Invite.person_id) == person_id,
        col(Invite.device_id).in_(select(Device.id).where(Device.person_id == person_id)),
    )
    live = update(Invite).where(theirs, col(Invite.revoked_at).is_(None))
    session.exec(live.values(revoked_at=now))


def _open_devices(person_id: int) -> SelectOfScalar[int]:
    mine = select(Device.id).where(Device.person_id == person_id, col(Device.ended_at).is_(None))
    return mine.order_by(col(Device.id))


def end_all(session: Session, person_id: int, now: datetime) -> None:
    _end_all(session, session.exec(_open_devices(person_id)).all(), now)


def end_everybodys(session: Session, now: datetime) -> int:
    """Ends every session and every invite, for a restored database: it cannot know which were ended
    since its copy was made. Returns the number of sessions."""
    session.exec(update(Invite).where(col(Invite.revoked_at).is_(None)).values(revoked_at=now))
    live = select(Device.id).where(col(Device.ended_at).is_(None)).order_by(col(Device.id))
    ids = session.exec(live).all()
    for start in range(0, len(ids), _AT_ONCE):
        _end_all(session, ids[start : start + _AT_ONCE], now)
    report_on_commit(session, SecurityEvent.RESTORED, devices=len(ids))
    return len(ids)


def lock_all(session: Session, person_id: int) -> None:
    """Locks their devices, and then their phones, before their deliveries: see `push.locks`."""
    session.exec(_open_devices(person_id).with_for_update(key_share=True)).all()
    locks.change_phones(session, [str(person_id)])


def lock_open(session: Session, who: Viewer) -> None:
    """Keeps this device signed in until this act is committed; raises NotFound when it is not.

    Otherwise a script that was let in just before the sign-out could subscribe the phone again.
    """
    query = select(Device.id).where(Device.id == who.device_id, col(Device.ended_at).is_(None))
    if session.exec(query.with_for_update(read=True)).first() is None:
        raise NotFound


def end_expired(session: Session, people: Collection[int], now: datetime) -> bool:
    """Ends expired sessions of these people, so that their phones do not ring. Returns whether
    there were any.

    Only by a steady clock: one that is months ahead would end all.
    """
    expired = (
        select(Device.id)
        .where(
            col(Device.person_id).in_(people),
            col(Device.ended_at).is_(None),
            or_(col(Device.expires_at) <= now, col(Device.seen_at) <= now - IDLE),
        )
        .order_by(col(Device.id))
    )
    found = session.exec(expired).all()
    is_any = bool(found) and clock_skew.is_steady(session, now)
    if is_any:
        _end_all(session, found, now)
    return is_any


def end_all_expired(session: Session, now: datetime, limit: int) -> None:
    """Of everybody: at most so many, without those that somebody ends at this moment."""
    ran_out = or_(col(Device.expires_at) <= now, col(Device.seen_at) <= now - IDLE)
    query = select(Device.id).where(col(Device.ended_at).is_(None), ran_out)
    locked = query.order_by(col(Device.id)).limit(limit)
    locked = locked.with_for_update(skip_locked=True, key_share=True)
    _end_all(session, session.exec(locked).all(), now)


def mark_seen(session: Session, device_id: int, now: datetime) -> None:
    """Skips the write while another request of the same device does it."""
    query = select(Device).where(Device.id == device_id).with_for_update(skip_locked=True)
    device = session.exec(query).first()
    if device is not None:
        device.seen_at = now
        session.add(device)
