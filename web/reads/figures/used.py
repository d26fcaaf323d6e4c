"""What people used of what they may do without asking: how often, how much, and for which issues.

Each use counts on its own day. Amounts are summed by currency, never across them. Nobody's name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select, tuple_
from sqlmodel import Session, col

from web.reads.figures.report import Scope
from web.reads.requests import title_of
from web.rules.allowances import with_limit
from web.rules.clock import time_zone
from web.rules.money import Money
from web.rules.site_texts import in_readers_language, place_in_words
from web.store.allowances import limit
from web.store.tables.accounts import Site
from web.store.tables.allowances import Allowance, AllowanceUse
from web.store.tables.figures import FiguresOfIssue
from web.store.tables.issues import Issue

PAGE = 50
BATCH = 500
_A_DAY = timedelta(days=1)
_U = AllowanceUse


@dataclass(frozen=True)
class UsedGroup:
    """Of one allowance, of a site, or of all that was used."""

    id: int
    name: str
    count: int
    sums: tuple[Money, ...]  # one of each currency, the most used first
    above: int  # how many were more than the limit that they had
    is_removed: bool = False  # from the list


@dataclass(frozen=True)
class Used:
    total: UsedGroup
    groups: tuple[UsedGroup, ...]  # of one site its allowances, of all sites these; most used first


@dataclass(frozen=True)
class UseView:
    id: int
    at: datetime
    money: Money | None
    is_above: bool
    ref: str
    what: str  # the issue
    place: str | None


@dataclass(frozen=True)
class Uses:
    """A page of them."""

    group: UsedGroup  # all of the period
    rows: tuple[UseView, ...]  # the newest first
    next: int | None  # the id that the next page begins with


def used(session: Session, scope: Scope) -> Used:
    """Two statements, however much was used."""
    is_all = scope.site_id is None
    by = col(_U.site_id) if is_all else col(_U.allowance_id)
    rows = session.connection().execute(_grouped(during(scope), by)).all()
    if not rows:
        return Used(_group(0, _Named(""), ()), ())
    known = (_sites if is_all else _allowances)(session, {row.id for row in rows})
    by_id: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    groups = [_group(id_, known[id_], its) for id_, its in by_id.items()]
    groups.sort(key=lambda one: (-one.count, one.id))
    return Used(_group(0, _Named(""), rows), tuple(groups))


def uses(session: Session, scope: Scope, allowance_id: int, first: int | None) -> Uses:
    """Of an allowance of the scope’s site. `first`: the id that the page begins with; None: the
    newest."""
    here = [*during(scope), col(_U.allowance_id) == allowance_id]
    grouped = session.connection().execute(_grouped(here, col(_U.allowance_id))).all()
    named = _allowances(session, {allowance_id})[allowance_id]
    query: Select[Any] = (
        select(*_fields(), col(Issue.words), col(Issue.erased_at))
        .join(Issue, col(Issue.id) == col(_U.issue_id))
        .where(*here, *_from(first))
        .order_by(col(_U.at).desc(), col(_U.id).desc())
        .limit(PAGE + 1)
    )
    rows = session.connection().execute(query).all()
    shown = tuple(_use(row, scope) for row in rows[:PAGE])
    more = rows[PAGE].id if len(rows) > PAGE else None
    return Uses(_group(allowance_id, named, grouped), shown, more)


def batch(session: Session, scope: Scope, after: int) -> list[Row[Any]]:
    """The next uses by id, as rows of a file."""
    query = (
        select(*_fields(), col(Allowance.words), col(Allowance.translations))
        .add_columns(col(Allowance.limit_amount), col(Allowance.currency).label("limit_currency"))
        .add_columns(col(Site.name), col(Site.zone))
        .join(Issue, col(Issue.id) == col(_U.issue_id))
        .join(Allowance, col(Allowance.id) == col(_U.allowance_id))
        .join(Site, col(Site.id) == col(_U.site_id))
        .where(*during(scope), col(_U.id) > after)
        .order_by(col(_U.id))
        .limit(BATCH)
    )
    return list(session.connection().execute(query).all())


def sums_of_issues(session: Session, scope: Scope) -> tuple[Money, ...]:
    """Of the issues of a report, whenever it was used: beside what the report counts."""
    counted = FiguresOfIssue
    since = _begin(scope, scope.days.first)  # nothing is used before it is reported
    query = (
        select(col(_U.currency), func.count().label("uses"), func.sum(col(_U.amount)).label("sum"))
        .join(counted, col(counted.issue_id) == col(_U.issue_id))
        .where(*scope.issues(), *_here(scope), col(_U.at) >= since - _A_DAY)
        .group_by(col(_U.currency))
    )
    return _sums(session.connection().execute(query))


def during(scope: Scope) -> list[ColumnElement[bool]]:
    first, last = _begin(scope, scope.days.first), _begin(scope, scope.days.last + _A_DAY)
    return [*_here(scope), col(_U.at) >= first, col(_U.at) < last]


def _here(scope: Scope) -> list[ColumnElement[bool]]:
    return [] if scope.site_id is None else [col(_U.site_id) == scope.site_id]


def _begin(scope: Scope, day: date) -> datetime:
    return datetime.combine(day, time(), time_zone(scope.zone))


def _grouped(where: Iterable[ColumnElement[bool]], by: Any) -> Select[Any]:
    """By currency, too."""
    return (
        select(
            by.label("id"),
            col(_U.currency),
            func.count().label("uses"),
            func.sum(col(_U.amount)).label("sum"),
            func.sum(case((col(_U.above_limit), 1), else_=0)).label("above"),
        )
        .where(*where)
        .group_by(by, col(_U.currency))
    )


def _fields() -> tuple[Any, ...]:
    of_use = (_U.id, _U.at, _U.amount, _U.currency, _U.above_limit)
    return (*map(col, of_use), col(Issue.ref), col(Issue.place))


def _from(first: int | None) -> list[ColumnElement[bool]]:
    if first is None:
        return []
    at = select(col(_U.at)).where(col(_U.id) == first).scalar_subquery()
    return [tuple_(col(_U.at), col(_U.id)) <= tuple_(at, first)]


@dataclass(frozen=True)
class _Named:
    name: str
    is_removed: bool = False


def _sites(session: Session, ids: set[int]) -> Mapping[int, _Named]:
    query = select(col(Site.id), col(Site.name)).where(col(Site.id).in_(ids))
    return {row.id: _Named(row.name) for row in session.connection().execute(query)}


def _allowances(session: Session, ids: set[int]) -> Mapping[int, _Named]:
    rows = session.scalars(select(Allowance).where(col(Allowance.id).in_(ids)))
    return {one.id: _named(one) for one in rows}


def _named(one: Allowance) -> _Named:
    words = with_limit(in_readers_language(one.words, one.translations), limit(one))
    return _Named(words, one.removed_at is not None)


def _group(id_: int, named: _Named, rows: Iterable[Row[Any]]) -> UsedGroup:
    its = list(rows)
    count, above = (sum(int(getattr(row, name)) for row in its) for name in ("uses", "above"))
    return UsedGroup(id_, named.name, count, _sums(its), above, named.is_removed)


def _sums(rows: Iterable[Row[Any]]) -> tuple[Money, ...]:
    """The most used currency first."""
    counts: dict[str, int] = {}
    sums: dict[str, int] = {}
    for row in rows:
        if row.currency and row.sum:
            counts[row.currency] = counts.get(row.currency, 0) + row.uses
            sums[row.currency] = sums.get(row.currency, 0) + int(row.sum)
    order = sorted(sums, key=lambda one: (-counts[one], one))
    return tuple(Money(sums[one], one) for one in order)


def _use(row: Row[Any], scope: Scope) -> UseView:
    return UseView(
        id=row.id,
        at=row.at,
        money=Money(row.amount, row.currency) if row.amount is not None else None,
        is_above=row.above_limit,
        ref=row.ref,
        what=title_of(row.words, row.erased_at),
        place=place_in_words(row.place, scope.place_names),
    )
