"""The issues behind a figure, a page at a time; and issues as rows of a file, in batches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select, true
from sqlmodel import Session, col

from web.reads.figures.report import IS_ISSUE, Scope
from web.reads.issue_list import IssueCard, cards
from web.rules.figures import OF_CAUSES, Figure
from web.rules.people import Viewer
from web.store.tables.accounts import Site
from web.store.tables.figures import FiguresOfIssue
from web.store.tables.issues import Issue

PAGE = 25
BATCH = 500
_F = FiguresOfIssue


@dataclass(frozen=True)
class IssuesBehind:
    cards: tuple[IssueCard, ...]
    next: int | None  # the id that the next page begins with


@dataclass(frozen=True)
class Behind:
    """A page of issues."""

    figure: Figure
    scope: Scope  # one that the viewer answers for
    first: int | None = None  # the id that it begins with; None: the newest


def issues_behind(session: Session, viewer: Viewer, wanted: Behind, now: datetime) -> IssuesBehind:
    """Newest first."""
    first = wanted.first
    query = (
        select(col(_F.issue_id))
        .where(*wanted.scope.issues(), _behind(now)[wanted.figure])
        .where(~IS_ISSUE if wanted.figure in OF_CAUSES else IS_ISSUE)
        .where(true() if first is None else col(_F.issue_id) <= first)
        .order_by(col(_F.issue_id).desc())
        .limit(PAGE + 1)
    )
    ids = list(session.connection().scalars(query))
    shown = cards(session, viewer, ids[:PAGE], now)
    return IssuesBehind(
        tuple(shown[one] for one in ids[:PAGE]), ids[PAGE] if len(ids) > PAGE else None
    )


def _behind(now: datetime) -> Mapping[Figure, ColumnElement[bool]]:
    """Of promises those that were not kept, of times those that took some."""
    return {
        Figure.ISSUES: true(),
        Figure.PROMISES_KEPT: (col(_F.promises_due) > col(_F.promises_kept))
        | (col(_F.promise_at) <= now),
        Figure.TO_OWNER: col(_F.seconds_to_owner) > 0,
        Figure.TO_RESOLVED: col(_F.seconds_to_resolved) > 0,
        Figure.STEPS: col(_F.steps) > 0,
        Figure.COLD_STEPS: col(_F.cold_steps) > 0,
        Figure.RETOLD: col(_F.retold) > 0,
        Figure.REOPENED: col(_F.reopened) > 0,
        Figure.SETTLED: col(_F.settled) > 0,
        Figure.UNCONFIRMED: col(_F.seconds_to_resolved).is_not(None) & (col(_F.settled) == 0),
        Figure.NOT_YET: col(_F.not_yet) > 0,
        Figure.SENT_AWAY: col(_F.sent_away) > 0,
        Figure.AUTHORITY_USED: col(_F.authority_used) > 0,
        Figure.CAUSES_FOUND: true(),
        Figure.CAUSES_CLOSED: col(_F.causes_closed) > 0,
        Figure.CAUSES_BACK: col(_F.causes_back) > 0,
    }


def batch(session: Session, scope: Scope, *, is_all: bool, after: int) -> list[Row[Any]]:
    """The next issues by id, with their figures; none of the customer. `is_all`: of all days."""
    table = FiguresOfIssue.__table__  # type: ignore[attr-defined]
    fields = (Issue.ref, Issue.created_at, Issue.state, Issue.urgency, Issue.words, Issue.place)
    query = (
        select(*table.c, *map(col, fields), col(Issue.resolved_at))
        .add_columns(col(Site.name), col(Site.zone), col(Site.place_names))
        .join(Issue, col(Issue.id) == col(_F.issue_id))
        .join(Site, col(Site.id) == col(_F.site_id))
        .where(*(scope.here() if is_all else scope.issues()), IS_ISSUE, col(_F.issue_id) > after)
        .order_by(col(_F.issue_id))
        .limit(BATCH)
    )
    return list(session.connection().execute(query).all())
