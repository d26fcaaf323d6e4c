"""All issues of the viewer's site, for admins of all sites, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, literal, literal_column, select, tuple_, union_all
from sqlmodel import Session, col

from push.columns import UtcDateTime
from web.reads.issue_list import IssueCard, cards
from web.rules.people import Viewer
from web.rules.vocabulary import IssueState
from web.store.states import is_in
from web.store.tables.issues import Issue

PAGE = 25
# By state, in the order of the list: the time by which its issues are ordered.
_TIMES: dict[IssueState, Any] = {
    IssueState.UNOWNED: col(Issue.waiting_since),
    IssueState.OWNED: col(Issue.promise_at),
    IssueState.RESOLVED: col(Issue.touched_at),  # the latest first
}
_ORDER = tuple(_TIMES)


@dataclass(frozen=True)
class Position:
    """Where in the list a page begins, whatever has become of the issue that stood there."""

    state: IssueState
    at: datetime
    issue_id: int


@dataclass(frozen=True)
class AllIssues:
    cards: tuple[IssueCard, ...]
    next: Position | None  # where the next page begins


def all_issues(
    session: Session, viewer: Viewer, first: Position | None, now: datetime
) -> AllIssues:
    """Unowned ones first, then open ones, of both whoever has waited longest or is to hear first;
    then resolved ones, the latest first. Reads what is shown, and as much of each other state."""
    states = _ORDER[_ORDER.index(first.state) :] if first else _ORDER
    parts = [select(_part(viewer, state, first)) for state in states]
    rows = session.connection().execute(union_all(*parts)).all()
    found = sorted((Position(IssueState(row.state), row.at, row.id) for row in rows), key=_place)
    shown = cards(session, viewer, [one.issue_id for one in found[:PAGE]], now)
    return AllIssues(
        tuple(shown[one.issue_id] for one in found[:PAGE]),
        found[PAGE] if len(found) > PAGE else None,
    )


def _place(one: Position) -> tuple[int, float, int]:
    sign = -1 if one.state is IssueState.RESOLVED else 1
    return _ORDER.index(one.state), sign * one.at.timestamp(), sign * one.issue_id


def _part(viewer: Viewer, state: IssueState, first: Position | None) -> Subquery:
    """By the index of the issues of one state, which is in this order."""
    at, id_ = _TIMES[state], col(Issue.id)
    is_latest_first = state is IssueState.RESOLVED
    query = select(
        id_.label("id"), literal_column(f"'{state.value}'").label("state"), at.label("at")
    ).where(is_in(state), *_here(viewer))
    if first and first.state is state:
        row = tuple_(at, id_)
        begin = tuple_(literal(first.at, UtcDateTime()), literal(first.issue_id))
        query = query.where(row <= begin if is_latest_first else row >= begin)
    order = (at.desc(), id_.desc()) if is_latest_first else (at, id_)
    return query.order_by(*order).limit(PAGE + 1).subquery()


def _here(viewer: Viewer) -> Iterable[ColumnElement[bool]]:
    if not viewer.is_admin:
        yield col(Issue.site_id) == viewer.site_id
