"""Health of the worker and its queue: for monitors, and for the banner that admins see.

Each query costs what is due or waits, or one look into an index; none costs what exists.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from push import heartbeat, suspension
from push import totals as push_totals
from push.columns import UtcDateTime
from push.models import Delivery, Escalation, Message
from web.rules.vocabulary import IssueState
from web.store.states import is_in
from web.store.tables.accounts import Site
from web.store.tables.issues import Issue

_NONE = timedelta(0)


@dataclass(frozen=True)
class Silence:
    """No worker has ended a whole cycle for a minute, or sending is suspended."""

    since: datetime | None  # None: no worker ever did
    is_suspended: bool = False


@dataclass(frozen=True)
class Figures:
    """The figures of `/metrics`, of one moment."""

    worker_silent: timedelta | None  # None: no worker ever ended a whole cycle
    due_lag: timedelta  # how late the oldest due escalation is
    queue_length: int  # deliveries to be made
    queue_age: timedelta  # age of the oldest message of these
    totals: push_totals.Totals
    open_issues: dict[IssueState, int]
    late_issues: int
    is_suspended: bool = False


def silence(session: Session, now: datetime) -> Silence | None:
    """None while all is well."""
    suspended = suspension.suspended_since(session)
    if suspended is not None:
        return Silence(suspended, is_suspended=True)
    since = heartbeat.last_cycle(session, now)
    if since is not None and now - since < heartbeat.SILENT_AFTER:
        return None
    return Silence(since)


def figures(session: Session, now: datetime) -> Figures:
    """Of one moment only if `session` reads one snapshot: see `Database.read`."""
    waiting, oldest = session.execute(_QUEUE).one()
    last = heartbeat.last_cycle(session, now)
    return Figures(
        worker_silent=now - last if last else None,
        due_lag=_age(_first(session, now), now),
        queue_length=waiting,
        queue_age=_age(_written_at(session, oldest), now),
        totals=push_totals.totals(session),
        open_issues={state: session.execute(_OPEN[state]).scalar_one() for state in _OPEN},
        late_issues=int(session.execute(_LATE, {"now": now}).scalar_one()),
        is_suspended=suspension.suspended_since(session) is not None,
    )


def _first(session: Session, now: datetime) -> datetime | None:
    """`ix_push_escalation_due`: its first entry, if that is due."""
    first: datetime | None = session.execute(_DUE, {"now": now}).scalars().first()
    return first


def _written_at(session: Session, message_id: int | None) -> datetime | None:
    message = session.get(Message, message_id) if message_id else None
    return message.created_at if message else None


def _age(at: datetime | None, now: datetime) -> timedelta:
    return max(now - at, _NONE) if at else _NONE


_NOW = bindparam("now", type_=UtcDateTime())
_DUE = (
    select(col(Escalation.next_at))
    .where(col(Escalation.next_at) <= _NOW)
    .order_by(col(Escalation.next_at))
    .limit(1)
)
# `ix_push_delivery_due`: what waits; and messages are numbered as they are written.
_QUEUE = select(func.count(), func.min(col(Delivery.message_id))).where(
    col(Delivery.next_at).is_not(None)
)


# `ix_issue_unowned` and `ix_issue_owned`: one entry for each open issue.
_OPEN = {
    state: select(func.count()).select_from(Issue).where(is_in(state))
    for state in (IssueState.UNOWNED, IssueState.OWNED)
}
# `ix_issue_late`: entries before now, one site after the other; as a join, SQLite would scan all
# owned issues.
_LATE_THERE = (
    select(func.count())
    .select_from(Issue)
    .where(col(Issue.site_id) == col(Site.id))
    .where(is_in(IssueState.OWNED), col(Issue.promise_at) <= _NOW)
    .correlate(Site)
    .scalar_subquery()
)
_LATE = select(func.coalesce(func.sum(_LATE_THERE), 0)).select_from(Site)
