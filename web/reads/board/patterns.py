"""The same thing at the same place, several times in 30 days: what a lead may own the cause of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlmodel import Session, col

from web.reads.requests import title_of
from web.rules.causes import PATTERN_LEAST, PATTERN_WITHIN
from web.rules.people import Viewer
from web.rules.site_texts import PlaceNames, place_in_words
from web.store.errors import NotFound
from web.store.tables.accounts import Site
from web.store.tables.causes import Pattern, PatternIssue
from web.store.tables.issues import Issue
from web.store.visibility import find_issue

_MOST_PATTERNS = 5
_MOST_ISSUES = 5  # of one


@dataclass(frozen=True)
class PatternIssueView:
    ref: str
    what: str
    at: datetime  # reported


@dataclass(frozen=True)
class PatternView:
    id: int
    what: str  # words of the newest issue
    place: str | None
    count: int  # in 30 days
    issues: tuple[PatternIssueView, ...]  # the newest first

    @property
    def more(self) -> int:
        return self.count - len(self.issues)


@dataclass(frozen=True)
class NewCause:
    """What a cause would be made of."""

    what: str  # words that it begins with
    place: str | None
    count: int
    issues: tuple[PatternIssueView, ...]
    pattern_id: int | None = None
    ref: str = ""  # of the issue, without a pattern


def open_patterns(site_id: int, now: datetime) -> Select[Any]:
    """Rows for `pattern_views`: of a site, without a cause and not dismissed."""
    unanswered = (col(Pattern.cause_id).is_(None), col(Pattern.dismissed_at).is_(None))
    return _shown(_numbered(now).where(col(Pattern.site_id) == site_id, *unanswered))


def pattern_views(rows: Iterable[Row[Any]], names: PlaceNames | None) -> tuple[PatternView, ...]:
    """The newest first."""
    grouped = (list(group) for _, group in groupby(rows, lambda row: row.id))
    return tuple(_view(group, names) for group in grouped)[:_MOST_PATTERNS]


def new_cause(
    session: Session, viewer: Viewer, pattern_id: int | None, ref: str, now: datetime
) -> NewCause:
    """Raises NotFound for what is not theirs, or is a cause itself."""
    if pattern_id is None:
        issue = find_issue(session, viewer, ref)
        if issue.is_cause or not viewer.leads(issue.site_id):
            raise NotFound
        site = session.get_one(Site, issue.site_id)
        what = title_of(issue.words, issue.erased_at)
        alone = PatternIssueView(issue.ref, what, issue.created_at)
        place = place_in_words(issue.place, site.place_names)
        return NewCause(issue.words, place, 1, (alone,), ref=issue.ref)
    pattern = session.get(Pattern, pattern_id)
    if pattern is None or not viewer.leads(pattern.site_id):
        raise NotFound
    names = session.get_one(Site, pattern.site_id).place_names
    its = _shown(_numbered(now).where(col(Pattern.id) == pattern_id), least=1)
    found = pattern_views(session.connection().execute(its).all(), names)
    if not found:
        raise NotFound
    one = found[0]
    return NewCause(one.what, one.place, one.count, one.issues, pattern_id=one.id)


def _numbered(now: datetime) -> Select[Any]:
    """The issues of patterns, within 30 days; `total`: how many each has."""
    newest = (col(Issue.created_at).desc(), col(Issue.id).desc())
    number = func.row_number().over(partition_by=col(Pattern.id), order_by=newest)
    columns: tuple[Any, ...] = (
        col(Pattern.id).label("id"),
        col(Issue.ref),
        col(Issue.words),
        col(Issue.erased_at),
        col(Issue.place),
        col(Issue.created_at).label("at"),
        func.count().over(partition_by=col(Pattern.id)).label("total"),
        number.label("number"),
    )
    return (
        select(*columns)
        .join(PatternIssue, col(PatternIssue.pattern_id) == col(Pattern.id))
        .join(Issue, col(Issue.id) == col(PatternIssue.issue_id))
        .where(col(Issue.created_at) > now - PATTERN_WITHIN)
    )


def _shown(issues: Select[Any], least: int = PATTERN_LEAST) -> Select[Any]:
    numbered = issues.subquery()
    return (
        select(numbered)
        .where(numbered.c.number <= _MOST_ISSUES, numbered.c.total >= least)
        .order_by(numbered.c.id.desc(), numbered.c.number)
        .limit(_MOST_ISSUES * _MOST_PATTERNS)
    )


def _view(rows: Sequence[Row[Any]], names: PlaceNames | None) -> PatternView:
    newest = rows[0]
    return PatternView(
        id=newest.id,
        what=title_of(newest.words, newest.erased_at),
        place=place_in_words(newest.place, names),
        count=newest.total,
        issues=tuple(
            PatternIssueView(row.ref, title_of(row.words, row.erased_at), row.at) for row in rows
        ),
    )
