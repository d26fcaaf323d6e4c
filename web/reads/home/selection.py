"""Which issues and asks home shows, in one statement: ids, versions and times, no words.

An open home asks every few seconds, and most answers are “nothing has changed”: that costs this
statement alone. Built once for each role.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    Row,
    Select,
    String,
    Subquery,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from push.columns import UtcDateTime
from web.reads.issue_list import handed_on_by, last_step
from web.rules import promises
from web.rules.clock import waited
from web.rules.people import Viewer
from web.rules.steps import OPEN_STORED, state_at
from web.rules.vocabulary import ChangeState, EventKind, IssueState, StepState
from web.store.states import is_asked, is_in, is_owned_there
from web.store.tables.accounts import Person
from web.store.tables.base import ReadableDateTime
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Event, Issue

_ME: Any = bindparam("me")
_SITE: Any = bindparam("site_id")
_NOW: Any = bindparam("now", type_=UtcDateTime())
_SOON: Any = bindparam("soon", type_=UtcDateTime())
_DUE_SOON = timedelta(hours=1)


class Part(StrEnum):
    """Why something is on home."""

    UNOWNED = "unowned"  # at the viewer's site
    MINE = "mine"
    STEP = "step"  # a colleague asks the viewer, or the viewer is with them
    CHANGE = "change"  # a colleague asks the viewer to become the owner
    HANDED_ON = "handed-on"  # was the viewer's, is another's, is open
    LATE = "late"  # a colleague's, at the lead's site
    SILENT = "silent"  # a colleague's helper has not answered, at the lead's site
    AWAY = "away"  # a colleague's who is off shift, due within the hour, at the lead's site


MOST = {
    Part.UNOWNED: 10,
    Part.MINE: 50,
    Part.STEP: 25,
    Part.CHANGE: 25,
    Part.HANDED_ON: 10,
    Part.LATE: 10,
    Part.SILENT: 10,
    Part.AWAY: 10,
}


@dataclass(frozen=True)
class Chosen:
    """One row of home, before its words are read."""

    part: Part
    issue_id: int
    version: int  # of the issue
    handoff_id: int | None  # of the step, or of the owner change
    since: datetime  # unowned: since when; asked: when; else the promise or the time to answer
    waited: timedelta | None  # since then; None: that is still to come
    is_near: bool  # MINE: the customer is to hear very soon, or should have
    step_state: StepState | None  # MINE: of the newest step; STEP: of this one
    step_at: datetime | None  # MINE: when the newest step ended, or is to be answered
    offered_at: datetime | None  # MINE: when a colleague last offered to help
    total: int  # how many there are in this part, also beyond those chosen


def chosen(session: Session, viewer: Viewer, now: datetime) -> tuple[Chosen, ...]:
    """Each part in its order, and no more of it than `MOST`."""
    values = {"me": viewer.id, "site_id": viewer.site_id, "now": now, "soon": now + _DUE_SOON}
    rows = session.connection().execute(_statement(viewer.is_lead), values)
    return tuple(_row(row, now) for row in rows)


def _row(row: Row[Any], now: datetime) -> Chosen:
    state = StepState(row.step_state) if row.step_state else None
    if state and row.part == Part.MINE and row.step_at:
        state = state_at(state, row.step_at, now)
    return Chosen(
        part=Part(row.part),
        issue_id=row.issue_id,
        version=row.version,
        handoff_id=row.handoff_id,
        since=row.since,
        waited=waited(row.since, now),
        is_near=bool(row.promised_at) and promises.is_near(row.since, row.promised_at, now),
        step_state=state,
        step_at=row.step_at,
        offered_at=row.offered_at,
        total=row.total,
    )


@cache
def _statement(is_lead: bool) -> Any:
    parts = [_unowned(), _mine(), _steps(), _changes(), _handed_on()]
    return union_all(*(select(part) for part in parts + (_stuck() if is_lead else [])))


def _part(part: Part, since: Any, handoff: Any = None, **more: Any) -> Select[Any]:
    """The columns of every part, of the same types. PostgreSQL gives NULL the type of text."""
    return select(
        literal_column(f"'{part}'", String).label("part"),
        col(Issue.id).label("issue_id"),
        col(Issue.version).label("version"),
        (cast(null(), Integer) if handoff is None else handoff).label("handoff_id"),
        since.label("since"),
        more.get("promised_at", cast(null(), ReadableDateTime)).label("promised_at"),
        more.get("step_state", cast(null(), String)).label("step_state"),
        more.get("step_at", cast(null(), ReadableDateTime)).label("step_at"),
        more.get("offered_at", cast(null(), ReadableDateTime)).label("offered_at"),
        func.count().over().label("total"),
    )


def _bounded(query: Select[Any], part: Part, *order: Any) -> Subquery:
    """At the same moment the older issue is first, so that rows do not change places."""
    return query.order_by(*order, col(Issue.id)).limit(MOST[part]).subquery()


def _unowned() -> Subquery:
    query = _part(Part.UNOWNED, col(Issue.waiting_since))
    query = query.where(is_in(IssueState.UNOWNED), col(Issue.site_id) == _SITE)
    return _bounded(query, Part.UNOWNED, col(Issue.waiting_since))


def _mine() -> Subquery:
    offered = select(func.max(col(Event.at))).where(
        col(Event.issue_id) == col(Issue.id), col(Event.kind) == EventKind.OFFERED
    )
    query = _part(
        Part.MINE,
        col(Issue.promise_at),
        promised_at=col(Issue.promised_at),
        step_state=last_step(col(Step.state)),
        step_at=last_step(func.coalesce(col(Step.ended_at), col(Step.answer_by))),
        offered_at=offered.correlate(Issue).scalar_subquery(),
    ).where(is_in(IssueState.OWNED), col(Issue.owner_id) == _ME)
    return _bounded(query, Part.MINE, col(Issue.promise_at))


def _steps() -> Subquery:
    """Those that wait for an answer first."""
    query = _part(Part.STEP, col(Step.asked_at), col(Step.id), step_state=col(Step.state))
    query = query.join(Step, col(Step.issue_id) == col(Issue.id))
    query = query.where(col(Step.helper_id) == _ME, col(Step.state).in_(OPEN_STORED))
    waits_first = col(Step.state).desc()  # asked, accepted
    return _bounded(query, Part.STEP, waits_first, col(Step.asked_at))


def _changes() -> Subquery:
    query = _part(Part.CHANGE, col(OwnerChange.asked_at), col(OwnerChange.id))
    query = query.join(OwnerChange, col(OwnerChange.issue_id) == col(Issue.id))
    query = query.where(col(OwnerChange.to_id) == _ME, col(OwnerChange.state) == ChangeState.ASKED)
    return _bounded(query, Part.CHANGE, col(OwnerChange.asked_at))


def _handed_on() -> Subquery:
    query = _part(Part.HANDED_ON, col(Issue.promise_at)).where(
        is_in(IssueState.OWNED),
        col(Issue.owner_id) != _ME,
        col(Issue.id).in_(handed_on_by(_ME)),
    )
    return _bounded(query, Part.HANDED_ON, col(Issue.promise_at))


def _stuck() -> list[Subquery]:
    """What a lead has to see first, beside what nobody owns; not what they own themselves."""
    theirs = (*is_owned_there(_SITE), col(Issue.owner_id) != _ME)
    late = _part(Part.LATE, col(Issue.promise_at)).where(*theirs, col(Issue.promise_at) <= _NOW)
    silent = (
        _part(Part.SILENT, col(Step.answer_by), col(Step.id))
        .join(Step, col(Step.issue_id) == col(Issue.id))
        .where(*theirs, is_asked(), col(Step.answer_by) <= _NOW)
    )
    is_off = or_(col(Person.on_shift_until).is_(None), col(Person.on_shift_until) <= _NOW)
    away = (
        _part(Part.AWAY, col(Issue.promise_at))
        .join(Person, col(Person.id) == col(Issue.owner_id))
        .where(*theirs, col(Issue.promise_at) > _NOW, col(Issue.promise_at) <= _SOON, is_off)
    )
    return [
        _bounded(late, Part.LATE, col(Issue.promise_at)),
        _bounded(silent, Part.SILENT, col(Step.answer_by)),
        _bounded(away, Part.AWAY, col(Issue.promise_at)),
    ]
