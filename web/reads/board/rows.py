"""An issue as a row of a board, with who owns it, how to call them, and what a lead can do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Row, Select, String, cast, null, select
from sqlmodel import Session, col

from web.reads.handoffs.calls import number_of
from web.reads.requests import title_of
from web.rules import promises
from web.rules.board_actions import BoardAct, BoardFacts, board_acts
from web.rules.clock import waited
from web.rules.contacts import ContactPart
from web.rules.customer_answers import REOPENING
from web.rules.event_data import known
from web.rules.people import Viewer, is_absent, is_on_shift
from web.rules.site_texts import PlaceNames, place_in_words
from web.rules.vocabulary import CustomerAnswer, IssueState, Urgency
from web.store.reachability import reachable_with_channels
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Issue

FIELDS: tuple[Any, ...] = (
    col(Issue.ref),
    col(Issue.words),
    col(Issue.erased_at),
    col(Issue.place),
    col(Issue.state),
    col(Issue.urgency),
    col(Issue.owner_id),
    col(Issue.promise_at),
    col(Issue.promised_at),
    col(Issue.acknowledged_at),
    col(Issue.is_cause),
    col(Issue.customer_answer),
    col(Person.first_name),
    col(Person.last_name),
    col(Person.on_shift_until),
)


@dataclass(frozen=True)
class BoardOwner:
    """How an owner can be reached."""

    is_absent: bool  # off shift, or by no phone and no channel
    call: ContactPart | None  # their number


@dataclass(frozen=True)
class BoardIssue:
    ref: str
    what: str
    place: str | None
    state: IssueState
    urgency: Urgency
    since: datetime  # unowned: since when; late: promised by; silent: asked by; today: reported
    waited: timedelta | None  # since then; None: that is still to come
    owner_name: str | None  # full name; "": the viewer
    owner_first_name: str | None
    owner_on_shift: bool
    acts: tuple[BoardAct, ...]  # what the viewer can do, the most helpful first
    call: ContactPart | None = None  # of the owner
    acknowledged_at: datetime | None = None  # somebody said it since the promise was made
    silent: str | None = None  # who has not answered: first name; "": nobody scanned the code
    step_path: str | None = None  # the page of that ask
    is_cause: bool = False  # the team is updated, and no customer
    no: CustomerAnswer | None = None  # of the customer, who was not updated since it opened again

    @property
    def is_mine(self) -> bool:
        return self.owner_name == ""


def issues(since: Any, step_id: Any = None, silent: Any = None) -> Select[Any]:
    """The same columns each time. `step_id`: of an ask without an answer; `silent`: whose, by
    first name."""
    # PostgreSQL gives NULL the type of text.
    no_step = cast(null(), Integer)
    return select(
        *FIELDS,
        since.label("since"),
        (no_step if step_id is None else step_id).label("step_id"),
        (cast(null(), String) if silent is None else silent).label("silent"),
    ).join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)


def owners(session: Session, rows: Iterable[Row[Any]], now: datetime) -> Mapping[int, BoardOwner]:
    """By id, in two statements however many there are."""
    ids = {row.owner_id for row in rows if row.owner_id}
    if not ids:
        return {}
    reached = reachable_with_channels(session, ids)
    query = select(Person, Site).join(Site, col(Site.id) == col(Person.site_id))
    found = session.execute(query.where(col(Person.id).in_(ids))).all()
    return {person.id: _owner(person, site, person.id in reached, now) for person, site in found}


def _owner(person: Person, site: Site, is_reached: bool, now: datetime) -> BoardOwner:
    numbers = [part for part in number_of(person.phone, site) if part.href]
    return BoardOwner(
        is_absent=is_absent(person.on_shift_until, now, can_be_reached=is_reached),
        call=numbers[0] if numbers else None,
    )


def board_issues(
    rows: Sequence[Row[Any]],
    names: PlaceNames | None,
    known: Mapping[int, BoardOwner],
    viewer: Viewer,
    now: datetime,
) -> tuple[BoardIssue, ...]:
    """`names`: of the places of their site. `known`: from `owners`."""
    found = (_board_issue(row, known.get(row.owner_id), viewer, now) for row in rows)
    return tuple(replace(one, place=place_in_words(one.place, names)) for one in found)


def _board_issue(
    row: Row[Any], owner: BoardOwner | None, viewer: Viewer, now: datetime
) -> BoardIssue:
    is_mine = row.owner_id == viewer.id
    name = f"{row.first_name} {row.last_name}".strip() if row.first_name else None
    return BoardIssue(
        ref=row.ref,
        what=title_of(row.words, row.erased_at),
        place=row.place,
        state=IssueState(row.state),
        urgency=Urgency(row.urgency),
        since=row.since,
        waited=waited(min(row.since, now) if row.state == IssueState.UNOWNED else row.since, now),
        owner_name="" if is_mine else name,
        owner_first_name=row.first_name,
        owner_on_shift=is_on_shift(row.on_shift_until, now),
        acts=board_acts(_facts(row, owner, now, is_mine=is_mine)),
        call=owner.call if owner else None,
        acknowledged_at=row.acknowledged_at if row.state == IssueState.OWNED else None,
        silent=(row.silent or "") if row.step_id else None,
        step_path=f"/steps/{row.step_id}" if row.step_id else None,
        is_cause=row.is_cause,
        no=_no(row),
    )


def _no(row: Row[Any]) -> CustomerAnswer | None:
    answer = known(CustomerAnswer, row.customer_answer)
    return answer if answer in REOPENING and row.state != IssueState.RESOLVED else None


def _facts(row: Row[Any], owner: BoardOwner | None, now: datetime, *, is_mine: bool) -> BoardFacts:
    is_owned = row.state == IssueState.OWNED
    return BoardFacts(
        is_unowned=row.state == IssueState.UNOWNED,
        is_mine=is_mine,
        is_absent=owner is not None and owner.is_absent,
        is_due=is_owned and promises.is_near(row.promise_at, row.promised_at or now, now),
        is_silent=row.step_id is not None,
        can_call=owner is not None and owner.call is not None,
    )
