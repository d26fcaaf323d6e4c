"""What the viewer may undo just now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from web.rules.allowances import Used, used_in_words
from web.rules.people import Viewer
from web.rules.undo import INSTEAD, WITHIN
from web.rules.vocabulary import EventKind
from web.store.rule_inputs import newest_undoable
from web.store.tables.accounts import Person
from web.store.tables.issues import Event, Issue


@dataclass(frozen=True)
class UndoOffer:
    """The newest act on an issue, by the viewer within the last minute."""

    ref: str
    version: int  # of the issue, made by that act
    kind: EventKind
    when: datetime | None = None  # an update: the time that was promised
    helper: str | None = None  # a request: first name; None: whoever scans the code
    of_cause: bool = False  # the team was updated, not a customer
    above: str | None = None  # in words, the limit that something was used above


def undo_offer(session: Session, issue: Issue, viewer: Viewer, now: datetime) -> UndoOffer | None:
    """For pages that do not read the issue's events."""
    act = newest_undoable(session, issue.id, issue.version)
    helper = session.get(Person, act.data.get("helper") or 0) if act else None
    people = {helper.id: helper} if helper else {}
    return undo_among([act] if act else [], people, issue, viewer, now)


def undo_among(
    events: Sequence[Event],
    people: Mapping[int, Person],
    issue: Issue,
    viewer: Viewer,
    now: datetime,
) -> UndoOffer | None:
    """`events`: of the issue, oldest first."""
    found = [one for one in events if one.version == issue.version and one.kind in INSTEAD]
    if not found or found[-1].actor_id != viewer.id or "before" not in found[-1].data:
        return None
    act = found[-1]
    if now - act.at >= WITHIN:
        return None
    when, helper = act.data.get("when"), people.get(act.data.get("helper") or 0)
    return UndoOffer(
        ref=issue.ref,
        version=issue.version,
        kind=EventKind(act.kind),
        when=datetime.fromisoformat(when) if when else None,
        helper=helper.first_name if helper else None,
        of_cause=issue.is_cause,
        above=next((used.above for used in map(_used, found) if used.above), None),
    )


def _used(event: Event) -> Used:
    return used_in_words(event.text or "", event.data)
