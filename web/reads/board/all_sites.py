"""All sites of the organisation for its admins: where something is stuck, what waits there longest.

Three statements and those of the owners, however many sites there are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Row, Select, Subquery, case, false, func, or_, select, true, union_all
from sqlmodel import Session, col

from web.reads.board.rows import BoardIssue, board_issues, issues, owners
from web.rules.people import Viewer
from web.rules.text import natural_key
from web.rules.vocabulary import IssueState
from web.store.states import is_asked, is_in
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue

_MOST_STUCK = 3  # of one site; the others are on its own board


@dataclass(frozen=True)
class SiteSummary:
    site_id: int
    name: str
    open: int
    late: int
    unowned: int
    stuck: int  # unowned, late, or without an answer
    rows: tuple[BoardIssue, ...]  # of those that are stuck, whoever has waited longest first

    @property
    def more(self) -> int:
        return self.stuck - len(self.rows)


@dataclass(frozen=True)
class AllSites:
    at: datetime
    troubled: tuple[SiteSummary, ...]  # with something stuck, the most pressing first
    calm: tuple[SiteSummary, ...]  # by name


def all_sites(session: Session, viewer: Viewer, now: datetime) -> AllSites:
    """The caller has made sure that the viewer is an admin."""
    issue, silent = _open(), _silent(now)
    connection = session.connection()
    counted = {row.site_id: row for row in connection.execute(_counts(issue, silent, now))}
    stuck = connection.execute(_stuck(issue, silent, now)).all()
    known = owners(session, stuck, now)
    rows = connection.execute(select(col(Site.id), col(Site.name), col(Site.place_names)))
    named = sorted(rows, key=lambda site: natural_key(site.name))
    shown = [
        _summary(
            site,
            counted.get(site.id),
            board_issues(
                [row for row in stuck if row.site_id == site.id],
                site.place_names,
                known,
                viewer,
                now,
            ),
        )
        for site in named
    ]
    troubled = sorted((one for one in shown if one.stuck), key=_how_pressing)
    return AllSites(now, tuple(troubled), tuple(one for one in shown if not one.stuck))


def _how_pressing(one: SiteSummary) -> tuple[bool, datetime]:
    """What nobody owns first, then whoever has waited longest."""
    return (not one.unowned, one.rows[0].since)


def _summary(site: Any, counts: Row[Any] | None, rows: tuple[BoardIssue, ...]) -> SiteSummary:
    if counts is None:
        return SiteSummary(site.id, site.name, open=0, late=0, unowned=0, stuck=0, rows=())
    return SiteSummary(
        site.id,
        site.name,
        open=counts.open,
        late=counts.late,
        unowned=counts.unowned,
        stuck=counts.stuck,
        rows=rows,
    )


def _open() -> Subquery:
    """Owned and unowned issues, from the indexes of each alone."""
    owned: Any = select(
        col(Issue.id).label("id"),
        col(Issue.site_id).label("site_id"),
        col(Issue.promise_at).label("at"),
        false().label("is_unowned"),
    ).where(is_in(IssueState.OWNED))
    unowned = select(col(Issue.id), col(Issue.site_id), col(Issue.waiting_since), true()).where(
        is_in(IssueState.UNOWNED)
    )
    return union_all(owned, unowned).subquery()


def _silent(now: datetime) -> Subquery:
    """By issue: the unanswered ask whose time passed first."""
    number = func.row_number().over(
        partition_by=col(Step.issue_id), order_by=(col(Step.answer_by), col(Step.id))
    )
    asks = (
        select(
            col(Step.issue_id).label("issue_id"),
            col(Step.id).label("step_id"),
            col(Step.answer_by).label("answer_by"),
            col(Step.helper_id).label("helper_id"),
            number.label("number"),
        )
        .where(is_asked(), col(Step.answer_by) <= now)
        .subquery()
    )
    return select(asks).where(asks.c.number == 1).subquery()


def _counts(issue: Subquery, silent: Subquery, now: datetime) -> Select[Any]:
    def how_many(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    return (
        select(
            issue.c.site_id,
            func.count().label("open"),
            how_many(_is_late(issue, now)).label("late"),
            how_many(issue.c.is_unowned).label("unowned"),
            how_many(_is_stuck(issue, silent, now)).label("stuck"),
        )
        .join_from(issue, silent, silent.c.issue_id == issue.c.id, isouter=True)
        .group_by(issue.c.site_id)
    )


def _stuck(issue: Subquery, silent: Subquery, now: datetime) -> Select[Any]:
    """At most `_MOST_STUCK` of each site, in its order."""
    first = _first_stuck(issue, silent, now)
    helper = select(col(Person.first_name)).where(col(Person.id) == first.c.helper_id)
    return (
        issues(first.c.since, first.c.step_id, helper.correlate(first).scalar_subquery())
        .add_columns(col(Issue.site_id).label("site_id"))
        .join(first, first.c.id == col(Issue.id))
        .where(col(Issue.id).in_(select(first.c.id)))  # else SQLite may begin with all issues
        .order_by(first.c.site_id, first.c.number)
    )


def _first_stuck(issue: Subquery, silent: Subquery, now: datetime) -> CTE:
    """Of each site, numbered: what nobody owns first, then by who has waited longest."""
    waits = or_(issue.c.is_unowned, _is_late(issue, now))
    since = case((waits, issue.c.at), else_=silent.c.answer_by)
    order = (case((issue.c.is_unowned, 0), else_=1), since)
    number = func.row_number().over(partition_by=issue.c.site_id, order_by=order)
    numbered = (
        select(
            issue.c.id,
            issue.c.site_id,
            since.label("since"),
            case((~waits, silent.c.step_id)).label("step_id"),
            silent.c.helper_id,
            number.label("number"),
        )
        .join_from(issue, silent, silent.c.issue_id == issue.c.id, isouter=True)
        .where(_is_stuck(issue, silent, now))
        .subquery()
    )
    return select(numbered).where(numbered.c.number <= _MOST_STUCK).cte()


def _is_late(issue: Subquery, now: datetime) -> Any:
    return ~issue.c.is_unowned & (issue.c.at <= now)


def _is_stuck(issue: Subquery, silent: Subquery, now: datetime) -> Any:
    return or_(issue.c.is_unowned, _is_late(issue, now), silent.c.step_id.is_not(None))
