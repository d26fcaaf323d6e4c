"""Detects that a clock was ahead and was corrected, and makes due what waits for that time. Knows
whether the clock is steady enough for irreversible work.

Decides nothing itself: what is due is planned again by those who decide.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, or_, select, update
from sqlmodel import Session, SQLModel, col

from push.heartbeat import TOLERATED
from push.models import (
    Delivery,
    DeliveryState,
    Escalation,
    Origin,
    Subscription,
)
from push.upsert import insert_into
from push.verdict import LONGEST_RETRY_AFTER, LONGEST_WAIT
from push.worker_models import ClockReading, Heartbeat

LONGEST_BACK_OFF = timedelta(seconds=LONGEST_WAIT)
LONGEST_PAUSE = timedelta(seconds=LONGEST_RETRY_AFTER)
# A nudge that came this early is not repeated: the shortest time between two nudges about the same
# thing.
SLIGHTLY = timedelta(minutes=5)
ASK_EVERY = timedelta(minutes=1)
READ_EVERY = timedelta(hours=1)
LONGEST_GAP = timedelta(days=1)  # between two readings of a steady clock
STEADY_AFTER = timedelta(days=1)


@dataclass
class ClockWatch:
    """Remembers the newest time that this process has seen."""

    _newest: datetime | None = None
    _read_at: datetime | None = None
    _asked_at: datetime | None = None

    @property
    def is_new(self) -> bool:
        return self._newest is None

    def went_back(self, now: datetime) -> bool:
        return self._newest is not None and now < self._newest - TOLERATED

    def was_wrong(self, read: Callable[[], AbstractContextManager[Session]], now: datetime) -> bool:
        """Whether the clock went back since the last call; or, once a minute, whether the database
        holds times ahead of it: an act may commit late, or on another machine."""
        if self.went_back(now):
            return True
        if self._asked_at is not None and timedelta(0) <= now - self._asked_at < ASK_EVERY:
            return False
        self._asked_at = now
        with read() as session:
            return (was_ahead if self.is_new else has_ladders_ahead)(session, now)

    def look(self, now: datetime) -> None:
        """Remember `now`; after a step back it is the newest."""
        is_back = self._newest is None or self.went_back(now)
        self._newest = now if is_back else max(self._newest or now, now)

    def must_read(self, now: datetime) -> bool:
        """Whether the time has to be recorded: hourly, and after each step back."""
        return self._read_at is None or not timedelta(0) <= now - self._read_at < READ_EVERY

    def has_read(self, now: datetime) -> None:
        self._read_at = now


def has_ladders_ahead(session: Session, now: datetime) -> bool:
    """Uses partial indexes: costs what is ahead only."""
    sign = select(exists().where(_ladders_ahead(now)))
    return bool(session.connection().execute(sign).scalar_one())


def was_ahead(session: Session, now: datetime) -> bool:
    """Whether a worker has recorded a time that is still to come. For the start: it scans."""
    signs = (
        exists().where(_ladders_ahead(now)),
        exists().where(col(Heartbeat.cycle_at) > now + TOLERATED),
        exists().where(_waits_beyond(now, LONGEST_PAUSE)),
        exists().where(
            _waits_beyond(now, LONGEST_BACK_OFF), col(Delivery.state) == DeliveryState.LEASED
        ),
        exists().where(col(Origin.paused_until) > now + LONGEST_PAUSE + TOLERATED),
        exists().where(col(Subscription.paused_until) > now + LONGEST_PAUSE + TOLERATED),
    )
    return any(session.connection().execute(select(sign)).scalar_one() for sign in signs)


def reset_future_times(session: Session, now: datetime) -> None:
    """Makes due what a clock that was ahead has postponed; the plan plans it again.

    Ends every pause beyond the longest back-off: which clock wrote it is unknown, and a push
    service that still wants it says so again.
    """
    late = now + LONGEST_BACK_OFF + TOLERATED
    began = col(Escalation.started_at)
    unplanned = {"next_at": now, "step_at": None, "checked_at": None}
    began_at = case((began > now, now), else_=began)
    _set(session, Escalation, _ladders_ahead(now), **unplanned, started_at=began_at)
    _set(session, Subscription, col(Subscription.paused_until) > late, paused_until=None)
    _set(session, Delivery, _waits_beyond(now, LONGEST_BACK_OFF), next_at=now)
    _set(session, Origin, col(Origin.paused_until) > late, paused_until=None)


def note(session: Session, now: datetime) -> None:
    """Records that a worker has read its clock, for all workers and restarts."""
    first = insert_into(session, ClockReading).values(id=1, read_at=now, steady_since=now)
    session.exec(first.on_conflict_do_nothing())
    reading = session.get_one(ClockReading, 1, with_for_update=True)
    if not _goes_on(reading.read_at, now):
        reading.steady_since = now
    reading.read_at = now
    session.add(reading)


def is_steady(session: Session, now: datetime) -> bool:
    """Whether the clock has run for a day without a jump; before that nothing irreversible is
    done."""
    query = select(col(ClockReading.steady_since), col(ClockReading.read_at))
    found = session.connection().execute(query).first()
    if found is None or found.steady_since is None or not _goes_on(found.read_at, now):
        return False
    return bool(found.read_at - found.steady_since >= STEADY_AFTER)


def _goes_on(read_at: datetime | None, now: datetime) -> bool:
    return read_at is not None and -TOLERATED <= now - read_at <= LONGEST_GAP


def _ladders_ahead(now: datetime) -> ColumnElement[bool]:
    """Checked, or begun, at a time that is still to come; also those that had ended by then. What
    an act has stopped was never checked."""
    late = now + SLIGHTLY
    began = (col(Escalation.started_at) > late) & col(Escalation.next_at).is_not(None)
    return or_(col(Escalation.checked_at) > late, began)


def _waits_beyond(now: datetime, span: timedelta) -> ColumnElement[bool]:
    """A lease is short: one that ends later than any back-off belongs to no worker."""
    return (col(Delivery.next_at) > now + span + TOLERATED) & col(Delivery.state).in_(
        (DeliveryState.PENDING, DeliveryState.LEASED)
    )


def _set(
    session: Session, model: type[SQLModel], which: ColumnElement[bool], **values: Any
) -> None:
    """In the order of `locks`: each kind by its ids, escalations first."""
    key = next(iter(model.__table__.primary_key))  # type: ignore[attr-defined]
    locked = select(key).where(which).order_by(key).with_for_update()
    ids = session.connection().execute(locked).scalars().all()
    if ids:
        session.connection().execute(update(model).where(key.in_(ids)).values(values))
