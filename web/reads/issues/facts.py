"""Figures of an issue, computed from its events when they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from web.rules.allowances import Used, used_in_words
from web.rules.undo import effective
from web.rules.vocabulary import EventKind, Introduction
from web.store.tables.issues import Event

_TELLING = (
    EventKind.REPORTED,
    EventKind.OWNED,
    EventKind.ACCEPTED,
    EventKind.CHANGED,
    EventKind.RESOLVED,
    EventKind.AUTHORITY_USED,
    EventKind.UNDONE,
)


@dataclass(frozen=True)
class Facts:
    """An issue in figures, derived from its events."""

    steps: int  # that somebody said yes to
    cold_steps: int
    people_met: int  # whom the customer had to deal with: owners, and helpers brought in person
    retold_count: int | None  # how often the story had to be told again; None: not said
    to_own: timedelta | None  # from the report on
    to_first_step: timedelta | None  # until the first yes
    to_resolve: timedelta | None
    used: tuple[Used, ...] = ()  # of what may be done without asking


def facts_of(session: Session, issue_id: int) -> Facts:
    query = select(Event).where(Event.issue_id == issue_id, col(Event.kind).in_(_TELLING))
    return count(session.exec(query.order_by(col(Event.id))).all())


def count(events: Sequence[Event]) -> Facts:
    """The figures of one issue's events, oldest first."""
    yes = [event for event in events if event.kind == EventKind.ACCEPTED]
    how = {event.data.get("step"): event.data.get("introduction") for event in yes}
    met = {event.actor_id for event in events if event.kind in (EventKind.OWNED, EventKind.CHANGED)}
    met |= {
        event.data.get("helper")
        for event in yes
        if event.data.get("introduction") == Introduction.IN_PERSON
    }
    settled = [event for event in events if event.kind == EventKind.RESOLVED]
    return Facts(
        steps=len(how),
        cold_steps=sum(one == Introduction.NONE for one in how.values()),
        people_met=len(met),
        retold_count=settled[-1].data.get("retold_count") if settled else None,
        to_own=_until(events, EventKind.OWNED),
        to_first_step=_until(events, EventKind.ACCEPTED),
        to_resolve=settled[-1].at - events[0].at if settled else None,
        used=tuple(
            used_in_words(event.text, event.data)
            for event in effective(events)
            if event.kind == EventKind.AUTHORITY_USED and event.text
        ),
    )


def _until(events: Sequence[Event], kind: EventKind) -> timedelta | None:
    """From the report to the first event of this kind."""
    return next((event.at - events[0].at for event in events if event.kind == kind), None)
