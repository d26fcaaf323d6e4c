"""All sites of the organisation for its admins: where something is stuck, what waits there longest.

Three statements and those of the owners, however many sites there are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Subquery, case, func, or_, select
from sqlmodel import Session, col

from web.reads.board.rows import BoardIssue, board_issues, issues, owners
from web.rules.people import Viewer
from web.rules.text import natural_key
from web.rules.vocabulary import IssueState, StepState
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue

_MOST_STUCK = 3  # of one site; the others are on its own board
_OPEN = (IssueState.UNOWNED, IssueState.OWNED)


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
    silent = _silent(now)
    connection = session.connection()
    counted = {row.site_id: row for row in connection.execute(_counts(silent, now))}
    stuck = connection.execute(_stuck(silent, now)).all()
    known = owners(session, stuck, now)
    rows = connection.execute(select(col(Site.id), col(Site.name)))
    named = sorted(rows, key=lambda site: natural_key(site.name))
    shown = [
        _summary(
            site,
            counted.get(site.id),
            board_issues([row for row in stuck if row.site_id == site.id], known, viewer, now),
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
        .where(col(Step.state) == StepState.ASKED, col(Step.answer_by) <= now)
        .subquery()
    )
    return select(asks).where(asks.c.number == 1).subquery()


def _counts(silent: Subquery, now: datetime) -> Select[Any]:
    def how_many(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    return (
        select(
            col(Issue.site_id),
            func.count().label("open"),
            how_many(_is_late(now)).label("late"),
            how_many(col(Issue.state) == IssueState.UNOWNED).label("unowned"),
            how_many(_is_stuck(silent, now)).label("stuck"),
        )
        .join(silent, silent.c.issue_id == col(Issue.id), isouter=True)
        .where(col(Issue.state).in_(_OPEN))
        .group_by(col(Issue.site_id))
    )


def _stuck(silent: Subquery, now: datetime) -> Select[Any]:
    """At most `_MOST_STUCK` of each site, in its order."""
    is_unowned = col(Issue.state) == IssueState.UNOWNED
    asked = case((~or_(is_unowned, _is_late(now)), silent.c.step_id))
    since = case(
        (is_unowned, col(Issue.waiting_since)),
        (_is_late(now), col(Issue.promise_at)),
        else_=silent.c.answer_by,
    )
    helper = select(col(Person.first_name)).where(col(Person.id) == silent.c.helper_id)
    number = func.row_number().over(
        partition_by=col(Issue.site_id), order_by=(case((is_unowned, 0), else_=1), since)
    )
    rows = (
        issues(since, asked, helper.correlate(silent).scalar_subquery())
        .add_columns(col(Issue.site_id).label("site_id"), number.label("number"))
        .join(silent, silent.c.issue_id == col(Issue.id), isouter=True)
        .where(col(Issue.state).in_(_OPEN), _is_stuck(silent, now))
        .subquery()
    )
    return select(rows).where(rows.c.number <= _MOST_STUCK).order_by(rows.c.site_id, rows.c.number)


def _is_late(now: datetime) -> Any:
    return (col(Issue.state) == IssueState.OWNED) & (col(Issue.promise_at) <= now)


def _is_stuck(silent: Subquery, now: datetime) -> Any:
    is_unowned = col(Issue.state) == IssueState.UNOWNED
    return or_(is_unowned, _is_late(now), silent.c.step_id.is_not(None))
