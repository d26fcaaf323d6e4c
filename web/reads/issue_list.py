"""Issues as rows of lists: home's parts, and all issues of a site."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    case,
    func,
    select,
    true,
)
from sqlmodel import Session, col

from web.reads.requests import RequestCard, requests_to_me, title_of
from web.rules.people import Viewer
from web.rules.promises import is_late
from web.rules.steps import state_at
from web.rules.vocabulary import IssueState, StepState, Urgency
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue
from web.store.visibility import visible_to

MOST_UNOWNED = 10
MOST_MINE = 50
PAGE = 25


@dataclass(frozen=True)
class IssueCard:
    """An issue as one row of a list."""

    ref: str
    version: int
    what: str  # never empty: an issue with only a photo is called "A photo, no words"
    place: str | None
    site_name: str
    state: IssueState
    urgency: Urgency
    owner_name: str | None
    owned_by_me: bool
    promise_at: datetime | None
    is_late: bool
    walk: StepState | None  # UNANSWERED or DECLINED: the last step asks the owner to act
    since: datetime  # unowned: nobody has it since; owned: since when; resolved: when


@dataclass(frozen=True)
class HomeView:
    unowned: tuple[IssueCard, ...]
    asked: tuple[RequestCard, ...]  # what colleagues ask of me, and the steps that I am with
    mine: tuple[IssueCard, ...]
    more_unowned: int  # how many there are beyond those shown


def home(session: Session, viewer: Viewer, now: datetime) -> HomeView:
    """What waits for this person, in three parts."""
    shown = _read(session, _UNOWNED, viewer, now)
    more = 0
    if len(shown) == MOST_UNOWNED:
        here = session.connection().execute(_HOW_MANY, {"site_id": viewer.site_id})
        more = here.scalar_one() - MOST_UNOWNED
    return HomeView(
        unowned=shown,
        asked=requests_to_me(session, viewer),
        mine=owned_by(session, viewer, now),
        more_unowned=more,
    )


def all_here(
    session: Session, viewer: Viewer, page: int, now: datetime
) -> tuple[tuple[IssueCard, ...], bool]:
    """One page of all issues of the viewer's site, for an admin of all sites, open ones first; and
    whether there is another page."""
    is_resolved = case((col(Issue.state) == IssueState.RESOLVED, 1), else_=0)
    query = (
        _cards()
        .where(true() if viewer.is_admin else col(Issue.site_id) == viewer.site_id)
        .order_by(is_resolved, col(Issue.touched_at).desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    found = _read(session, query, viewer, now)
    return found[:PAGE], len(found) > PAGE


def helped(
    session: Session, viewer: Viewer, page: int, now: datetime
) -> tuple[tuple[IssueCard, ...], bool]:
    """One page of the issues that they helped with, latest first; and whether there is another
    page."""
    latest = (
        select(col(Step.issue_id).label("issue_id"), func.max(col(Step.accepted_at)).label("at"))
        .where(col(Step.helper_id) == viewer.id, col(Step.accepted_at).is_not(None))
        .group_by(col(Step.issue_id))
        .subquery()
    )
    query = (
        _cards()
        .join(latest, latest.c.issue_id == col(Issue.id))
        .where(visible_to(viewer))
        .order_by(latest.c.at.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    found = _read(session, query, viewer, now)
    return found[:PAGE], len(found) > PAGE


def owned_by(session: Session, viewer: Viewer, now: datetime) -> tuple[IssueCard, ...]:
    """Issues they own, the nearest promise first."""
    return _read(session, _MINE, viewer, now)


def _cards() -> Select[Any]:
    return (
        select(*_FIELDS)
        .join(Site, col(Site.id) == col(Issue.site_id))
        .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
    )


def _last_step(column: Any) -> Any:
    """Of the newest step."""
    last = select(column).where(col(Step.issue_id) == col(Issue.id)).correlate(Issue)
    return last.order_by(col(Step.id).desc()).limit(1).scalar_subquery()


_FIELDS: tuple[Any, ...] = (
    col(Issue.ref),
    col(Issue.version),
    col(Issue.words),
    col(Issue.erased_at),
    col(Issue.place),
    col(Issue.state),
    col(Issue.urgency),
    col(Issue.owner_id),
    col(Issue.promise_at),
    col(Issue.waiting_since),
    col(Issue.resolved_at),
    col(Issue.owned_at),
    col(Issue.created_at),
    col(Site.name),
    col(Person.first_name),
    col(Person.last_name),
    _last_step(col(Step.state)).label("step_state"),
    _last_step(col(Step.answer_by)).label("answer_by"),
)


# Home is opened all day: its statements are built once.
_HERE = (col(Issue.state) == IssueState.UNOWNED, col(Issue.site_id) == bindparam("site_id"))
_UNOWNED = _cards().where(*_HERE).order_by(col(Issue.waiting_since)).limit(MOST_UNOWNED)
_HOW_MANY = select(func.count(col(Issue.id))).where(*_HERE)
_MINE = (
    _cards()
    .where(col(Issue.state) == IssueState.OWNED, col(Issue.owner_id) == bindparam("person_id"))
    .order_by(col(Issue.promise_at))
    .limit(MOST_MINE)
)


def _read(
    session: Session, query: Select[Any], viewer: Viewer, now: datetime
) -> tuple[IssueCard, ...]:
    values = {"site_id": viewer.site_id, "person_id": viewer.id}
    return tuple(_card(row, viewer, now) for row in session.connection().execute(query, values))


def _card(row: Row[Any], viewer: Viewer, now: datetime) -> IssueCard:
    owner = f"{row.first_name} {row.last_name}".strip() if row.first_name else None
    return IssueCard(
        ref=row.ref,
        version=row.version,
        what=title_of(row.words, row.erased_at),
        place=row.place,
        site_name=row.name,
        state=IssueState(row.state),
        urgency=Urgency(row.urgency),
        owner_name=owner,
        owned_by_me=row.owner_id == viewer.id,
        promise_at=row.promise_at,
        is_late=is_late(row.promise_at, now),
        walk=_walk(row, now),
        since=row.waiting_since or row.resolved_at or row.owned_at or row.created_at,
    )


def _walk(row: Row[Any], now: datetime) -> StepState | None:
    if row.step_state is None or row.state != IssueState.OWNED:
        return None
    state = state_at(StepState(row.step_state), row.answer_by, now)
    return state if state in (StepState.UNANSWERED, StepState.DECLINED) else None
