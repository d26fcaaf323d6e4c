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
from web.rules.customer_words import Stop, stop_message, stop_of, stop_of_step
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
_ASKER, _HELPER = aliased(Person), aliased(Person)
# Declined and withdrawn steps are not shown to the customer.
_IS_SHOWN = (col(Step.issue_id) == col(Issue.id)) & or_(
    col(Step.accepted_at).is_not(None), col(Step.state) == StepState.ASKED
)
# A row for each step, and one without a step where there is none.
_PAGE: Any = (
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
        col(Step.state).label("step_state"),
        col(Step.introduction),
        col(Step.asked_at),
        col(Step.accepted_at),
        col(Step.ended_at),
        col(_ASKER.first_name).label("asked_by"),
        col(_HELPER.first_name).label("helper"),
    )
    .join(Site, col(Site.id) == col(Issue.site_id))
    .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
    .join(Step, _IS_SHOWN, isouter=True)
    .join(_ASKER, col(_ASKER.id) == col(Step.asked_by), isouter=True)
    .join(_HELPER, col(_HELPER.id) == col(Step.helper_id), isouter=True)
    .where(col(Issue.id) == bindparam("issue_id"))
    .order_by(col(Step.id).desc())
    .limit(_MOST_STEPS)
)
_STOPS = (
    select(
        col(Event.id),
        col(Event.kind),
        col(Event.at),
        col(Event.version),
        col(Event.data),
        col(Event.text),
        col(Event.actor_id),
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

    @property
    def names(self) -> dict[str, str]:
        """Those that its message may use."""
        owner = self.with_whom or self.for_owner
        named = {"who": self.who, "owner": owner, "before": self.before}
        return {key: name for key, name in named.items() if name}

    @property
    def message(self) -> str:
        return stop_message(self._what(), self.names)

    def _what(self) -> Stop:
        if self.kind is EventKind.ASKED:
            is_accepted, is_over = self.who is not None, self.until is not None
            return stop_of_step(is_accepted=is_accepted, is_over=is_over, is_done=self.is_done)
        return Stop.REPORTED_AND_OWNED if self.saw_it else stop_of(self.kind)


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
    rows = session.connection().execute(_PAGE, {"issue_id": key.issue_id}).all()
    row = rows[0]
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
        stops=_stops(
            session, key.issue_id, row.first_name, [one for one in rows if one.step_state]
        ),
        zone=row.zone,
    )


def _stops(
    session: Session, issue_id: int, owner: str | None, steps: Sequence[Row[Any]]
) -> tuple[StatusStop, ...]:
    """Oldest first: what happened, and who stood beside the owner for how long."""
    rows = session.connection().execute(_STOPS, {"issue_id": issue_id}).all()
    events: Sequence[Any] = effective(rows)
    found = [(stop, LineSpan(stop.at)) for stop in _events(events[::-1], _former(session, events))]
    found += [(_step(row, owner), _stretch(row)) for row in reversed(steps) if row.accepted_at]
    asked = (row.asked_at for row in steps if row.step_state == StepState.ASKED)
    looking = min(asked, default=None)
    if looking and owner:
        # Nobody is named before their yes: the customer does not learn who declined.
        stop = StatusStop(EventKind.ASKED, looking, None, with_whom=owner)
        found.append((stop, LineSpan(looking, is_step=True, until=looking)))
    found.sort(key=lambda pair: pair[0].at)
    beside = lanes([line_span for _, line_span in found])
    return tuple(replace(stop, lanes=its) for (stop, _), its in zip(found, beside, strict=True))


def _former(session: Session, events: Sequence[Any]) -> Mapping[int, str]:
    """First names of former owners: mostly of whoever did something that stands here as well."""
    wanted = {row.data.get(name) for row in events for name in ("former_owner", "for_owner")}
    names = {row.actor_id: row.first_name for row in events}
    missing = wanted - {None, *names}
    if missing:
        found = session.connection().execute(_NAMES, {"ids": list(missing)})
        names |= {row.id: row.first_name for row in found}
    return names


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
        is_done=row.step_state == StepState.DONE,
        is_cold=row.introduction == Introduction.NONE,
    )


def _stretch(row: Row[Any]) -> LineSpan:
    return LineSpan(row.accepted_at, is_step=True, until=row.ended_at)
