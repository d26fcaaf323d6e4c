"""What the issues of one site, or of all, add up to: by week, and by place or site.

Read from `issue_figures` by two grouped queries, however many issues there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, case, func, select
from sqlmodel import Session, col

from web.language.known import language_of, locale_of
from web.reads.accounts.settings import sites
from web.reads.requests import title_of
from web.rules.clock import time_zone
from web.rules.figure_periods import A_WEEK, Days, Period, days_of
from web.rules.figures import TOTALS, Totals
from web.rules.people import Viewer
from web.rules.site_texts import place_in_words
from web.store.errors import NotFound
from web.store.tables.accounts import Place, Site
from web.store.tables.figures import FiguresOfIssue, FiguresProgress
from web.store.tables.issues import Event, Issue

_MOST_GROUPS = 25
_F = FiguresOfIssue
IS_ISSUE = col(FiguresOfIssue.causes) == 0  # and no cause


@dataclass(frozen=True)
class Scope:
    """What a report is about; `site_id` None: all sites."""

    site_id: int | None
    site_name: str
    zone: str  # by whose clock the days are; in all sites that of the viewer
    place_names: Any
    sites: tuple[tuple[int, str], ...]  # an admin may choose; else empty
    period: Period
    days: Days

    def issues(self) -> list[ColumnElement[bool]]:
        """Those of the period."""
        first, last = self.days.first.toordinal(), self.days.last.toordinal()
        return [*self.here(), col(_F.day).between(first, last)]

    def here(self) -> list[ColumnElement[bool]]:
        return [] if self.site_id is None else [col(_F.site_id) == self.site_id]


@dataclass(frozen=True)
class Group:
    """Issues of one place, site or cause. `name` None: a place that is none of the site's, or no
    cause is known."""

    name: str | None
    ref: str | None  # of a cause
    id: int | None
    totals: Totals


@dataclass(frozen=True)
class Report:
    scope: Scope
    as_of: datetime | None  # all that had happened by then is counted; None: not counted yet
    totals: Totals
    before: Totals  # of the days before, which they are compared with
    weeks: tuple[tuple[date, Totals], ...]
    groups: tuple[Group, ...]  # of one site its places, of all sites these; most issues first
    causes: tuple[Group, ...]  # of one site; empty while no cause is known of any issue


def scope_of(
    session: Session, viewer: Viewer, wanted: int | None, period: Period, now: datetime
) -> Scope:
    """A lead's own site; for an admin all sites, or the one wanted. Raises NotFound for others."""
    if not viewer.is_admin and wanted not in (None, viewer.site_id):
        raise NotFound
    choices = sites(session) if viewer.is_admin else ()
    if wanted is None and len(choices) <= 1:
        wanted = viewer.site_id
    site = session.get(Site, wanted) if wanted else None
    if wanted and site is None:
        raise NotFound
    zone = site.zone if site else viewer.zone
    language = language_of(site.language) if site else None
    begins = locale_of(language).first_week_day if language else 0
    return Scope(
        site_id=site.id if site else None,
        site_name=site.name if site else "",
        zone=zone,
        place_names=site.place_names if site else None,
        sites=choices if len(choices) > 1 else (),
        period=period,
        days=days_of(period, now.astimezone(time_zone(zone)).date(), begins),
    )


def report(session: Session, scope: Scope, now: datetime) -> Report:
    of_weeks, before = _by_week(session, scope, now)
    weeks = tuple((day, of_weeks.get(n, Totals())) for n, day in scope.days.weeks())
    return Report(
        scope=scope,
        as_of=as_of(session, now),
        totals=sum(of_weeks.values(), Totals()),
        before=before,
        weeks=weeks,
        groups=_groups(session, scope, now),
        causes=_causes(session, scope, now),
    )


def as_of(session: Session, now: datetime) -> datetime | None:
    newest = select(func.max(col(Event.id))).scalar_subquery()
    query = select(col(FiguresProgress.event_id), col(FiguresProgress.at), newest.label("newest"))
    progress = session.connection().execute(query).first()
    if progress is None or progress.at is None:
        return None
    return now if (progress.newest or 0) <= progress.event_id else progress.at


def _by_week(session: Session, scope: Scope, now: datetime) -> tuple[dict[int, Totals], Totals]:
    """By the number of the week, of the period; and the sum over the days before."""
    days = scope.days
    # First by day, in the order of the index: nothing has to be sorted but days.
    day = col(_F.day)
    by_day = (
        select(day, *_sums(now))
        .where(*scope.here(), day.between(days.before_first.toordinal(), days.last.toordinal()))
        .where((day <= days.before_last.toordinal()) | (day >= days.first.toordinal()))
        .group_by(day)
        .subquery()
    )
    is_before = case((by_day.c.day <= days.before_last.toordinal(), 1), else_=0).label("is_before")
    week = ((by_day.c.day - days.base.toordinal()) // A_WEEK).label("week")
    sums = [func.sum(by_day.c[name]).label(name) for name in TOTALS]
    query = select(is_before, week, *sums).group_by(is_before, week)
    weeks: dict[int, Totals] = {}
    before = Totals()
    for row in session.connection().execute(query):
        if row.is_before:
            before += _totals(row)
        else:
            weeks[row.week] = _totals(row)
    return weeks, before


def _groups(session: Session, scope: Scope, now: datetime) -> tuple[Group, ...]:
    is_all = scope.site_id is None
    named: Any = Site if is_all else Place
    by: Any = _F.site_id if is_all else _F.place_id
    grouped = _grouped(scope, now, col(by))
    rows = session.connection().execute(_named(grouped, named, named.name))
    return tuple(
        Group(place_in_words(row.name, scope.place_names), None, row.id, _totals(row))
        for row in rows
    )


def _causes(session: Session, scope: Scope, now: datetime) -> tuple[Group, ...]:
    if scope.site_id is None:
        return ()
    grouped = _grouped(scope, now, col(_F.cause_id))
    named = _named(grouped, Issue, Issue.words, Issue.ref, Issue.erased_at)
    rows = session.connection().execute(named).all()
    if all(row.id is None for row in rows):
        return ()
    return tuple(
        Group(title_of(row.words, row.erased_at) if row.ref else None, row.ref, None, _totals(row))
        for row in rows
    )


def _grouped(scope: Scope, now: datetime, by: Any) -> Subquery:
    """Most issues first."""
    return (
        select(by.label("id"), *_sums(now))
        .where(*scope.issues(), IS_ISSUE)
        .group_by(by)
        .order_by(func.count().desc(), by)
        .limit(_MOST_GROUPS)
        .subquery()
    )


def _named(grouped: Subquery, named: Any, *fields: Any) -> Any:
    """With `fields` of the rows of `named` that they are grouped by."""
    query = select(grouped, *map(col, fields)).outerjoin(named, col(named.id) == grouped.c.id)
    return query.order_by(grouped.c.issues.desc(), grouped.c.id)


def _sums(now: datetime) -> list[Any]:
    """In the order of `Totals`."""
    late = case((col(_F.promise_at) <= now, 1), else_=0)
    of: Mapping[str, Any] = {
        "issues": func.count() - func.sum(col(_F.causes)),
        "promises_due": func.sum(col(_F.promises_due) + late),
        "owned": func.count(col(_F.seconds_to_owner)),
        "resolved": func.count(col(_F.seconds_to_resolved)),
        "retold_known": func.count(col(_F.retold)),
    }
    return [of.get(n, func.coalesce(func.sum(_column(n)), 0)).label(n) for n in TOTALS]


def _column(name: str) -> Any:
    return FiguresOfIssue.__table__.c.get(name)  # type: ignore[attr-defined]


def _totals(row: Row[Any]) -> Totals:
    return Totals(*(int(getattr(row, name) or 0) for name in TOTALS))
