"""The site board: what is stuck at one site now, and who may not hear a nudge.

Each part is bounded, and read by a partial index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, select
from sqlmodel import Session, col

from web.reads.accounts.settings import sites
from web.reads.board.at_risk import BoardPerson, people_in_silence
from web.reads.requests import title_of
from web.rules.people import Viewer, is_on_shift
from web.rules.primary_actions import Action
from web.rules.vocabulary import IssueState, StepState
from web.store.errors import NotFound
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue

_MOST = 25
_MOST_COUNTED = 1000  # an open board refreshes every few seconds; above this it says “many”
_DUE_SOON = timedelta(hours=1)

_FIELDS: tuple[Any, ...] = (
    col(Issue.ref),
    col(Issue.words),
    col(Issue.erased_at),
    col(Issue.place),
    col(Issue.state),
    col(Issue.owner_id),
    col(Issue.acknowledged_at),
    col(Person.first_name),
    col(Person.last_name),
    col(Person.on_shift_until),
)


@dataclass(frozen=True)
class BoardIssue:
    ref: str
    what: str
    place: str | None
    state: IssueState
    since: datetime  # unowned: since when; late: promised by; silent: asked by; today: reported
    owner_name: str | None
    owner_on_shift: bool
    action: Action | None  # the one that helps, where the viewer can do it
    acknowledged_at: datetime | None = None  # somebody said it since the promise was made
    silent: str | None = None  # who has not answered: first name; "": nobody scanned the code
    step_path: str | None = None  # the page of that ask


@dataclass(frozen=True)
class BoardPart:
    rows: tuple[BoardIssue, ...]
    more: int  # how many there are beyond those shown


@dataclass(frozen=True)
class BoardView:
    site_id: int
    site_name: str
    sites: tuple[tuple[int, str], ...]  # an admin may look at others; else empty
    at: datetime
    unowned: BoardPart
    late: BoardPart
    silent: BoardPart  # who was asked has not answered
    away: BoardPart  # the owner is off shift, and the promise is due within the hour
    people: tuple[BoardPerson, ...]
    today: BoardPart


def board(session: Session, viewer: Viewer, site_id: int | None, now: datetime) -> BoardView:
    """The viewer's own site, or for an admin any; raises NotFound for another site."""
    wanted = site_id or viewer.site_id
    site = session.get(Site, wanted)
    if site is None or (wanted != viewer.site_id and not viewer.is_admin):
        raise NotFound
    here = col(Issue.site_id) == site.id
    owned = _issues(col(Issue.promise_at)).where(here, col(Issue.state) == IssueState.OWNED)
    is_late = col(Issue.promise_at) <= now
    return BoardView(
        site_id=site.id,
        site_name=site.name,
        sites=sites(session) if viewer.is_admin else (),
        at=now,
        unowned=_part(
            session,
            _issues(col(Issue.waiting_since))
            .where(here, col(Issue.state) == IssueState.UNOWNED)
            .order_by(col(Issue.waiting_since)),
            viewer,
            now,
        ),
        late=_part(session, owned.where(is_late).order_by(col(Issue.promise_at)), viewer, now),
        silent=_part(session, _silent(site.id, now), viewer, now),
        away=_part(session, _away(owned, now), viewer, now),
        people=people_in_silence(session, site.id, now),
        today=_part(session, _today(site, now), viewer, now),
    )


def _issues(since: Any) -> Select[Any]:
    return select(*_FIELDS, since.label("since")).join(
        Person, col(Person.id) == col(Issue.owner_id), isouter=True
    )


def _away(owned: Select[Any], now: datetime) -> Select[Any]:
    """Promised within the hour, with an owner off shift."""
    is_soon = col(Issue.promise_at).between(now, now + _DUE_SOON)
    is_off = col(Person.on_shift_until).is_(None) | (col(Person.on_shift_until) <= now)
    return owned.where(is_soon, is_off).order_by(col(Issue.promise_at))


def _silent(site_id: int, now: datetime) -> Select[Any]:
    """Asks whose time to answer has passed."""
    helper = select(col(Person.first_name)).where(col(Person.id) == col(Step.helper_id))
    name = helper.correlate(Step).scalar_subquery()
    return (
        _issues(col(Step.answer_by))
        .add_columns(col(Step.id).label("step_id"), name.label("silent"))
        .join(Step, col(Step.issue_id) == col(Issue.id))
        .where(col(Step.state) == StepState.ASKED, col(Step.answer_by) <= now)
        .where(col(Issue.site_id) == site_id, col(Issue.state) == IssueState.OWNED)
        .order_by(col(Step.answer_by))
    )


def _today(site: Site, now: datetime) -> Select[Any]:
    """Reported since midnight by the site's clock, newest first."""
    zone = ZoneInfo(site.zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    query = _issues(col(Issue.created_at)).where(col(Issue.site_id) == site.id)
    return query.where(col(Issue.created_at) >= midnight).order_by(col(Issue.created_at).desc())


def _part(session: Session, query: Select[Any], viewer: Viewer, now: datetime) -> BoardPart:
    connection = session.connection()
    rows = connection.execute(query.limit(_MOST + 1)).all()
    more = 0
    if len(rows) > _MOST:
        counted = select(func.count()).select_from(query.limit(_MOST_COUNTED).subquery())
        more = connection.execute(counted).scalar_one() - _MOST
    return BoardPart(_cards(rows[:_MOST], viewer, now), more)


def _cards(rows: Sequence[Row[Any]], viewer: Viewer, now: datetime) -> tuple[BoardIssue, ...]:
    return tuple(_card(row, viewer, now) for row in rows)


def _card(row: Row[Any], viewer: Viewer, now: datetime) -> BoardIssue:
    step_id = row._mapping.get("step_id")
    silent = (row._mapping["silent"] or "") if step_id else None
    return BoardIssue(
        ref=row.ref,
        what=title_of(row.words, row.erased_at),
        place=row.place,
        state=IssueState(row.state),
        since=row.since,
        owner_name=f"{row.first_name} {row.last_name}".strip() if row.first_name else None,
        owner_on_shift=is_on_shift(row.on_shift_until, now),
        action=_action(IssueState(row.state), viewer, is_step=step_id is not None),
        acknowledged_at=row.acknowledged_at if row.state == IssueState.OWNED else None,
        silent=silent,
        step_path=f"/steps/{step_id}" if step_id else None,
    )


def _action(state: IssueState, viewer: Viewer, *, is_step: bool) -> Action | None:
    if state is IssueState.UNOWNED:
        return Action.OWN
    if is_step:
        return Action.SEE
    return Action.ON_IT if state is IssueState.OWNED and viewer.is_lead else None
