"""What people keep asking leads for, and always get: what could stand on the list of the site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, Subquery, case, cast, func, null, select
from sqlmodel import Session, col

from web.reads.requests import title_of
from web.rules import repeated_asks as rules
from web.rules.countries import country_at
from web.rules.money import currency_at
from web.rules.people import Viewer
from web.rules.repeated_asks import Answers
from web.store.errors import NotFound
from web.store.tables.accounts import Site
from web.store.tables.allowances import Allowance
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue
from web.store.tables.repeated_asks import RepeatedAsk, RepeatedAskStep

_MOST_ASKS = 5
_MOST_STEPS = 5  # of one
_MOST_LOOKED_AT = 20  # the newest; of some the answer was also no
_BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class AskedStepView:
    ref: str  # of the issue
    need: str  # without names
    at: datetime


@dataclass(frozen=True)
class RepeatedAskView:
    id: int
    what: str  # as it was asked last
    count: int  # in 30 days
    steps: tuple[AskedStepView, ...]  # the newest first

    @property
    def more(self) -> int:
        return self.count - len(self.steps)


@dataclass(frozen=True)
class NewAllowance:
    """What it would be made of."""

    ask: RepeatedAskView
    site_id: int
    site_name: str
    currency: str  # of the site’s country; "": none is known
    is_listed: bool  # somebody has added it


def open_asks(site_id: int, now: datetime) -> Select[Any]:
    """Rows for `ask_views`: what leads of a site were asked again and again, and is not on its
    list."""
    not_listed = col(RepeatedAsk.allowance_id).is_(None) | col(Allowance.removed_at).is_not(None)
    newest = (
        select(col(RepeatedAsk.id), _ended_at().label("ended_at"))
        .outerjoin(Allowance, _is_its_allowance())
        .where(col(RepeatedAsk.site_id) == site_id, not_listed)
        .where(col(RepeatedAsk.asked_at) > now - rules.WITHIN)
        .order_by(col(RepeatedAsk.asked_at).desc(), col(RepeatedAsk.id).desc())
        .limit(_MOST_LOOKED_AT)
    )
    return _shown(newest.subquery(), now)


def ask_views(rows: Iterable[Row[Any]]) -> tuple[RepeatedAskView, ...]:
    """The newest first, without those that were refused once."""
    grouped = (list(group) for _, group in groupby(rows, lambda row: row.id))
    yes = (group for group in grouped if rules.is_always_yes(_answers(group[0])))
    found = (_view(group) for group in yes)
    return tuple(one for one in found if one.what)[:_MOST_ASKS]


def new_allowance(session: Session, viewer: Viewer, ask_id: int, now: datetime) -> NewAllowance:
    """Raises NotFound for what is not theirs, or was not asked lately."""
    ask = session.get(RepeatedAsk, ask_id)
    if ask is None or not viewer.leads(ask.site_id):
        raise NotFound
    its = select(col(RepeatedAsk.id), _ended_at().label("ended_at"))
    its = its.outerjoin(Allowance, _is_its_allowance()).where(col(RepeatedAsk.id) == ask_id)
    rows = session.connection().execute(_shown(its.subquery(), now)).all()
    if not rows:
        raise NotFound
    site = session.get_one(Site, ask.site_id)
    added = session.get(Allowance, ask.allowance_id) if ask.allowance_id else None
    return NewAllowance(
        ask=_view(rows),
        site_id=site.id,
        site_name=site.name,
        currency=currency_at(country_at(site.country, site.zone)) or "",
        is_listed=added is not None and added.removed_at is None,
    )


def _is_its_allowance() -> ColumnElement[bool]:
    return col(Allowance.id) == col(RepeatedAsk.allowance_id)


def _ended_at() -> Any:
    """When somebody said that it is not for the list, or took it from there."""
    return func.coalesce(col(Allowance.removed_at), col(RepeatedAsk.dismissed_at), _BEFORE_ALL)


def _shown(asks: Subquery, now: datetime) -> Select[Any]:
    """The newest steps of each, within 30 days; `total`: how many were answered with yes. In the
    columns of `patterns`, and two more."""
    is_yes = col(Step.state).in_(rules.SAID_YES)

    def how_many(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0)).over(partition_by=asks.c.id)

    newest = (col(Step.asked_at).desc(), col(Step.id).desc())
    numbered = (
        select(
            asks.c.id,
            col(Issue.ref),
            col(Step.need).label("words"),
            col(Issue.erased_at),
            cast(null(), String).label("place"),
            col(Step.asked_at).label("at"),
            how_many(is_yes).label("total"),
            func.row_number().over(partition_by=asks.c.id, order_by=newest).label("number"),
            how_many(~is_yes).label("no"),
            how_many(is_yes & (col(Step.asked_at) > asks.c.ended_at)).label("yes_since"),
        )
        .join(RepeatedAskStep, col(RepeatedAskStep.repeated_ask_id) == asks.c.id)
        .join(Step, col(Step.id) == col(RepeatedAskStep.step_id))
        .join(Issue, col(Issue.id) == col(Step.issue_id))
        .where(col(Step.asked_at) > now - rules.WITHIN, col(Step.state).in_(rules.ANSWERED))
        .subquery()
    )
    shown = select(numbered).where(numbered.c.number <= _MOST_STEPS)
    return shown.order_by(numbered.c.id.desc(), numbered.c.number)


def _answers(row: Row[Any]) -> Answers:
    return Answers(yes=row.total, no=row.no, yes_since=row.yes_since)


def _step(row: Row[Any]) -> AskedStepView:
    return AskedStepView(row.ref, title_of(row.words, row.erased_at), row.at)


def _view(rows: Sequence[Row[Any]]) -> RepeatedAskView:
    return RepeatedAskView(
        id=rows[0].id,
        what=next((row.words for row in rows if row.words), ""),
        count=rows[0].total,
        steps=tuple(map(_step, rows)),
    )
