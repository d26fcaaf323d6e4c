"""Counts the figures of issues that have new events: a pass of the worker, in small transactions.

The position in the events commits together with what was counted up to it, so a worker that is
killed loses nothing and counts nothing twice. Without a position, as after an upgrade, it goes
through all events once; an issue that is counted up to its newest event is not counted again.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, delete, func, insert, select
from sqlmodel import Session, col

from push.model_fields import table_of
from web.rules.cause_figures import cause_figures
from web.rules.clock import time_zone
from web.rules.figures import figures
from web.rules.vocabulary import EventKind
from web.store.escalation_timing import opening_for
from web.store.tables.accounts import Place, Site
from web.store.tables.figures import FiguresOfIssue, FiguresProgress
from web.store.tables.issues import Event, Issue

_EVENTS = 400  # of one transaction


def finds(session: Session) -> bool:
    """Whether there are events that are not counted, or nothing was counted yet."""
    progress = session.get(FiguresProgress, 1)
    newest = session.connection().scalar(select(func.max(col(Event.id)))) or 0
    return progress is None or progress.at is None or newest > progress.event_id


def count(session: Session, now: datetime) -> bool:
    """One batch; whether there is more. On PostgreSQL another worker may be at it."""
    progress = _locked(session)
    if progress is None:
        return False
    newest = _next(session, progress.event_id)
    stale = _stale(session, newest) + _causes_of(session, newest, progress.event_id)
    if stale:
        _count_issues(session, sorted(set(stale)))
    more = len(newest) > 0 and sum(one.events for one in newest) == _EVENTS
    progress.event_id = max((one.last for one in newest), default=progress.event_id)
    if not more:
        progress.at = now
    session.add(progress)
    return more


def _locked(session: Session) -> FiguresProgress | None:
    if session.get(FiguresProgress, 1) is None:
        session.add(FiguresProgress(id=1))
        session.flush()
    query = select(FiguresProgress).with_for_update(skip_locked=True)
    return session.execute(query.execution_options(populate_existing=True)).scalars().first()


def _next(session: Session, after: int) -> Sequence[Row[Any]]:
    """By issue: how many of the next events it has, and the last of them."""
    batch = (
        select(col(Event.id), col(Event.issue_id))
        .where(col(Event.id) > after)
        .order_by(col(Event.id))
        .limit(_EVENTS)
        .subquery()
    )
    last, events = func.max(batch.c.id).label("last"), func.count().label("events")
    query = select(batch.c.issue_id, last, events).group_by(batch.c.issue_id)
    return session.connection().execute(query).all()


def _stale(session: Session, newest: Iterable[Row[Any]]) -> list[int]:
    last = {one.issue_id: one.last for one in newest}
    query = select(col(FiguresOfIssue.issue_id), col(FiguresOfIssue.event_id)).where(
        col(FiguresOfIssue.issue_id).in_(last)
    )
    counted = {row.issue_id: row.event_id for row in session.connection().execute(query)}
    return [one for one, event_id in last.items() if counted.get(one, 0) < event_id]


def _causes_of(session: Session, newest: Iterable[Row[Any]], after: int) -> list[int]:
    """What issues were linked to, or called another thing than: it may have come back."""
    kinds = (EventKind.CAUSE_LINKED, EventKind.CAUSE_UNLINKED)
    last = max((one.last for one in newest), default=after)
    query = select(col(Event.data)).where(
        col(Event.id) > after, col(Event.id) <= last, col(Event.kind).in_(kinds)
    )
    found = (data.get("cause") for data in session.connection().scalars(query))
    return [one for one in found if isinstance(one, int)]


def _count_issues(session: Session, ids: list[int]) -> None:
    connection, table = session.connection(), table_of(FiguresOfIssue)
    issues = _issues(session, ids)
    places = _places(session, {one.site_id for one in issues.values()})
    names = ("id", "issue_id", "kind", "at", "tapped_at", "version", "data")
    query = select(*(table_of(Event).c[one] for one in names)).where(col(Event.issue_id).in_(ids))
    events = connection.execute(query.order_by(col(Event.issue_id), col(Event.id))).all()
    linked = _linked(session, [one.id for one in issues.values() if one.is_cause])
    rows = [
        _row(issues[issue_id], list(of_issue), places, linked.get(issue_id, []))
        for issue_id, of_issue in groupby(events, lambda one: one.issue_id)
    ]
    connection.execute(delete(table).where(table.c.issue_id.in_(ids)))
    if rows:
        connection.execute(insert(table), rows)


def _issues(session: Session, ids: list[int]) -> dict[int, Row[Any]]:
    query = select(
        col(Issue.id),
        col(Issue.site_id),
        col(Issue.urgency),
        col(Issue.place),
        col(Issue.promise_at),
        col(Issue.created_at),
        col(Issue.cause_id),
        col(Issue.is_cause),
        col(Site.zone),
        col(Site.opening_hours),
        col(Site.urgent_waits),
    ).join(Site, col(Site.id) == col(Issue.site_id))
    rows = session.connection().execute(query.where(col(Issue.id).in_(ids)))
    return {row.id: row for row in rows}


def _linked(session: Session, causes: list[int]) -> dict[int, list[datetime]]:
    """By cause, when the issues that are linked to it were reported."""
    if not causes:
        return {}
    query = select(col(Issue.cause_id), col(Issue.created_at)).where(
        col(Issue.cause_id).in_(causes), ~col(Issue.is_cause)
    )
    found: dict[int, list[datetime]] = {}
    for row in session.connection().execute(query):
        found.setdefault(row.cause_id, []).append(row.created_at)
    return found


def _places(session: Session, sites: set[int]) -> dict[tuple[int, str], int]:
    """By site and name; of two with one name the newer, which is the one in use."""
    query = select(col(Place.site_id), col(Place.name), col(Place.id))
    rows = session.connection().execute(
        query.where(col(Place.site_id).in_(sites)).order_by(col(Place.id))
    )
    return {(row.site_id, row.name): row.id for row in rows}


def _row(
    issue: Row[Any],
    events: list[Any],
    places: dict[tuple[int, str], int],
    linked: Collection[datetime],
) -> dict[str, Any]:
    """Of a cause without what no customer waits for."""
    if issue.is_cause:
        counted = cause_figures(events, linked)
    else:
        counted = figures(events, opening_for(issue, issue.urgency))
    return {
        "issue_id": issue.id,
        "event_id": events[-1].id,
        "site_id": issue.site_id,
        "day": issue.created_at.astimezone(time_zone(issue.zone)).toordinal(),
        "cause_id": issue.cause_id,
        "place_id": places.get((issue.site_id, issue.place or "")),
        "promise_at": None if issue.is_cause else issue.promise_at,
        **vars(counted),
    }
