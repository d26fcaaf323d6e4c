"""The one order in which rows are locked, against deadlocks. Changes nothing.

1. escalations; 2. phones: those that will change (FOR NO KEY UPDATE), and those that will be sent
to (FOR KEY SHARE, against deletion); 3. deliveries; 4. phones that will be deleted (FOR UPDATE),
then messages, push services and channels; 5. totals, as the last statement of all (see
`totals.write`).

Each kind in the order of ids, and all rows of a kind at once. A worker that leases claims phones
and channels before deliveries, but waits for none of them (see `claim`). Callers' locks come before
all of these; a caller's row for a device comes before the device's phone. On SQLite a writing unit
of work has the whole database: no statement is needed.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, or_, select
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from push.model_fields import table_of
from push.models import OPEN, Channel, Delivery, Escalation, Message, Subscription

_PHONE, _DELIVERY, _LADDER = table_of(Subscription), table_of(Delivery), table_of(Escalation)
_MESSAGE, _CHANNEL = table_of(Message), table_of(Channel)
_LOCKED = "push.locked_ladders"


def _some(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


_PHONES = select(_PHONE.c.id).order_by(_PHONE.c.id)
_KEEP_OF_PEOPLE = _PHONES.where(_PHONE.c.person.in_(_some("people"))).with_for_update(
    read=True, key_share=True
)
_CHANGE_OF_PEOPLE = _PHONES.where(_PHONE.c.person.in_(_some("people"))).with_for_update(
    key_share=True
)
_CLAIM_PHONES = _PHONES.where(_PHONE.c.id.in_(_some("phones"))).with_for_update(
    key_share=True, skip_locked=True
)
_THERE = select(_CHANNEL.c.id).where(_CHANNEL.c.id.in_(_some("channels")))
_CLAIM_CHANNELS = _THERE.with_for_update(key_share=True, skip_locked=True)
_DELETE = _PHONES.where(_PHONE.c.id.in_(_some("phones"))).with_for_update()
_LADDERS = (
    select(_LADDER.c.id)
    .where(_LADDER.c.subject.in_(_some("subjects")))
    .order_by(_LADDER.c.id)
    .with_for_update()
)
_DELIVERIES = (
    select(_DELIVERY.c.id)
    .where(
        or_(
            _DELIVERY.c.id.in_(_some("deliveries")),
            _DELIVERY.c.subscription_id.in_(_some("phones")) & _DELIVERY.c.state.in_(OPEN),
        )
    )
    .order_by(_DELIVERY.c.id)
    .with_for_update()
)

_ALL_DELIVERIES = (
    select(_DELIVERY.c.id)
    .where(
        _DELIVERY.c.next_at.is_not(None),  # is open, in terms of an index
        or_(
            _DELIVERY.c.message_id.in_(
                select(_MESSAGE.c.id).where(_MESSAGE.c.subject.in_(_some("subjects")))
            ),
            _DELIVERY.c.subscription_id.in_(
                select(_PHONE.c.id).where(_PHONE.c.person.in_(_some("people")))
            ),
            _DELIVERY.c.channel_id.in_(
                select(_CHANNEL.c.id).where(_CHANNEL.c.person.in_(_some("people")))
            ),
        ),
    )
    .order_by(_DELIVERY.c.id)
    .with_for_update()
)


def has_whole_database(session: Session) -> bool:
    """Whether this unit of work, which writes, needs no row locks: so on SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def ladders(session: Session, subjects: Iterable[str]) -> None:
    """Wait for workers that advance these subjects now, and for their nudges: once in a
    transaction. A savepoint that ends may give its locks back, so what it locked is locked
    again."""
    locked = _locked_ladders(session)
    wanted = {one for one in subjects if one not in locked or not locked[one].is_active}
    _lock(session, _LADDERS, subjects=sorted(wanted))
    note_locked_ladders(session, wanted)


def note_locked_ladders(session: Session, subjects: Iterable[str]) -> None:
    """Other statements have locked all escalations of these subjects, in the same order."""
    within = session.get_nested_transaction() or session.get_transaction()
    _locked_ladders(session).update({one: within for one in subjects if within})


def _locked_ladders(session: Session) -> dict[str, SessionTransaction]:
    """By subject: the transaction or savepoint that has locked it."""
    locked: dict[str, SessionTransaction] = session.info.setdefault(_LOCKED, {})
    return locked


def keep_phones(session: Session, people: Iterable[str]) -> None:
    """None of these people's phones is deleted before this unit of work ends."""
    _lock(session, _KEEP_OF_PEOPLE, people=sorted(people))


def change_phones(session: Session, people: Iterable[str]) -> None:
    """These people's phones will change or be deleted. Before any delivery; other units of work
    with `keep_phones` do not wait for it."""
    _lock(session, _CHANGE_OF_PEOPLE, people=sorted(people))


def all_deliveries(session: Session, subjects: Iterable[str], people: Iterable[str]) -> None:
    """Whatever is still to be sent about these subjects, or to these people."""
    _lock(session, _ALL_DELIVERIES, subjects=sorted(subjects), people=sorted(people))


def claim(session: Session, targets: Collection[int]) -> Collection[int]:
    """Of these phones, and channels (negative), those that no other unit of work has claimed or
    changes now; nobody else claims them before this one ends. Never waits. Targets that no longer
    exist are free for all."""
    if has_whole_database(session):
        return targets
    connection = session.connection()
    phones = sorted(one for one in targets if one > 0)
    channels = sorted(-one for one in targets if one < 0)
    claimed = connection.execute(_CLAIM_PHONES, {"phones": phones}).scalars().all()
    if not channels:
        return {0, *claimed}
    there = connection.execute(_THERE, {"channels": channels}).scalars().all()
    free = connection.execute(_CLAIM_CHANNELS, {"channels": channels}).scalars().all()
    gone = set(channels).difference(there)
    return {0, *claimed, *(-one for one in (*free, *gone))}


def deliveries(session: Session, ids: Collection[int], phones: Collection[int] = ()) -> None:
    """These deliveries, and others that wait for these phones."""
    if ids or phones:
        _lock(session, _DELIVERIES, deliveries=sorted(ids), phones=sorted(phones))


def phones_to_delete(session: Session, ids: Collection[int]) -> None:
    """Wait for units of work that enqueue for these phones."""
    _lock(session, _DELETE, phones=sorted(ids))


def _lock(session: Session, query: Select[tuple[int]], **values: Sequence[object]) -> None:
    if any(values.values()) and not has_whole_database(session):
        session.connection().execute(query, values).all()
