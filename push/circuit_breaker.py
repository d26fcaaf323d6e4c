"""Circuit breaker for each push service: records how it treats us, and pauses what is for a failing
one.

Judges a batch of verdicts at a time. One accepted nudge closes the breaker.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from push.errors import gettext_noop as N_
from push.leased import ToPhone
from push.models import Delivery, DeliveryState, Origin, Subscription
from push.upsert import insert_into
from push.verdict import REFUSED_PAUSE, ServiceAction, Verdict, back_off

ILL_BATCHES = 3  # in a row, or
ILL_ANSWERS = 5  # in one batch, open the breaker
TRUSTED_FOR = timedelta(hours=24)
THROTTLED = N_(
    "A push service asks Own It to send more slowly. Notifications for its phones are sent as "
    "soon as it allows."
)
UNANSWERED = N_(
    "A push service takes no notifications at the moment. They are sent as soon as it does."
)
log = logging.getLogger(__name__)

Judged = tuple[Subscription | None, Verdict]


def judge(
    session: Session,
    results: Sequence[tuple[ToPhone, Verdict]],
    phones: dict[int, Subscription],
    now: datetime,
) -> None:
    """Record what these answers say about their push services."""
    by_origin: dict[str, list[Judged]] = defaultdict(list)
    for lease, verdict in results:
        by_origin[lease.origin].append((phones.get(lease.subscription_id), verdict))
    for origin, judged in sorted(by_origin.items(), key=lambda pair: pair[0]):
        before = session.get(Origin, origin, populate_existing=True) or Origin(
            origin=origin, failures=0
        )
        values = _standing(before, judged, now)
        if values:
            _write(session, origin, values)
        if values.get("paused_until"):
            _hold(session, origin, values["paused_until"])


def _standing(before: Origin, judged: Sequence[Judged], now: datetime) -> dict[str, Any]:
    """The new values for this push service; empty when the answers say nothing about it."""
    verdicts = [verdict for _, verdict in judged]
    if any(verdict.service is ServiceAction.WELL for verdict in verdicts):
        return {"failures": 0, "last_ok_at": now, "paused_until": None, "reason": None}
    alarm = next((verdict.alarm for verdict in verdicts if verdict.alarm), None)
    if any(_refuses_us(before, phone, verdict, now) for phone, verdict in judged):
        until = now + timedelta(seconds=REFUSED_PAUSE)
        return {"failures": before.failures + 1, "paused_until": until, "reason": alarm}
    ill = [verdict for verdict in verdicts if verdict.service is ServiceAction.ILL]
    if ill:
        return _ill(before, ill, alarm, now)
    return {"reason": alarm} if alarm else {}


def _refuses_us(
    before: Origin, phone: Subscription | None, verdict: Verdict, now: datetime
) -> bool:
    """401 or 403: our key is refused, unless only by a phone that never worked with it.

    Else one phone that subscribed with another key would pause all others.
    """
    if verdict.service is not ServiceAction.REFUSES_US:
        return False
    others_work = before.last_ok_at is not None and now - before.last_ok_at < TRUSTED_FOR
    never_worked = phone is not None and phone.last_ok_at is None
    return not (others_work and never_worked)


def _ill(
    before: Origin, ill: Sequence[Verdict], alarm: str | None, now: datetime
) -> dict[str, Any]:
    """Throttled answers count as well: the first ones pause their phones only, and a push service
    that sends them to several (RFC 8030 section 8.4) means all of ours."""
    failures = before.failures + 1
    if failures < ILL_BATCHES and len(ill) < ILL_ANSWERS:
        return {"failures": failures} | ({"reason": alarm} if alarm else {})
    until = now + timedelta(seconds=back_off(failures, 1.0))
    is_throttled = all(verdict.pause_subscription for verdict in ill)
    reason = alarm or (THROTTLED if is_throttled else UNANSWERED)
    return {"failures": failures, "paused_until": until, "reason": reason}


def _write(session: Session, origin: str, values: dict[str, Any]) -> None:
    if values.get("reason"):
        log.warning("%s: %s", origin, values["reason"])
    statement = insert_into(session, Origin).values(origin=origin, **({"failures": 0} | values))
    session.exec(statement.on_conflict_do_update(index_elements=["origin"], set_=values))


def _hold(session: Session, origin: str, until: datetime) -> None:
    """Postpones what waits for this push service to `until`.

    Skips rows that others have locked: sent too early, they come back here.
    """
    phones = select(Subscription.id).where(Subscription.origin == origin)
    waiting = (
        select(Delivery.id)
        .where(
            col(Delivery.subscription_id).in_(phones),
            col(Delivery.state) == DeliveryState.PENDING,
            col(Delivery.next_at) < until,
        )
        .with_for_update(skip_locked=True)
    )
    session.exec(
        update(Delivery)
        .where(col(Delivery.id).in_(waiting))
        .values(next_at=until)
        .execution_options(synchronize_session=False)
    )
