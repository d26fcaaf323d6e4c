"""Which people and devices can be rung: the app's ids in, the app's ids out."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from push import channels
from push.models import Subscription


def reachable_people(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of `people` with at least one phone that can ring."""
    query = select(Subscription.person).where(
        col(Subscription.person).in_([str(one) for one in people]),
        col(Subscription.quarantined_at).is_(None),
    )
    return frozenset(int(one) for one in session.exec(query.distinct()).all())


def reachable_devices(session: Session, devices: Iterable[int]) -> dict[int, datetime | None]:
    """Those of `devices` that can ring, each with when it last showed a nudge; None: never yet."""
    query = select(Subscription.device, Subscription.last_shown_at).where(
        col(Subscription.device).in_([str(one) for one in devices]),
        col(Subscription.quarantined_at).is_(None),
    )
    return {int(device): shown_at for device, shown_at in session.exec(query).all()}


def people_with_channels(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of `people` who have another way to be reached than their phones."""
    found = channels.people_with(session, [str(one) for one in people])
    return frozenset(int(one) for one in found)


def reachable_with_channels(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of `people` whom a nudge can reach in any way."""
    wanted = list(people)
    if not wanted:
        return frozenset()
    return reachable_people(session, wanted) | people_with_channels(session, wanted)
