"""Which people and devices can be reached: ids of web in, ids of web out."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from push import channels
from push.models import Subscription


def reachable_people(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of `people` with at least one live subscription."""
    query = select(Subscription.person).where(
        col(Subscription.person).in_([str(one) for one in people]),
        col(Subscription.quarantined_at).is_(None),
    )
    return frozenset(int(one) for one in session.exec(query.distinct()).all())


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
    found = channels.people_with(session, [str(one) for one in people])
    return frozenset(int(one) for one in found)


def reachable_with_channels(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of `people` whom a nudge can reach by phone or channel."""
    wanted = list(people)
    if not wanted:
        return frozenset()
    return reachable_people(session, wanted) | people_with_channels(session, wanted)
