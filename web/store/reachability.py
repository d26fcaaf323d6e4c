"""Which people and devices can be reached: ids of web in, ids of web out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, exists, func, union
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from push import channels
from push.models import Subscription
from web.store.tables.accounts import Person


def reachable_people(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of `people` with at least one live subscription."""
    wanted = [str(one) for one in people]
    return _people(session, _subscribed(wanted)) if wanted else frozenset()


def how_many_unreachable(session: Session) -> int:
    """Open accounts without any live subscription."""
    live = exists().where(
        col(Subscription.person) == cast(col(Person.id), String),
        col(Subscription.quarantined_at).is_(None),
    )
    query = select(func.count(col(Person.id))).where(col(Person.closed_at).is_(None), ~live)
    return session.exec(query).one()


def _subscribed(people: list[str]) -> SelectOfScalar[str]:
    return select(Subscription.person).where(
        col(Subscription.person).in_(people), col(Subscription.quarantined_at).is_(None)
    )


def _people(session: Session, query: Any) -> frozenset[int]:
    return frozenset(int(one) for (one,) in session.execute(query))


def reachable_devices(session: Session, devices: Iterable[int]) -> dict[int, datetime | None]:
    """Those of `devices` with a live subscription, each with when it last showed a nudge; None:
    never."""
    query = select(Subscription.device, Subscription.last_shown_at).where(
        col(Subscription.device).in_([str(one) for one in devices]),
        col(Subscription.quarantined_at).is_(None),
    )
    return {int(device): shown_at for device, shown_at in session.exec(query).all()}


def people_with_channels(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of `people` with a channel."""
    return _people(session, channels.people_with([str(one) for one in people]))


def reachable_with_channels(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of `people` whom a nudge can reach by phone or channel."""
    wanted = [str(one) for one in people]
    if not wanted:
        return frozenset()
    return _people(session, union(_subscribed(wanted), channels.people_with(wanted)))
