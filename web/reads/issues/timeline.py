"""An issue's history: read for its page, and as people read it, one row for each event."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func
from sqlmodel import Session, col, select

from push import receipts
from push.receipts import Progress, Stage
from web.rules.allowances import used_in_words
from web.rules.missing_photos import MissingPhotos, sentence
from web.rules.offers import KINDS, open_offers
from web.rules.people import Viewer
from web.rules.timeline_event import TimelineEvent
from web.rules.timeline_words import messages_of
from web.rules.undo import effective
from web.rules.vocabulary import (
    ChangeReason,
    ChangeState,
    CorrectedField,
    CustomerAnswer,
    DeclineReason,
    EventKind,
    Introduction,
    IssueState,
    SilentReason,
    Urgency,
)
from web.store.row_cache import people_of
from web.store.rule_inputs import offer_events
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Event, Issue

ON_THE_LINE = (
    EventKind.REPORTED,
    EventKind.OWNED,
    EventKind.CUSTOMER_TOLD,
    EventKind.POSTPONED,
    EventKind.RESOLVED,
    EventKind.REOPENED,
    EventKind.ORPHANED,
    EventKind.CHANGED,
)
_KINDS = {str(kind): kind for kind in EventKind}
_EVENTS_SHOWN = 200
_STEPS_SHOWN = 60

_By = Mapping[str, Progress]


@dataclass(frozen=True)
class Reached:
    """One person of one nudge in the timeline."""

    name: str  # first name
    stage: Stage | None  # None: not known, or not any more
    by_channel: bool = False  # not to a phone


@dataclass(frozen=True, kw_only=True)
class TimelineRow(TimelineEvent):
    """One line of the history: an event, with the named parts of its sentence by kind."""

    at: datetime  # when it was done: where a phone had to wait, when it was tapped
    text: str | None
    reached: tuple[Reached, ...] = ()  # how far it came, where that is known
    folded: tuple["TimelineRow", ...] = ()  # earlier lines of the same kind, told in one
    came_in_at: datetime | None = None  # where a phone had to wait
    missing_photos: str | None = None  # a sentence
    is_released: bool = False  # the customer may read `text`

    @property
    def messages(self) -> tuple[str, ...]:
        """Its sentences, without values."""
        return messages_of(self)


def timeline(
    session: Session,
    events: Sequence[Event],
    people: Mapping[int, Person],
    viewer: Viewer,
    *,
    of_cause: bool = False,
) -> tuple[TimelineRow, ...]:
    """A row for each event, in their order."""
    stages = _stages(session, events)
    rows = (_row(event, people, viewer, stages) for event in events)
    return tuple(replace(row, of_cause=True) if of_cause else row for row in rows)


def _stages(session: Session, events: Sequence[Event]) -> _By:
    """The progress of these nudges' messages, by key."""
    keys = (event.data["key"] for event in events if "key" in event.data)
    subjects = {":".join(key.split(":")[:2]) for key in keys}
    return receipts.stages(session, subjects) if subjects else {}


def _row(event: Event, people: Mapping[int, Person], viewer: Viewer, stages: _By) -> TimelineRow:
    data = event.data
    who, helper = people.get(event.actor_id or 0), people.get(data.get("helper") or 0)
    owner = people.get(data.get("for_owner") or 0)
    when, how, why = data.get("when"), data.get("introduction"), data.get("decline_reason")
    told = [people[one] for one in data.get("people", ()) if one in people]
    return TimelineRow(
        kind=_KINDS.get(event.kind),
        at=event.tapped_at or event.at,
        came_in_at=event.at if event.tapped_at else None,
        who=who.name if who else None,
        by_me=event.actor_id == viewer.id,
        text=event.text,
        when=datetime.fromisoformat(when) if when else None,
        names=tuple(person.name for person in told),
        reached=tuple(_delivery_stage(data.get("key"), person, stages) for person in told),
        not_shown=data.get("because") == "not_shown",
        in_place=data.get("because") == "in_place",
        helper=helper.name if helper else None,
        helper_is_me=helper is not None and helper.id == viewer.id,
        introduction=Introduction(how) if how else None,
        why=DeclineReason(why) if why else None,
        silent=SilentReason(data["silent"]) if "silent" in data else None,
        said_yes=data.get("was_accepted", False),
        missing_photos=sentence(MissingPhotos.from_data(data))
        if {"missing", "total"} <= data.keys()
        else None,
        is_released=data.get("released", False),
        reason=ChangeReason(data["reason"]) if "reason" in data else None,
        undone=EventKind(data["undone"]) if "undone" in data else None,
        for_owner=owner.first_name if owner else None,
        for_me=owner is not None and owner.id == viewer.id,
        field=CorrectedField(data["field"]) if "field" in data else None,
        urgencies=(Urgency(data["was"]), Urgency(data["now"]))
        if {"was", "now"} <= data.keys()
        else None,
        answer=CustomerAnswer(data["answer"]) if "answer" in data else None,
        used=used_in_words(event.text, data) if event.text and "allowance" in data else None,
        added=data.get("added", 0),
    )


def _delivery_stage(key: str | None, person: Person, stages: _By) -> Reached:
    progress = stages.get(f"{key}{person.id}") if key else None
    if progress is None:
        return Reached(person.first_name, None)
    return Reached(person.first_name, progress.stage, progress.by_channel)


@dataclass(frozen=True)
class History:
    events: Sequence[Event]  # of the timeline, oldest first
    on_the_line: Sequence[Event]  # without what was undone
    by_people: Sequence[Event]  # which “On it” depends on, without what was undone
    offering: Collection[int]  # who offers to help, in that order
    steps: Sequence[Step]  # newest first
    change: OwnerChange | None  # that waits, or was declined
    people: Mapping[int, Person]  # by id: all that these name
    owner: Person | None
    of_cause: bool


def history_of(session: Session, issue: Issue) -> History:
    events, (steps, change) = _newest(session, issue.id), _handoffs(session, issue)
    on_the_line = _of_kinds(session, issue.id, (*ON_THE_LINE, EventKind.UNDONE), events)
    by_people = _events_of_people(session, issue, events)
    people = _people(session, issue, [*events, *on_the_line, *by_people], steps)
    if any(event.kind == EventKind.UNDONE for event in by_people):
        on_the_line, by_people = effective(on_the_line), effective(by_people)
    owner = people.get(issue.owner_id or 0)
    offering = open_offers([offer_events(event) for event in by_people])
    return History(
        events, on_the_line, by_people, offering, steps, change, people, owner, issue.is_cause
    )


_OF_ISSUE = select(Event).where(col(Event.issue_id) == bindparam("issue_id"))
_NEWEST = _OF_ISSUE.order_by(col(Event.id).desc()).limit(_EVENTS_SHOWN)  # they may be thousands


def _newest(session: Session, issue_id: int, *conditions: ColumnElement[bool]) -> Sequence[Event]:
    """The newest ones, oldest first."""
    query = _NEWEST.where(*conditions) if conditions else _NEWEST
    return session.execute(query, {"issue_id": issue_id}).scalars().all()[::-1]


def _of_kinds(
    session: Session, issue_id: int, kinds: Collection[EventKind], newest: Sequence[Event]
) -> Sequence[Event]:
    """The newest of these kinds: asked for only where the newest of all are not all there are."""
    if len(newest) < _EVENTS_SHOWN:
        return [event for event in newest if event.kind in kinds]
    return _newest(session, issue_id, col(Event.kind).in_(kinds))


def _events_of_people(session: Session, issue: Issue, newest: Sequence[Event]) -> Sequence[Event]:
    """Events that offers and “On it” depend on, however old; people make them, so they are few."""
    if len(newest) < _EVENTS_SHOWN:
        return newest
    kinds = (*KINDS, EventKind.ACKNOWLEDGED, EventKind.UNDONE)
    query = select(Event).where(Event.issue_id == issue.id, col(Event.kind).in_(kinds))
    return session.exec(query.order_by(col(Event.id))).all()


_CHANGES = select(func.max(OwnerChange.id)).where(OwnerChange.issue_id == bindparam("issue_id"))
_NEWEST_CHANGE = _CHANGES.correlate(None).scalar_subquery()
_HANDOFFS = (
    select(Step, OwnerChange)
    .select_from(Issue)
    .outerjoin(Step, col(Step.issue_id) == col(Issue.id))
    .outerjoin(OwnerChange, col(OwnerChange.id) == _NEWEST_CHANGE)
    .where(col(Issue.id) == bindparam("issue_id"))
    .order_by(col(Step.id).desc())
    .limit(_STEPS_SHOWN)
)


def _handoffs(session: Session, issue: Issue) -> tuple[Sequence[Step], OwnerChange | None]:
    """Steps, newest first; and the newest owner change."""
    rows = session.execute(_HANDOFFS, {"issue_id": issue.id}).all()
    return [step for step, _ in rows if step], _shown(issue, rows[0][1] if rows else None)


def _shown(issue: Issue, change: OwnerChange | None) -> OwnerChange | None:
    """While it waits, and declined until its asker has asked again."""
    if change is None or issue.state != IssueState.OWNED:
        return None
    is_no = change.state == ChangeState.DECLINED and change.from_id == issue.owner_id
    if change.state != ChangeState.ASKED and not is_no:
        return None
    return change


def _people(
    session: Session, issue: Issue, events: Sequence[Event], steps: Sequence[Step]
) -> dict[int, Person]:
    ids = {issue.owner_id, issue.reporter_id}
    for event in events:
        data = event.data
        ids |= {
            event.actor_id,
            data.get("helper"),
            data.get("former_owner"),
            data.get("for_owner"),
            *data.get("people", ()),
        }
    for step in steps:
        ids |= {step.asked_by, step.helper_id}
    return people_of(session, ids)
