"""The customer's page. A read model of its own: only fields chosen here can appear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from web.reads.customer_link import StatusKey
from web.rules.clock import time_zone
from web.rules.contacts import ContactPart, contact_parts
from web.rules.countries import country_at
from web.rules.line import LineSpan, Part, lanes
from web.rules.promises import is_late
from web.rules.released import RELEASES, UPDATES, released_updates
from web.rules.undo import effective
from web.rules.vocabulary import EventKind, Introduction, IssueState, StepState
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Event, Issue

_SHOWN = (
    EventKind.REPORTED,
    EventKind.OWNED,
    EventKind.REOPENED,
    EventKind.ORPHANED,
    EventKind.CHANGED,
    *UPDATES,
    *RELEASES,
)
_MOST_STOPS = 30
_MOST_STEPS = 30

# However long ago it was released.
_SUBJECT = (
    select(col(Event.text))
    .where(col(Event.issue_id) == bindparam("issue_id"), col(Event.kind).in_(RELEASES))
    .where(col(Event.text).is_not(None))
    .order_by(col(Event.id).desc())
    .limit(1)
)
_PAGE = (
    select(
        _SUBJECT.scalar_subquery().label("subject"),
        col(Issue.ref),
        col(Issue.state),
        col(Issue.created_at),
        col(Issue.promise_at),
        col(Site.name),
        col(Site.phone),
        col(Site.country),
        col(Site.zone),
        col(Person.first_name),
    )
    .join(Site, col(Site.id) == col(Issue.site_id))
    .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
    .where(col(Issue.id) == bindparam("issue_id"))
)
_STOPS = (
    select(
        col(Event.id),
        col(Event.kind),
        col(Event.at),
        col(Event.version),
        col(Event.data),
        col(Event.text),
        col(Person.first_name),
    )
    .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
    .where(
        col(Event.issue_id) == bindparam("issue_id"),
        col(Event.kind).in_((*_SHOWN, EventKind.UNDONE)),
    )
    .order_by(col(Event.id).desc())
    .limit(_MOST_STOPS)
)


_HELPER = aliased(Person)
_STEPS: Any = (
    select(
        col(Step.state),
        col(Step.introduction),
        col(Step.asked_at),
        col(Step.accepted_at),
        col(Step.ended_at),
        col(Person.first_name).label("asked_by"),
        col(_HELPER.first_name).label("helper"),
    )
    .join(Person, col(Person.id) == col(Step.asked_by))
    .join(_HELPER, col(_HELPER.id) == col(Step.helper_id), isouter=True)
    .where(
        col(Step.issue_id) == bindparam("issue_id"),
        # Declined and withdrawn steps are not shown to the customer.
        or_(col(Step.accepted_at).is_not(None), col(Step.state) == StepState.ASKED),
    )
    .order_by(col(Step.id).desc())
    .limit(_MOST_STEPS)
)
_NAMES = select(col(Person.id), col(Person.first_name)).where(
    col(Person.id).in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True)
class StatusStop:
    """`kind` ASKED is a step: of somebody who said yes, or of nobody named while we look."""

    kind: EventKind
    at: datetime
    who: str | None  # first name; CHANGED: who has it from here on
    before: str | None = None  # CHANGED: first name of who had it until here
    with_whom: str | None = None  # a step: first name of who owned it when it was asked
    until: datetime | None = None  # a step that is over
    is_cold: bool = False
    is_done: bool = False
    for_owner: str | None = None  # an update: first name of the absent owner it was given for
    saw_it: bool = False  # OWNED: by who reported it, in the same moment
    words: str | None = None  # of an update, released by its owner
    lanes: tuple[Part | None, ...] = ()


@dataclass(frozen=True)
class StatusView:
    """What the customer may see: every field here was chosen for that, and nothing else is."""

    subject: str | None  # what it is about, as its owner released it
    ref: str
    reported_at: datetime
    state: IssueState
    owner_first_name: str | None
    promise_at: datetime | None
    is_late: bool
    was_due_today: bool  # else its day is said, too
    ends_at: datetime | None  # when this page ends; None: it is not resolved
    site_name: str
    site_phone: tuple[ContactPart, ...]
    stops: tuple[StatusStop, ...]
    zone: str


def status_page(session: Session, key: StatusKey, now: datetime) -> StatusView:
    row = session.connection().execute(_PAGE, {"issue_id": key.issue_id}).one()
    due, zone = row.promise_at, time_zone(row.zone)
    return StatusView(
        subject=row.subject,
        ref=row.ref,
        reported_at=row.created_at,
        state=IssueState(row.state),
        owner_first_name=row.first_name,
        promise_at=due,
        is_late=is_late(due, now),
        was_due_today=bool(due) and due.astimezone(zone).date() == now.astimezone(zone).date(),
        ends_at=key.ends_at,
        site_name=row.name,
        site_phone=contact_parts(row.phone or "", country_at(row.country, row.zone)),
        stops=_stops(session, key.issue_id, row.first_name),
        zone=row.zone,
    )


def _stops(session: Session, issue_id: int, owner: str | None) -> tuple[StatusStop, ...]:
    """Oldest first: what happened, and who stood beside the owner for how long."""
    connection, issue = session.connection(), {"issue_id": issue_id}
    events: Sequence[Any] = effective(connection.execute(_STOPS, issue).all())
    steps = connection.execute(_STEPS, issue).all()
    former = {row.data.get(name) for row in events for name in ("former_owner", "for_owner")} - {
        None
    }
    names = connection.execute(_NAMES, {"ids": list(former)}).all() if former else ()
    before = {row.id: row.first_name for row in names}
    found = [(stop, LineSpan(stop.at)) for stop in _events(events[::-1], before)]
    found += [(_step(row, owner), _stretch(row)) for row in reversed(steps) if row.accepted_at]
    looking = min((row.asked_at for row in steps if row.state == StepState.ASKED), default=None)
    if looking and owner:
        # Nobody is named before their yes: the customer does not learn who declined.
        stop = StatusStop(EventKind.ASKED, looking, None, with_whom=owner)
        found.append((stop, LineSpan(looking, is_step=True, until=looking)))
    found.sort(key=lambda pair: pair[0].at)
    beside = lanes([line_span for _, line_span in found])
    return tuple(replace(stop, lanes=its) for (stop, _), its in zip(found, beside, strict=True))


def _events(rows: Sequence[Row[Any]], names: Mapping[int, str]) -> list[StatusStop]:
    """Oldest first. Who reports and owns in one tap does so in one stop."""
    released = released_updates(rows)
    stops: list[StatusStop] = []
    for row in rows:
        is_released = row.id in released
        if row.kind in RELEASES or (row.kind == EventKind.POSTPONED and not is_released):
            continue
        stop = StatusStop(
            EventKind(row.kind),
            row.at,
            row.first_name,
            before=names.get(row.data.get("former_owner")),
            for_owner=names.get(row.data.get("for_owner")),
            words=row.text if is_released else None,
        )
        if stop.kind is EventKind.OWNED and stops and _is_same_tap(stops[-1], stop):
            stops[-1] = replace(stop, saw_it=True)
        else:
            stops.append(stop)
    return stops


def _is_same_tap(seen: StatusStop, owned: StatusStop) -> bool:
    reported = (EventKind.REPORTED, owned.at, owned.who)
    return (seen.kind, seen.at, seen.who) == reported


def _step(row: Row[Any], owner: str | None) -> StatusStop:
    """A present helper is with the present owner; a former one was with whoever asked them."""
    return StatusStop(
        EventKind.ASKED,
        row.accepted_at,
        row.helper,
        with_whom=row.asked_by if row.ended_at else owner,
        until=row.ended_at,
        is_done=row.state == StepState.DONE,
        is_cold=row.introduction == Introduction.NONE,
    )


def _stretch(row: Row[Any]) -> LineSpan:
    return LineSpan(row.accepted_at, is_step=True, until=row.ended_at)
