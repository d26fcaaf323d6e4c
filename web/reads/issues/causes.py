"""What an issue is linked to, what is linked to it, and whether a resolved cause came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from web.language.known import ENGLISH
from web.reads.requests import title_of
from web.rules.causes import WATCHED_FOR, Watch, terms_of, watch
from web.rules.people import Viewer
from web.rules.vocabulary import IssueState
from web.store.states import is_cause, is_in
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue

_MOST = 20
CAUSE, CAUSE_OWNER = aliased(Issue), aliased(Person)
# The newest cause that is open at the place of a report that somebody has just made.
# The sum: for the greatest id alone a database would go through all issues, the newest first.
_LIKELY = (
    select(func.max(col(Issue.id) + 0))
    .where(is_cause(), col(Issue.site_id) == bindparam("likely_at"))
    .where(col(Issue.place) == bindparam("place"), ~is_in(IssueState.RESOLVED))
    .scalar_subquery()
)
# Joins and columns for the statement that an issue’s page makes anyway.
IS_CAUSE_OF = col(CAUSE.id) == func.coalesce(bindparam("cause_id"), _LIKELY)
IS_ITS_OWNER = col(CAUSE_OWNER.id) == col(CAUSE.owner_id)
CAUSE_COLUMNS: tuple[Any, ...] = (
    col(CAUSE.id).label("cause_row"),
    col(CAUSE.ref).label("cause_ref"),
    col(CAUSE.words).label("cause_words"),
    col(CAUSE.erased_at).label("cause_erased_at"),
    col(CAUSE.state).label("cause_state"),
    col(CAUSE.is_cause).label("cause_is_cause"),
    col(CAUSE.owner_id).label("cause_owner_id"),
    col(CAUSE_OWNER.first_name).label("cause_owner"),
)


@dataclass(frozen=True)
class LinkedTo:
    """The cause of an issue, or the first report of the same fault."""

    ref: str
    what: str
    is_cause: bool
    state: IssueState
    owner: str | None  # first name; "": the viewer
    may_unlink: bool


@dataclass(frozen=True)
class LinkedIssue:
    ref: str
    what: str
    state: IssueState
    owner: str | None  # first name
    at: datetime  # reported
    is_comeback: bool


@dataclass(frozen=True)
class Behind:
    """What is linked to a cause, or to the first report of a fault: the newest first."""

    issues: tuple[LinkedIssue, ...]
    total: int
    comebacks: int
    watch: Watch | None  # None: not resolved, or no cause
    watched_until: datetime | None

    @property
    def more(self) -> int:
        return self.total - len(self.issues)


def linked_to(issue: Issue, row: Row[Any], viewer: Viewer) -> LinkedTo | None:
    """`row`: with `CAUSE_COLUMNS`, of a cause that is there. None: to itself, as a first report
    is, or alike to no cause."""
    if row.cause_row == issue.id:
        return None
    if issue.cause_id is None and not _is_likely(issue, row):
        return None
    return LinkedTo(
        ref=row.cause_ref,
        what=title_of(row.cause_words, row.cause_erased_at),
        is_cause=row.cause_is_cause,
        state=IssueState(row.cause_state),
        owner="" if row.cause_owner_id == viewer.id else row.cause_owner,
        may_unlink=issue.owner_id == viewer.id or viewer.leads(issue.site_id),
    )


def _is_likely(issue: Issue, row: Row[Any]) -> bool:
    """Before the worker has linked it: a word in common is enough, at the same place. The worker
    knows the reports behind the cause, too."""
    language = row.Site.language or ENGLISH.code
    return bool(terms_of(issue.words, language) & terms_of(row.cause_words, language))


def behind(session: Session, issue: Issue, now: datetime) -> Behind:
    """One statement, for causes and first reports alone."""
    resolved_at = issue.resolved_at if issue.is_cause else None
    rows = session.execute(_linked(issue, resolved_at)).all()
    comebacks = int(rows[0].comebacks or 0) if rows else 0
    return Behind(
        issues=_issues(rows),
        total=rows[0].total if rows else 0,
        comebacks=comebacks,
        watch=watch(resolved_at, comebacks, now) if resolved_at else None,
        watched_until=resolved_at + WATCHED_FOR if resolved_at else None,
    )


def _linked(issue: Issue, resolved_at: datetime | None) -> Any:
    reported = col(Issue.created_at)
    is_back = (
        and_(reported > resolved_at, reported <= resolved_at + WATCHED_FOR)
        if (resolved_at)
        else reported.is_(None)
    )
    comeback = case((is_back, 1), else_=0)
    return (
        select(
            col(Issue.ref),
            col(Issue.words),
            col(Issue.erased_at),
            col(Issue.state),
            reported.label("at"),
            col(Person.first_name),
            comeback.label("is_comeback"),
            func.sum(comeback).over().label("comebacks"),
            func.count().over().label("total"),
        )
        .outerjoin(Person, col(Person.id) == col(Issue.owner_id))
        .where(col(Issue.cause_id) == issue.id, col(Issue.id) != issue.id)
        .order_by(reported.desc(), col(Issue.id).desc())
        .limit(_MOST)
    )


def _issues(rows: Sequence[Row[Any]]) -> tuple[LinkedIssue, ...]:
    return tuple(
        LinkedIssue(
            ref=row.ref,
            what=title_of(row.words, row.erased_at),
            state=IssueState(row.state),
            owner=row.first_name,
            at=row.at,
            is_comeback=bool(row.is_comeback),
        )
        for row in rows
    )
