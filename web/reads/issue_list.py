"""Issues as rows of lists: those of one person, those that they helped with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, Subquery, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from web.reads.requests import title_of
from web.rules.clock import waited
from web.rules.people import Viewer, is_on_shift
from web.rules.promises import is_late
from web.rules.site_texts import place_in_words
from web.rules.steps import state_at
from web.rules.vocabulary import ChangeState, IssueState, StepState, Urgency
from web.store.states import is_in
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue
from web.store.visibility import visible_to

MOST_MINE = 50
PAGE = 25


@dataclass(frozen=True)
class IssueCard:
    """An issue as one row of a list."""

    id: int
    ref: str
    version: int
    what: str  # never empty: an issue with only a photo is called "A photo, no words"
    place: str | None
    site_name: str
    customer: str | None  # first name
    state: IssueState
    urgency: Urgency
    owner_name: str | None
    owner_on_shift: bool
    owned_by_me: bool
    promise_at: datetime | None
    is_late: bool
    step: StepState | None  # of the newest step
    helper: str | None  # full name of whoever was asked last
    since: datetime  # unowned: nobody has it since; owned: since when; resolved: when
    reported_at: datetime
    waited: timedelta | None  # unowned: since then; late: since the promise
    is_cause: bool

    @property
    def walk(self) -> StepState | None:
        """UNANSWERED or DECLINED: the last step asks the owner to act."""
        return self.step if self.step in (StepState.UNANSWERED, StepState.DECLINED) else None


def helped(
    session: Session, viewer: Viewer, page: int, now: datetime
) -> tuple[tuple[IssueCard, ...], bool]:
    """One page of the issues that they helped with, and of those that were theirs and are resolved,
    latest first; and whether there is another page."""
    latest = _took_part(viewer.id)
    query = (
        _cards()
        .join(latest, latest.c.issue_id == col(Issue.id))
        .where(visible_to(viewer))
        .order_by(latest.c.at.desc(), latest.c.issue_id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    found = _read(session, query, viewer, now)
    return found[:PAGE], len(found) > PAGE


def _took_part(person_id: int) -> Subquery:
    """By issue, when they last said yes to a step, or when another became the owner."""
    helped: Any = select(
        col(Step.issue_id).label("issue_id"), col(Step.accepted_at).label("at")
    ).where(col(Step.helper_id) == person_id, col(Step.accepted_at).is_not(None))
    is_over = is_in(IssueState.RESOLVED)
    owned = (
        select(col(OwnerChange.issue_id), col(OwnerChange.ended_at))
        .join(Issue, col(Issue.id) == col(OwnerChange.issue_id))
        .where(col(OwnerChange.from_id) == person_id, is_over, col(Issue.owner_id) != person_id)
        .where(col(OwnerChange.state) == ChangeState.ACCEPTED)
    )
    each = helped.union_all(owned).subquery()
    return (
        select(each.c.issue_id, func.max(each.c.at).label("at"))
        .group_by(each.c.issue_id)
        .subquery()
    )


def handed_on_by(person_id: Any) -> Select[Any]:
    """Ids of the issues that they owned until another person accepted them."""
    return select(col(OwnerChange.issue_id)).where(
        col(OwnerChange.from_id) == person_id, col(OwnerChange.state) == ChangeState.ACCEPTED
    )


def cards(
    session: Session, viewer: Viewer, ids: Collection[int], now: datetime
) -> dict[int, IssueCard]:
    """By id. The caller has made sure that the viewer may see them."""
    if not ids:
        return {}
    rows = session.connection().execute(_BY_ID, {"ids": list(ids)})
    return {row.id: _card(row, viewer, now) for row in rows}


def owned_by(
    session: Session, viewer: Viewer, now: datetime, page: int = 1
) -> tuple[tuple[IssueCard, ...], int]:
    """One page of the issues they own, the nearest promise first; and how many they own."""
    connection, values = session.connection(), {"me": viewer.id, "skip": (page - 1) * MOST_MINE}
    found = tuple(_card(row, viewer, now) for row in connection.execute(_MINE, values))
    if page == 1 and len(found) < MOST_MINE:
        return found, len(found)
    return found, connection.execute(_HOW_MANY, values).scalar_one()


def promises_of(session: Session, viewer: Viewer) -> tuple[datetime, ...]:
    """The promises of all issues they own."""
    query = select(col(Issue.promise_at)).where(*_IS_MINE)
    return tuple(session.connection().scalars(query, {"me": viewer.id}))


def _cards() -> Select[Any]:
    return (
        select(*_FIELDS)
        .join(Site, col(Site.id) == col(Issue.site_id))
        .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
    )


def last_step(column: Any, *joined: Any) -> Any:
    """Of the newest step. `joined`: a table and its condition."""
    last = select(column)
    if joined:
        last = last.select_from(Step).join(*joined)
    last = last.where(col(Step.issue_id) == col(Issue.id)).correlate(Issue)
    return last.order_by(col(Step.id).desc()).limit(1).scalar_subquery()


_HELPER = aliased(Person)
_HELPER_IS = (_HELPER, col(_HELPER.id) == col(Step.helper_id))
_FIELDS: tuple[Any, ...] = (
    col(Issue.id),
    col(Issue.ref),
    col(Issue.version),
    col(Issue.words),
    col(Issue.erased_at),
    col(Issue.place),
    col(Issue.customer_name),
    col(Issue.state),
    col(Issue.urgency),
    col(Issue.owner_id),
    col(Issue.promise_at),
    col(Issue.waiting_since),
    col(Issue.resolved_at),
    col(Issue.owned_at),
    col(Issue.created_at),
    col(Issue.is_cause),
    col(Site.name),
    col(Site.place_names),
    col(Person.first_name),
    col(Person.last_name),
    col(Person.on_shift_until),
    last_step(col(Step.state)).label("step_state"),
    last_step(col(Step.answer_by)).label("answer_by"),
    last_step(col(_HELPER.first_name) + " " + col(_HELPER.last_name), *_HELPER_IS).label("helper"),
)


# Home is opened all day: its statements are built once.
_BY_ID = _cards().where(col(Issue.id).in_(bindparam("ids", expanding=True)))
_IS_MINE = (is_in(IssueState.OWNED), col(Issue.owner_id) == bindparam("me"))
_HOW_MANY = select(func.count(col(Issue.id))).where(*_IS_MINE)
_MINE = (
    _cards()
    .where(*_IS_MINE)
    .order_by(col(Issue.promise_at), col(Issue.id))
    .offset(bindparam("skip"))
    .limit(MOST_MINE)
)


def _read(
    session: Session, query: Select[Any], viewer: Viewer, now: datetime
) -> tuple[IssueCard, ...]:
    return tuple(_card(row, viewer, now) for row in session.connection().execute(query))


def _card(row: Row[Any], viewer: Viewer, now: datetime) -> IssueCard:
    owner = f"{row.first_name} {row.last_name}".strip() if row.first_name else None
    since = row.waiting_since or row.resolved_at or row.owned_at or row.created_at
    state = IssueState(row.state)
    return IssueCard(
        id=row.id,
        ref=row.ref,
        version=row.version,
        what=title_of(row.words, row.erased_at),
        place=place_in_words(row.place, row.place_names),
        site_name=row.name,
        customer=row.customer_name,
        state=state,
        urgency=Urgency(row.urgency),
        owner_name=owner,
        owner_on_shift=is_on_shift(row.on_shift_until, now),
        owned_by_me=row.owner_id == viewer.id,
        promise_at=row.promise_at,
        is_late=is_late(row.promise_at, now),
        step=_step(row, now),
        helper=(row.helper or "").strip() or None,
        since=since,
        reported_at=row.created_at,
        waited=waited(since if state is IssueState.UNOWNED else row.promise_at or since, now),
        is_cause=row.is_cause,
    )


def _step(row: Row[Any], now: datetime) -> StepState | None:
    if row.step_state is None or row.state != IssueState.OWNED:
        return None
    return state_at(StepState(row.step_state), row.answer_by, now)
