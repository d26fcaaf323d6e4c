"""The stops of the line on a customer's page: what happened, and who stood beside the owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, col

from web.rules.customer_words import Stop, stop_message, stop_of, stop_of_step
from web.rules.line import LineSpan, Part, lanes
from web.rules.released import RELEASES, UPDATES, released_updates
from web.rules.undo import effective
from web.rules.vocabulary import EventKind, Introduction, StepState
from web.store.tables.accounts import Person
from web.store.tables.issues import Event

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


def stops_of(
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
