"""Notices that a clock was ahead and was put right, and brings back what waits for that time.

Decides nothing anew: it makes things due, so that those who decide look at them again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlmodel import Session, SQLModel, col

from push.models import Delivery, DeliveryState, Escalation, Heartbeat, Origin, Subscription
from push.pulse import TOLERATED
from push.verdict import LONGEST_RETRY_AFTER, LONGEST_WAIT

LONGEST_BACK_OFF = timedelta(seconds=LONGEST_WAIT)
LONGEST_PAUSE = timedelta(seconds=LONGEST_RETRY_AFTER)


@dataclass
class Watch:
    """Remembers the newest time that this process has seen on its clock."""

    _newest: datetime | None = None

    @property
    def is_new(self) -> bool:
        return self._newest is None

    def went_back(self, now: datetime) -> bool:
        return self._newest is not None and now < self._newest - TOLERATED

    def look(self, now: datetime) -> None:
        """Remember `now`; after a step back it is the newest there is."""
        is_back = self._newest is None or self.went_back(now)
        self._newest = now if is_back else max(self._newest or now, now)


def was_ahead(session: Session, now: datetime) -> bool:
    """Whether a worker has written down a time that has not come yet. For the start: it scans."""
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


def bring_back(session: Session, now: datetime) -> None:
    """What was put off by a clock that was ahead is due now, and its plan plans anew.

    A pause of more than the longest back-off is given up with it: which clock it was written by
    cannot be told, and a push service that still wants it says so again.
    """
    late = now + LONGEST_BACK_OFF + TOLERATED
    _set(session, Escalation, _ladders_ahead(now), next_at=now)
    _set(session, Subscription, col(Subscription.paused_until) > late, paused_until=None)
    _set(session, Delivery, _waits_beyond(now, LONGEST_BACK_OFF), next_at=now)
    _set(session, Origin, col(Origin.paused_until) > late, paused_until=None)


def _ladders_ahead(now: datetime) -> ColumnElement[bool]:
    """Told, or begun, at a time that has not come yet."""
    ahead = or_(
        col(Escalation.told_at) > now + TOLERATED, col(Escalation.started_at) > now + TOLERATED
    )
    return (col(Escalation.next_at) > now) & ahead


def _waits_beyond(now: datetime, span: timedelta) -> ColumnElement[bool]:
    """A lease is short: one that ends later than a back-off could is no worker's any more."""
    return (col(Delivery.next_at) > now + span + TOLERATED) & col(Delivery.state).in_(
        (DeliveryState.PENDING, DeliveryState.LEASED)
    )


def _set(
    session: Session, model: type[SQLModel], which: ColumnElement[bool], **values: Any
) -> None:
    """In the one order of `locks`: each kind by its ids, ladders first."""
    key = next(iter(model.__table__.primary_key))  # type: ignore[attr-defined]
    locked = select(key).where(which).order_by(key).with_for_update()
    ids = session.connection().execute(locked).scalars().all()
    if ids:
        session.connection().execute(update(model).where(key.in_(ids)).values(values))
